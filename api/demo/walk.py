"""The whole way over HTTP: platform, recruiter and candidate, from a text to a referral."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx
from rich.console import Console
from rich.progress import track

from api.db import Database, now
from api.demo import show
from api.demo.client import Caller, DemoFailed, served
from api.organisations.service import add_organisation
from api.settings import Settings
from api.tables import Role

EXAMPLES: Final = Path(__file__).resolve().parents[2] / "openapi" / "examples"


def run(settings: Settings, console: Console, *, port: int, once: bool) -> int:
    """Loads, walks and (unless ``once``) serves on. Returns the exit code."""
    database = Database(settings.database_url)
    database.migrate()
    community = _read("community.json")
    keys = _add_community(database, community)
    database.dispose()
    console.print(f"Community [bold]{community['name']}[/bold]: {len(keys)} organisations.")
    try:
        with served(settings.database_url, port) as (process, client):
            walk = _Walk(console, client, keys, _read("demo.json"))
            walk.go()
            if not once:
                console.print("\nServing on; Ctrl-C ends it.")
                process.wait()
    except DemoFailed as error:
        console.print(f"[red]The demo stopped:[/red] {error}")
        return 1
    except KeyboardInterrupt:
        console.print("\nEnded.")
    return 0


def _read(name: str) -> Any:
    return json.loads((EXAMPLES / name).read_text("utf-8"))


def _add_community(database: Database, community: dict[str, Any]) -> dict[str, tuple[str, str, str]]:
    """Each organisation by its short name: (id, name, key). Run twice, the demo makes a second community."""
    name = f"{community['name']} {datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"
    made = {}
    for wish in community["organisations"]:
        with database.writing() as session:
            row, key = add_organisation(session, wish["name"], Role(wish["role"]), name)
            made[wish["key"]] = (str(row.id), row.name, key)
    return made


@dataclass
class _Submitted:
    id: str
    token: str


class _Walk:
    def __init__(
        self, console: Console, client: httpx.Client, keys: dict[str, tuple[str, str, str]], demo: dict[str, Any]
    ) -> None:
        self._console = console
        self._client = client
        self._demo = demo
        self._ids = {short: row[0] for short, row in keys.items()}
        self._callers = {short: Caller(client, row[1], row[2]) for short, row in keys.items()}
        self._people: dict[str, _Submitted] = {}
        self._vacancies: dict[str, str] = {}

    def go(self) -> None:
        story = self._demo["storyline"]
        person, vacancy = story["candidate"], story["appliesTo"]
        sender = next(short for short, names in self._demo["employers"].items() if vacancy in names)
        self._submit()
        self._show_reading(person)
        self._describe_vacancies()
        run = self._match(sender, vacancy)
        application, proposals = self._apply(sender, vacancy, person)
        receiver = self._refer(sender, person, application, proposals, story["message"])
        keys = [(self._callers[short].name, self._callers[short].key) for short in ("kade", sender, receiver)]
        keys.append((f"candidate {person}", self._people[person].token))
        show.step(self._console, 7, "Try it yourself", "you")
        show.addresses(self._console, str(self._client.base_url).rstrip("/"), keys, {"run": run["id"]})

    def _submit(self) -> None:
        show.step(
            self._console, 1, "Platforms submit SkillsCVs; each is redacted, read, and its raw text dropped", "platform"
        )
        pairs = [(platform, item["skillscv"]) for platform, rows in self._demo["platforms"].items() for item in rows]
        for platform, name in track(pairs, "Submitting", console=self._console):
            body = _read(f"skillscvs/{name}.json")
            for consent in body.get("consents", []):
                consent["grantedAt"] = now().isoformat()
            made = self._callers[platform].post("/v1/skillscvs", body)
            self._people[name] = _Submitted(made["id"], made["candidateToken"])

    def _show_reading(self, person: str) -> None:
        show.step(self._console, 2, f"What was read of {person}, with the evidence", "candidate")
        show.reading(self._console, self._candidate(person).get(f"/v1/skillscvs/{self._people[person].id}"))

    def _describe_vacancies(self) -> None:
        show.step(
            self._console, 3, "Employers describe vacancies; requirements are read, wording is checked", "recruiter"
        )
        for employer, names in self._demo["employers"].items():
            for name in names:
                made = self._callers[employer].post("/v1/vacancies", _read(f"vacancies/{name}.json"))
                self._vacancies[name] = made["id"]
                for finding in made["lint"]:
                    self._console.print(
                        f"  {name}: “{finding['text']}” ({finding['ground']}): {finding['advice']['nl']}", markup=False
                    )

    def _match(self, employer: str, vacancy: str) -> Any:
        show.step(self._console, 4, f"A match run for {vacancy}, on skills alone", "recruiter")
        caller = self._callers[employer]
        run = caller.post(f"/v1/vacancies/{self._vacancies[vacancy]}/match-runs", {"limit": 10})
        show.ranking(self._console, run)
        for result in run["results"][:3]:
            place = f"/v1/match-runs/{run['id']}/results/{result['skillscvId']}/explanation"
            show.reasons(self._console, caller.get(place, audience="recruiter", language="nl"), result["externalRef"])
        verified = caller.post(f"/v1/match-runs/{run['id']}/verification", {})
        self._console.print(f"Recomputed byte for byte: {verified['verified']} ({verified['snapshotHash'][:16]}…)")
        return run

    def _apply(self, employer: str, vacancy: str, person: str) -> tuple[Any, Any]:
        show.step(self._console, 5, f"{person} applies; the employer goes on with someone else", "recruiter")
        path = f"/v1/vacancies/{self._vacancies[vacancy]}/applications"
        application = self._candidate(person).post(path, {"skillscvId": self._people[person].id})
        caller = self._callers[employer]
        caller.post(f"/v1/applications/{application['id']}/conversation", {})
        self._console.print("There is no way to reject; there is a way on:")
        proposals = caller.get(f"/v1/applications/{application['id']}/referral-proposals")
        show.proposals(self._console, proposals)
        return application, proposals

    def _refer(self, sender: str, person: str, application: Any, proposals: Any, message: str) -> str:
        show.step(self._console, 6, "A referral: proposed, agreed to, accepted", "recruiter, candidate, recruiter")
        if not proposals["items"]:
            raise DemoFailed("No organisation in the demo community fits the person of the storyline.")
        best = proposals["items"][0]
        receiver = next(short for short, known in self._ids.items() if known == best["organisationId"])
        wish = {
            "applicationId": application["id"],
            "toOrganisationId": best["organisationId"],
            "toVacancyId": best["vacancyId"],
            "message": message,
        }
        referral = self._callers[sender].post("/v1/referrals", wish)
        path = f"/v1/referrals/{referral['id']}"
        self._say(f"{self._callers[sender].name} proposes {best['organisationName']}", referral)
        self._say("The candidate says yes", self._candidate(person).post(f"{path}/consent", {"granted": True}))
        accepted = self._callers[receiver].post(f"{path}/acceptance", {})
        self._say(f"{self._callers[receiver].name} accepts", accepted)
        state = self._callers[sender].get(f"/v1/applications/{application['id']}")["state"]
        self._console.print(f"The first application is now '{state}'; at the other organisation one has begun.")
        return receiver

    def _say(self, what: str, referral: Any) -> None:
        self._console.print(f"  {what} → [bold]{referral['state']}[/bold]")

    def _candidate(self, person: str) -> Caller:
        return Caller(self._client, person, self._people[person].token)
