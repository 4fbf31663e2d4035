"""Runs, explanations and gaps as they are shown: labels, evidence and sentences are added here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from uuid import UUID

from sqlmodel import Session

from api.auth import Caller
from api.knowledge import Knowledge
from api.matches import snapshots, store
from api.matches.labels import Named
from api.matches.ranks import Rivals
from api.matches.schemas import (
    ChangeOut,
    ContributionOut,
    ExplanationOut,
    Filters,
    GapOut,
    InvarianceOut,
    MatchResultOut,
    MatchRunOut,
    MatchRunSummary,
    ReasonOut,
    StepOut,
    VacancyMatchRunOut,
    VacancyResultOut,
)
from api.readings.schemas import EvidenceOut
from api.schemas import CatalogueOut, LabelOut
from api.skillscvs.presentation import WITHHELD, evidence_of
from api.tables import MatchResult, MatchRun
from api.vacancies import store as vacancy_store
from matching.changes import Change, changes
from matching.explain import Audience, explain, render
from matching.gap import Gap, Step, StepKind, gap
from matching.plan import Plan
from matching.profile import SkillProfile
from matching.score import Contribution, Kind, Ranked, Score
from taxonomy.model import Label, Language, SkillId

Evidence = Mapping[str, Sequence[EvidenceOut]]


def summary(run: MatchRun) -> MatchRunSummary:
    return MatchRunSummary(
        id=run.id,
        vacancy_id=run.vacancy_id,
        skillscv_id=run.skillscv_id,
        criteria_hash=run.criteria_hash,
        catalogue=CatalogueOut(version=run.catalogue_version, hash=run.catalogue_hash),
        code_version=run.code_version,
        snapshot_hash=run.snapshot_hash,
        match_batch_id=run.match_batch_id,
        pool_size=run.pool_size,
        created_at=run.created_at,
    )


def people(
    session: Session, knowledge: Knowledge, caller: Caller, run: MatchRun, ranked: Sequence[Ranked] | None = None
) -> MatchRunOut:
    """The run with those of its people whom consent lets the caller see now.

    ``ranked``: its places where they were computed just now; else they are recomputed from what is stored.
    """
    if ranked is None:
        stored = [place for place in store.results_of(session, run.id) if place.skillscv_id is not None]
        seen = store.seen_people(session, caller, [place.skillscv_id for place in stored if place.skillscv_id])
        plans = snapshots.Plans(run)
        ranked = [
            Ranked(place.rank, str(place.skillscv_id), plans.score(place))
            for place in stored
            if place.skillscv_id in seen
        ]
    else:
        seen = store.seen_people(session, caller, [UUID(item.id) for item in ranked])
    places = {UUID(item.id): item for item in ranked}
    others = {person for person, row in seen.items() if row.organisation_id != caller.organisation_id}
    counted = _counted(places[person].score for person in seen)
    evidence = evidence_of(session, caller, list(seen), skill_ids=counted, others=others)
    results = [
        MatchResultOut(
            skillscv_id=person,
            external_ref=seen[person].external_ref or "",
            **_scored(place.rank, place.score, knowledge, evidence[person]),
        )
        for person, place in places.items()
        if person in seen
    ]
    counts = store.signals_removed(session, list(seen))
    invariance = InvarianceOut(
        # by type for the people's own platform; together for others, as few people or one would be told apart by them
        signals_suppressed={WITHHELD: sum(counts.values())} if others else counts,
        twins_tested=sum(person.twins_tested for person in seen.values()),
        rank_changes=sum(person.twins_changed for person in seen.values()),
    )
    filters = Filters.model_validate(run.filters) if run.filters else None
    return MatchRunOut(**dict(summary(run)), filters=filters, results=results, invariance=invariance)


def vacancies(session: Session, knowledge: Knowledge, caller: Caller, run: MatchRun) -> VacancyMatchRunOut:
    """The run with those of its vacancies that are still open."""
    places = [place for place in store.results_of(session, run.id) if place.vacancy_id is not None]
    found = vacancy_store.shared_of(session, [place.vacancy_id for place in places if place.vacancy_id])
    plans = snapshots.Plans(run)
    evidence = evidence_of(session, caller, [run.skillscv_id])[run.skillscv_id] if run.skillscv_id else {}
    return VacancyMatchRunOut(
        **dict(summary(run)),
        results=[
            VacancyResultOut(
                vacancy_id=place.vacancy_id,
                organisation_id=found[place.vacancy_id].organisation_id,
                external_ref=found[place.vacancy_id].external_ref,
                title=found[place.vacancy_id].title,
                **_scored(place.rank, plans.score(place), knowledge, evidence),
            )
            for place in places
            if place.vacancy_id in found
        ],
    )


def _counted(scores: Iterable[Score]) -> set[str]:
    """The skills that brought something to one of the scores."""
    contributions = (item for found in scores for item in found.contributions)
    return {item.via or item.skill_id for item in contributions if item.kind is not Kind.MISSING}


def _scored(rank: int, found: Score, knowledge: Knowledge, evidence: Evidence) -> dict[str, Any]:
    return {
        "rank": rank,
        "score": found.points,
        "score_if_unknowns_held": found.score_if_unknowns_held,
        "coverage": found.coverage,
        "band": found.band,
        "contributions": [contribution(item, knowledge, evidence) for item in found.contributions],
    }


def contribution(item: Contribution, knowledge: Knowledge, evidence: Evidence) -> ContributionOut:
    return ContributionOut(**_contribution(item, knowledge, evidence))


def _contribution(item: Contribution, knowledge: Knowledge, evidence: Evidence) -> dict[str, Any]:
    known = item.kind is not Kind.MISSING
    return {
        "skill_id": item.skill_id,
        "label": LabelOut.of(_label(knowledge, item.skill_id)),
        "points": item.points,
        "maximum": item.maximum,
        "via": item.via,
        "kind": item.kind.value,
        "level": item.level,
        "minimum_level": item.minimum_level,
        "need": item.need.value,
        "baseline": item.baseline,
        "evidence": list(evidence.get(item.via or item.skill_id, ())) if known else [],
    }


def _label(knowledge: Knowledge, skill_id: SkillId) -> Label:
    return Named(knowledge.catalogue).label(skill_id)


def explanation(
    session: Session,
    knowledge: Knowledge,
    caller: Caller,
    run: MatchRun,
    place: MatchResult,
    audience: Literal["recruiter", "candidate"],
    language: Language,
) -> ExplanationOut:
    """Why this person has this score, as data and in plain sentences."""
    person = place.skillscv_id
    evidence = {} if person is None else evidence_of(session, caller, [person])[person]
    reasons = explain(snapshots.Plans(run).score(place), evidence)  # type: ignore[arg-type]
    prose = render(reasons, Audience(audience), language, Named(knowledge.catalogue))
    found = reasons.score
    return ExplanationOut(
        match_run_id=run.id,
        vacancy_id=place.vacancy_id or run.vacancy_id,
        skillscv_id=person,
        audience=audience,
        language=language.value,
        summary=prose.summary,
        rank=place.rank,
        score=found.points,
        score_if_unknowns_held=found.score_if_unknowns_held,
        coverage=found.coverage,
        band=found.band,
        reasons=[
            ReasonOut(text=text, **_contribution(reason.contribution, knowledge, evidence))
            for reason, text in zip(reasons.reasons, prose.reasons, strict=True)
        ],
    )


def gap_of(session: Session, knowledge: Knowledge, run: MatchRun, place: MatchResult) -> GapOut:
    """What is still unknown, and the smallest step that lifts the band or rank."""
    plans = snapshots.Plans(run)
    found = plans.score(place)
    rivals = Rivals(run, place, store.results_of(session, run.id))
    profile = snapshots.profile_at(place)
    gaps = gap(plans.at(place), profile, Named(knowledge.catalogue), rivals=rivals.points)
    first = next(iter(gaps), None)
    return GapOut(
        match_run_id=run.id,
        vacancy_id=place.vacancy_id or run.vacancy_id,
        skillscv_id=place.skillscv_id,
        missing=[contribution(item, knowledge, {}) for item in found.contributions if item.kind is Kind.MISSING],
        goal=None if first is None else first.goal.value,
        steps=[] if first is None else [step(item, knowledge) for item in first.steps],
        score_now=found.points,
        score_then=found.points if first is None else first.points,
        rank_now=rivals.rank(found.points, {}),
        rank_then=rivals.rank(found.points, {}) if first is None else rivals.rank(first.points, _risen(first)),
        band_then=found.band if first is None else first.band,
        changes=[
            _change(item, rivals.rank(item.points, {item.skill_id: item.to_level}), knowledge)
            for item in changes(plans.at(place), profile, rivals.points)
        ],
    )


def _risen(found: Gap) -> dict[SkillId, int | None]:
    return {item.skill_id: item.to_level for item in found.steps}


def _change(item: Change, rank: int, knowledge: Knowledge) -> ChangeOut:
    return ChangeOut(
        skill_id=item.skill_id,
        label=LabelOut.of(_label(knowledge, item.skill_id)),
        from_level=item.from_level,
        to_level=item.to_level,
        score=item.points,
        rank=rank,
        band=item.band,
    )


def steps_towards(plan: Plan, profile: SkillProfile, knowledge: Knowledge) -> list[StepOut]:
    gaps: Sequence[Gap] = gap(plan, profile, knowledge.catalogue)
    return [step(item, knowledge) for item in gaps[0].steps] if gaps else []


def step(item: Step, knowledge: Knowledge) -> StepOut:
    return StepOut(
        skill_id=item.skill_id,
        label=LabelOut.of(_label(knowledge, item.skill_id)),
        from_level=item.from_level,
        to_level=item.to_level,
        kind=item.kind.value,
        advice=_advice()[item.kind],
    )


@cache
def _advice() -> dict[StepKind, LabelOut]:
    texts = json.loads(files("api.matches").joinpath("step-advice.json").read_text("utf-8"))
    return {StepKind(kind): LabelOut(**text) for kind, text in texts.items()}
