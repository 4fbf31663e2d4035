"""What the demo prints: tables and sentences for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

_SNIPPET = 90
_SHOWN = 14


def step(console: Console, number: int, title: str, who: str) -> None:
    console.rule(f"[bold]{number}. {escape(title)}[/bold]  [dim]({escape(who)})[/dim]", align="left")


def reading(console: Console, skillscv: Mapping[str, Any]) -> None:
    """What was taken out, and the skills with the words that show them."""
    removed: dict[str, int] = {}
    for redaction in skillscv["redactions"]:
        removed[redaction["type"]] = removed.get(redaction["type"], 0) + redaction["count"]
    console.print(
        "Taken out: " + (", ".join(f"{count} × {kind}" for kind, count in sorted(removed.items())) or "nothing")
    )
    table = Table("Skill", "Level", "Standing", "Shown by (redacted text)", title="What was read")
    ordered = sorted(skillscv["skills"], key=lambda skill: (-skill["level"], skill["id"]))
    for skill in ordered[:_SHOWN]:
        table.add_row(skill["label"]["nl"], str(skill["level"]), skill["standing"], _words(skillscv, skill))
    console.print(table)
    if len(ordered) > _SHOWN:
        console.print(f"… and {len(ordered) - _SHOWN} more.")


def _words(skillscv: Mapping[str, Any], skill: Mapping[str, Any]) -> str:
    if not skill["evidence"]:
        return ""
    place = skill["evidence"][0]
    words = skillscv["sections"][place["section"]]["text"][place["start"] : place["end"]].replace("\n", " ")
    return escape(words if len(words) <= _SNIPPET else words[: _SNIPPET - 1] + "…")


def ranking(console: Console, run: Mapping[str, Any]) -> None:
    table = Table("Rank", "SkillsCV", "Score", "If the unknown were held", "Known", "Band", title="Match run")
    for result in run["results"]:
        table.add_row(
            str(result["rank"]),
            escape(result["externalRef"]),
            str(result["score"]),
            str(result["scoreIfUnknownsHeld"]),
            f"{result['coverage'] / 10:.0f} %",
            result["band"],
        )
    console.print(table)
    invariance = run["invariance"]
    console.print(
        f"Signals taken out of these texts: {sum(invariance['signalsSuppressed'].values())}; "
        f"twins tested: {invariance['twinsTested']}, read otherwise: {invariance['rankChanges']}."
    )


def reasons(console: Console, explanation: Mapping[str, Any], external_ref: str) -> None:
    console.print(f"[bold]{escape(external_ref)}[/bold] — {escape(explanation['summary'])}")
    for reason in explanation["reasons"][:4]:
        console.print(f"  • {reason['points']:>3}/{reason['maximum']:<3} {escape(reason['text'])}")


def proposals(console: Console, found: Mapping[str, Any]) -> None:
    table = Table("Organisation", "Vacancy", "Score", "Why", title="Where this person fits")
    for item in found["items"][:5]:
        table.add_row(
            escape(item["organisationName"]),
            escape(item["vacancyTitle"]),
            str(item["score"]),
            escape(item["why"]["nl"]),
        )
    console.print(table)


def addresses(console: Console, base: str, keys: Sequence[tuple[str, str]], ids: Mapping[str, str]) -> None:
    table = Table("Who", "Key or token", title="Keys of this demo")
    for name, key in keys:
        table.add_row(escape(name), key)
    console.print(table)
    console.print(f"Pages {base}/console (sign in with one of these)")
    console.print(f"API {base}/v1   document {base}/v1/openapi.json   docs {base}/docs\n")
    platform, employer = keys[0][1], keys[1][1]
    console.print("Three things to try:")
    read = (
        f"curl -s {base}/v1/readings -H 'Authorization: Bearer {platform}' -H 'Content-Type: application/json' "
        '-d \'{"language": "nl", "sections": [{"kind": "hobby", "text": "Elke donderdag maak ik het rooster voor '
        "twaalf vrijwilligers van de voedselbank.\"}]}'"
    )
    run = f"curl -s {base}/v1/match-runs/{ids['run']} -H 'Authorization: Bearer {employer}'"
    log = f"curl -s {base}/v1/audit-log -H 'Authorization: Bearer {employer}'"
    for line in (read, run, log):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
