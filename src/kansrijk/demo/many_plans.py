"""Who the four hundred families of the demo are and what became of them: worked out beforehand, the same from one seed.

Pure: no database and no clock. Days are counted back from today.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

FAMILIES, REFERRALS = 400, 900
OLDEST = 728
SIDES = {"r": "receiver", "s": "sender", "p": "parent"}
WITH_WORDS = {"ask": "questions", "answer": "answers", "feed_back": "told_back", "hand_over": "handed"}


@dataclass(frozen=True)
class Step:
    """One step of a referral: what, of which side, with which reason and words."""

    event: str
    side: str
    reason: str = ""
    words: str = ""


@dataclass(frozen=True)
class Sent:
    """One referral: to which kind of help, so many days ago, and its steps."""

    kind: str
    purpose: str
    data: tuple[str, ...]
    days: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Family:
    """One file and all that came of it. `happened`: code of a life event, or ''."""

    number: int
    by: str
    name: str
    days: int
    phase: str
    child_days: int | None
    factors: dict[str, str]
    words: str
    wish: str
    language: str
    sent: tuple[Sent, ...]
    happened: str


@cache
def told() -> dict[str, Any]:
    """What they are put together from."""
    found: dict[str, Any] = yaml.safe_load(files("kansrijk.demo").joinpath("data/many.yaml").read_text("utf-8"))
    return found


def families(seed: int) -> list[Family]:
    """Every family, the newest first: whoever looks while they are being made sees the work of today first."""
    rng = random.Random(seed)  # noqa: S311 - made-up people are drawn, nothing is hidden by it
    names = [f"{first} {last}" for last in told()["last"] for first in told()["first"]]
    rng.shuffle(names)
    ages = sorted(int(OLDEST * rng.random() ** 1.4) + 1 for _ in range(FAMILIES))
    senders = [_sender(rng, number) for number in range(FAMILIES)]
    counts = _counts(rng, [len(one["doors"]) for one in senders])
    return [_family(rng, n, names[n], ages[n], senders[n], counts[n]) for n in range(FAMILIES)]


def _sender(rng: random.Random, number: int) -> dict[str, Any]:
    """Who writes it down: the first of the list where something happened, else by their shares."""
    senders: list[dict[str, Any]] = told()["senders"]
    drawn = rng.choices(senders, [one["share"] for one in senders])[0]
    return senders[0] if number in told()["happened"] else drawn


def _counts(rng: random.Random, most: Sequence[int]) -> list[int]:
    """How many referrals each has: none to as many as there are kinds of door, and together exactly REFERRALS."""
    counts = [min(most[n], max(0, round(rng.gauss(2.25, 1.1)))) for n in range(FAMILIES)]
    while (rest := REFERRALS - sum(counts)) != 0:
        place = rng.randrange(FAMILIES)
        counts[place] = min(most[place], max(0, counts[place] + (1 if rest > 0 else -1)))
    return counts


def _family(rng: random.Random, number: int, name: str, days: int, sender: dict[str, Any], count: int) -> Family:
    happened = told()["happened"].get(number, "")
    phase = "during" if happened else rng.choice(("before", "during", "during", "after"))
    chosen = [*rng.sample(sender["risk"], 2), *rng.sample(told()["protective"], 3)]
    languages: dict[str, int] = told()["languages"]
    return Family(
        number=number,
        by=sender["by"],
        name=name,
        days=days,
        phase=phase,
        child_days=days + rng.randrange(1, 90) if phase == "after" else None,
        factors={code: rng.choice(("discussed", "confirmed", "confirmed")) for code in chosen},
        words=rng.choice(told()["words"]),
        wish=rng.choice(("yes", "yes", "not_now", "unknown")),
        language=rng.choices(list(languages), list(languages.values()))[0],
        sent=tuple(_sent(rng, kind, days) for kind in rng.sample(sender["doors"], count)),
        happened=happened,
    )


def _sent(rng: random.Random, kind: str, days: int) -> Sent:
    door = told()["doors"][kind]
    age = max(0, days - int(rng.expovariate(1 / 20)))
    course = next(one for one in told()["courses"] if age <= one["until"])["of"]
    steps = rng.choices(course, [one["weight"] for one in course])[0]["steps"]
    return Sent(kind, door["purpose"], tuple(door["data"]), age, tuple(_step(rng, one) for one in steps))


def _step(rng: random.Random, text: str) -> Step:
    side, event, *reason = text.split()
    words = rng.choice(told()[WITH_WORDS[event]]) if event in WITH_WORDS else ""
    return Step(event, SIDES[side], " ".join(reason), words)
