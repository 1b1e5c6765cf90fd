"""The structure of a real coalition's public page (seeds/004: six goals in three phases, four pillars) fits ours.

Only the structure: names of places, people and parties stay out, the coalition is a made-up one.
"""

import re
from html import unescape
from pathlib import Path

import pytest
from django.urls import reverse
from tests.coalition.conftest import SLUG, client_of

from kansrijk.coalition import queries
from kansrijk.coalition.vocabulary import terms

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
PHASES = {"Voor de zwangerschap": "before", "Tijdens de zwangerschap": "during", "Na de zwangerschap": "after"}


@pytest.fixture(scope="module")
def page() -> str:
    found = sorted(SEEDS.glob("004_*.txt"))
    if not found:
        pytest.skip("the folder ../shared/seeds with the programme's own texts is not here")
    return found[0].read_text(encoding="utf-8")


def pillars_of(page: str) -> list[str]:
    return re.findall(r"^ +\d\. (.+)$", page, re.MULTILINE)


def goals_of(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    phase = ""
    for line in page.splitlines():
        phase = PHASES.get(line.strip().removesuffix(":"), phase)
        if phase and line.strip().startswith("•"):
            found.setdefault(phase, []).append(line.strip(" •"))
    return found


def test_the_six_national_goals_stand_in_the_same_phases_and_order(page):
    told = goals_of(page)
    ours = {phase: [one.nl for one in terms("national_goals").values() if one.more["phase"] == phase] for phase in told}
    assert {phase: len(texts) for phase, texts in told.items()} == {"before": 2, "during": 2, "after": 2}
    for phase, texts in told.items():
        for theirs, own in zip(texts, ours[phase], strict=True):
            # Ours say it in our own, plainer words: the long words of theirs come back.
            kept = {word[:7] for word in re.findall(r"\w{9,}", theirs.lower())}
            assert kept & {word[:7] for word in re.findall(r"\w{9,}", own.lower())}, (theirs, own)


def test_four_pillars_in_their_order_with_a_goal_on_each(page, coordinator, coalition):
    names = pillars_of(page)
    assert len(names) == 4
    client = client_of(coordinator)
    for name in names:
        assert client.post(reverse("coalition_pillars", args=[SLUG]), {"name": name}).status_code == 302
    made = queries.pillars(coordinator, coalition.pk)
    assert [name for _, name in made] == names
    for number, (key, _) in enumerate(made):
        told = {"text": f"Doel {number + 1}", "phase": list(PHASES.values())[number % 3], "pillar": str(key)}
        assert client.post(reverse("coalition_goals", args=[SLUG]), told).status_code == 302
    assert {goal.pillar for goal in queries.goals(coordinator, coalition.pk)} == set(names)
    shown = unescape(client.get(reverse("coalition_goals", args=[SLUG])).content.decode())
    assert [name for name in names if name in shown] == names
    assert all(goal.nl in shown for goal in terms("national_goals").values())
