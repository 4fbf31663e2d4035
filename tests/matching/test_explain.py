import json
import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.explain import Audience, LabelledSkills, explain, render
from matching.plan import SimilarSkills, build_plan
from matching.profile import SkillProfile
from matching.requirement import Need, Requirement
from matching.score import Kind, Score, score
from taxonomy.model import Language, SkillId

REJECTING = re.compile(
    r"\b(afgewezen|afwijz\w*|ongeschikt|niet geschikt|onvoldoende|tekort\w*|gebrek\w*|faal\w*|zwak\w*|helaas|"
    r"reject\w*|unsuitable|insufficient|fail\w*|lack\w*|poor\w*|weak\w*|unfortunately|unqualified|refus\w*)\b",
    re.IGNORECASE,
)
AUDIENCES = [(audience, language) for audience in Audience for language in Language]


@given(data=st.data())
def test_every_requirement_is_explained_once(data: st.DataObject, scores: st.SearchStrategy[Score]) -> None:
    result = data.draw(scores)
    explanation = explain(result, {})
    assert sorted(reason.contribution.skill_id for reason in explanation.reasons) == sorted(
        item.skill_id for item in result.contributions
    )


def test_evidence_stands_beside_the_skill_that_counted(catalogue: SimilarSkills) -> None:
    asked = [Requirement(SkillId(f"trade-0{number}"), 3, 2, Need.MUST) for number in (0, 3, 6)]
    plan = build_plan(asked, catalogue, baseline=False)
    held = SkillProfile([(SkillId("trade-00"), 2), (SkillId("trade-04"), 3)])
    evidence = {SkillId("trade-00"): ["a"], SkillId("trade-04"): ["b", "c"], SkillId("trade-06"): ["never"]}
    explanation = explain(score(plan, held), evidence)
    assert {reason.contribution.skill_id: reason.evidence for reason in explanation.reasons} == {
        "trade-00": ("a",),
        "trade-03": ("b", "c"),
        "trade-06": (),
    }


@pytest.mark.parametrize(("audience", "language"), AUDIENCES)
@given(data=st.data())
def test_prose_never_sounds_like_a_rejection_and_fills_every_gap(
    audience: Audience,
    language: Language,
    data: st.DataObject,
    scores: st.SearchStrategy[Score],
    labelled: LabelledSkills,
) -> None:
    explanation = explain(data.draw(scores), {})
    prose = render(explanation, audience, language, labelled)
    for text in (prose.summary, *prose.reasons):
        assert not REJECTING.search(text)
        assert "{" not in text
        assert "None" not in text
    assert len(prose.reasons) == len(explanation.reasons)


@pytest.mark.parametrize(("audience", "language"), AUDIENCES)
@given(data=st.data())
def test_prose_gives_a_question_wherever_no_situation_is_told(
    audience: Audience,
    language: Language,
    data: st.DataObject,
    scores: st.SearchStrategy[Score],
    labelled: LabelledSkills,
) -> None:
    explanation = explain(data.draw(scores), {})
    prose = render(explanation, audience, language, labelled)
    for reason, text in zip(explanation.reasons, prose.reasons, strict=True):
        item = reason.contribution
        assert ("?" in text) == (item.kind is Kind.MISSING or (item.level is not None and item.level < 2))


def test_a_related_skill_is_named_with_the_reason_of_its_relation(
    catalogue: SimilarSkills, labelled: LabelledSkills
) -> None:
    plan = build_plan([Requirement(SkillId("trade-00"), 3, 2, Need.MUST)], catalogue, baseline=False)
    explanation = explain(score(plan, SkillProfile([(SkillId("trade-01"), 3)])), {})
    (text,) = render(explanation, Audience.CANDIDATE, Language.EN, labelled).reasons
    assert "“Trade-01”" in text
    assert "This is close to it." in text


def test_every_band_and_audience_has_its_text() -> None:
    rules = json.loads(files("matching").joinpath("data/rules.json").read_text("utf-8"))
    texts = json.loads(files("matching").joinpath("data/explanation.json").read_text("utf-8"))
    assert set(texts["bands"]) == {band["name"] for band in rules["bands"]}
    assert len(texts["levels"]) == 5
