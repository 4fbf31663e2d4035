"""What identifies a person, put into every kind of text, is found nowhere afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx2
import pytest

from api.db import Database
from api.organisations.service import add_organisation
from api.tables import Role
from tests.api.serving import serving
from tests.api.world import STORY, submission, vacancy

FIRST = (
    "Mohammed",
    "Annelies",
    "Xiaoling",
    "Tesfay",
    "Svetlana",
    "Olumide",
    "Priyanka",
    "Thijmen",
    "Guadalupe",
    "Aylin",
)
LAST = (
    "Kwakernaat",
    "Haddouchi",
    "Zuiderduin",
    "Gebremedhin",
    "Kovalenko",
    "Adeyemi",
    "Raghunathan",
    "Vogelenzang",
    "Etxeberria",
    "Yıldırım",
)
NAMES = [f"{first} {last}" for first, last in zip(FIRST, LAST, strict=True)]
BIRTH_DATES = [
    f"{day:02}-0{month}-19{year}"
    for day, month, year in zip(range(3, 13), (1, 2, 3, 4, 5) * 2, range(61, 71), strict=True)
]
EMAILS = [
    f"{last.lower()}{number}@postvak{number}.example"
    for number, last in enumerate(("kwak", "hadd", "zuid", "gebr", "kova", "adey", "ragh", "voge", "etxe", "yild"))
]
PHONES = [f"06-00{number:02}4{number}71" for number in range(10, 20)]
HANDLES = [
    f"@kanarie_{word}" for word in ("blauw", "groen", "geel", "paars", "rood", "zwart", "wit", "grijs", "bruin", "roze")
]
CANARIES = [*NAMES, *BIRTH_DATES, *EMAILS, *PHONES, *HANDLES]


def texts() -> list[str]:
    return [
        f"Naam: {name}\nGeboren: {born}\nE-mail: {mail}, tel. {phone}, Instagram {handle}\n{STORY}"
        for name, born, mail, phone, handle in zip(NAMES, BIRTH_DATES, EMAILS, PHONES, HANDLES, strict=True)
    ]


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[bytes]]]:
    """A webhook receiver on this machine, and what it got."""
    received: list[bytes] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/hook", received
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_fifty_canaries_leave_no_trace(sqlite_url: str, tmp_path: Path, receiver: tuple[str, list[bytes]]) -> None:
    assert len(set(CANARIES)) == 50
    address, received = receiver
    database = Database(sqlite_url)
    with database.writing() as session:
        _, platform_key = add_organisation(session, "Pool", Role.PLATFORM, "one")
        _, employer_key = add_organisation(session, "Employer", Role.EMPLOYER, "one")
    answers: list[str] = []
    with serving(sqlite_url, tmp_path / "log") as (_, base):

        def caller(key: str) -> Callable[..., Any]:
            def send(method: str, path: str, json: Any = None) -> Any:
                response = httpx2.request(
                    method, f"{base}/v1{path}", json=json, headers={"Authorization": f"Bearer {key}"}, timeout=60
                )
                answers.append(response.text)
                return response.json() if response.content else None

            return send

        platform, employer = caller(platform_key), caller(employer_key)
        platform("POST", "/webhook-endpoints", {"url": address})
        people = [platform("POST", "/skillscvs", submission(f"ref-{n}", text)) for n, text in enumerate(texts())]
        platform("POST", "/skillscvs", {"externalRef": NAMES[0], "sections": [{"kind": NAMES[1], "text": NAMES[2]}]})
        candidate = caller(people[0]["candidateToken"])
        made = employer("POST", "/vacancies", vacancy())
        run = employer("POST", f"/vacancies/{made['id']}/match-runs", {"limit": 20})
        place = f"/match-runs/{run['id']}/results/{people[0]['id']}"
        employer("GET", f"{place}/explanation")
        candidate("GET", "/me")
        candidate(
            "POST",
            "/objections",
            {"text": f"Ik ben {NAMES[0]} ({EMAILS[0]}) en ik ben het niet eens.", "matchRunId": run["id"]},
        )
        employer("GET", f"/skillscvs/{people[0]['id']}/export?format=jsonresume")
        employer("GET", "/objections")
        until = monotonic() + 30
        while len(received) < len(people) and monotonic() < until:
            sleep(0.1)
    database.dispose()
    assert len(received) >= len(people)
    files = [path.read_bytes() for path in Path(sqlite_url.removeprefix("sqlite:///")).parent.glob("skillscv.db*")]
    haystacks = {
        "answers": "\n".join(answers),
        "log": (tmp_path / "log").read_text("utf-8"),
        "webhooks": b"\n".join(received).decode(),
        "database": b"\n".join(files).decode("utf-8", "replace"),
    }
    found = [(place, canary) for place, text in haystacks.items() for canary in CANARIES if canary in text]
    assert found == []
