"""Where else in the community a person does well."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import Session

from api.applications import store as applications
from api.auth import Caller
from api.consents.schemas import Purpose
from api.consents.store import excluded_by, standing_of
from api.knowledge import Knowledge
from api.matches import presentation
from api.matches import service as matches
from api.matches.schemas import StepOut
from api.referrals import store
from api.referrals.schemas import OpenPoolOut, ProposalOut, ProposalsOut, StrengthOut
from api.schemas import LabelOut
from api.skillscvs.presentation import evidence_of
from api.tables import Application, SkillsCV, Vacancy
from api.vacancies import store as vacancies
from matching.plan import Plan
from matching.profile import SkillProfile
from matching.score import Contribution, Score, score

FITS_FROM: Final = 300
"""Points from which a vacancy is proposed: the band 'promising' begins there."""
DESK: Final = 15
"""Points a vacancy falls in the order for every referral its organisation has on its desk, so that none is flooded."""
SHOWN: Final = 10
FROM_ONE: Final = 3
"""Proposals of one organisation that are shown; ``openings`` counts them all."""
_STRENGTHS: Final = 3


@dataclass(frozen=True)
class Fit:
    """A vacancy beside a person. ``draw`` decides between equals: by lot, other for each application."""

    vacancy: Vacancy
    plan: Plan
    score: Score
    desk: int
    draw: str

    @property
    def is_good(self) -> bool:
        return suits(self.score)

    @property
    def order(self) -> tuple[int, int, str]:
        return (-(self.score.points - DESK * self.desk), -self.score.points, self.draw)


def suits(found: Score) -> bool:
    """Enough points, and not only for what is asked everywhere."""
    asked = any(item.points and not item.baseline for item in found.contributions)
    return asked and found.points >= FITS_FROM


def fits(session: Session, knowledge: Knowledge, application: Application) -> list[Fit]:
    """All open vacancies of organisations this person may be referred to, the best first."""
    person = session.get_one(SkillsCV, application.skillscv_id)
    profile = matches.profile_of(session, person.id)
    barred = barred_for(session, person.id)
    agreed = agreed_to(session, person.id, barred)
    open_now = [
        vacancy
        for vacancy in vacancies.shared_in(session, person.community_id)
        if vacancy.organisation_id not in barred and (agreed is None or vacancy.organisation_id in agreed)
    ]
    plans = matches.plans_of(session, knowledge, open_now)
    desks = store.active_by_receiver(session, person.community_id)
    found = [
        Fit(
            vacancy,
            plans[vacancy.id],
            score(plans[vacancy.id], profile),
            desks.get(vacancy.organisation_id, 0),
            _draw(application, vacancy),
        )
        for vacancy in open_now
    ]
    return sorted(found, key=lambda fit: fit.order)


def _draw(application: Application, vacancy: Vacancy) -> str:
    return hashlib.sha256(application.id.bytes + vacancy.id.bytes).hexdigest()


def barred_for(session: Session, skillscv_id: UUID) -> set[UUID]:
    """Never back to the sender, nor where the person has been before, nor where they do not want to be seen."""
    been = applications.organisations_applied_to(session, skillscv_id)
    referred = {referral.to_organisation_id for referral in store.of_person(session, skillscv_id)}
    return been | referred | excluded_by(session, skillscv_id)


def agreed_to(session: Session, skillscv_id: UUID, barred: set[UUID]) -> set[UUID] | None:
    """The organisations the person limited referrals to; None when they set no limit, or agreed to all.

    A yes to one earlier referral is a consent too, but no limit for the next.
    """
    consents = standing_of(session, skillscv_id, Purpose.REFERRAL)
    if any(consent.organisation_id is None for consent in consents):
        return None
    named = {consent.organisation_id for consent in consents if consent.organisation_id is not None}
    return named - barred or None


def propose(session: Session, knowledge: Knowledge, caller: Caller, application: Application) -> ProposalsOut:
    found = fits(session, knowledge, application)
    good = [fit for fit in found if fit.is_good]
    if not good:
        return ProposalsOut(items=[], open_pool=_open_pool(session, knowledge, application, found))
    names = store.organisations_named(session, found[0].vacancy.community_id)
    openings = Counter(fit.vacancy.organisation_id for fit in good)
    evidence = evidence_of(session, caller, [application.skillscv_id])[application.skillscv_id]
    return ProposalsOut(
        items=[
            ProposalOut(
                organisation_id=fit.vacancy.organisation_id,
                organisation_name=names[fit.vacancy.organisation_id],
                vacancy_id=fit.vacancy.id,
                vacancy_title=fit.vacancy.title,
                score=fit.score.points,
                coverage=fit.score.coverage,
                band=fit.score.band,
                why=_why(fit, knowledge),
                strengths=[
                    StrengthOut(
                        skill_id=item.skill_id,
                        label=LabelOut.of(knowledge.catalogue.skills[item.skill_id].label),
                        points=item.points,
                    )
                    for item in _strengths(fit.score)
                ],
                contributions=[
                    presentation.contribution(item, knowledge, evidence) for item in fit.score.contributions
                ],
                openings=openings[fit.vacancy.organisation_id],
            )
            for fit in spread(good)
        ],
        open_pool=None,
    )


def spread(good: Sequence[Fit]) -> list[Fit]:
    """The first of ``good``, in their order, with at most a few of one organisation."""
    taken: Counter[UUID] = Counter()
    shown = []
    for fit in good:
        taken[fit.vacancy.organisation_id] += 1
        if taken[fit.vacancy.organisation_id] <= FROM_ONE:
            shown.append(fit)
    return shown[:SHOWN]


def _strengths(found: Score) -> Sequence[Contribution]:
    """What the person brings of what is asked there, not of what counts everywhere."""
    earned = sorted(found.contributions, key=lambda item: (-item.points, item.skill_id))
    return [item for item in earned if item.points > 0 and not item.baseline][:_STRENGTHS]


def _why(fit: Fit, knowledge: Knowledge) -> LabelOut:
    labels = [knowledge.catalogue.skills[item.skill_id].label for item in _strengths(fit.score)]
    nl, en = (", ".join(label.nl for label in labels), ", ".join(label.en for label in labels))
    return LabelOut(
        nl=f"Deze persoon laat zien wat hier het meest gevraagd wordt: {nl}.",
        en=f"This person shows what is asked most here: {en}.",
    )


def _open_pool(session: Session, knowledge: Knowledge, application: Application, found: Sequence[Fit]) -> OpenPoolOut:
    profile: SkillProfile = matches.profile_of(session, application.skillscv_id)
    nearest = found[0] if found else None
    steps: list[StepOut] = [] if nearest is None else presentation.steps_towards(nearest.plan, profile, knowledge)
    return OpenPoolOut(
        nearest_vacancy_id=None if nearest is None else nearest.vacancy.id,
        steps=steps,
        explanation=LabelOut(
            nl="Nu past er nog geen vacature in de community. De persoon blijft in de open pool; "
            "met deze stap komt een vacature dichterbij.",
            en="No vacancy in the community fits yet. The person stays in the open pool; "
            "this step brings a vacancy closer.",
        ),
    )
