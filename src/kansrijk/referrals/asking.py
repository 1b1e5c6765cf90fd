"""What a parent reads and types when she asks to be called: `data/asking.yaml`, and the code that she keeps. Pure."""

import secrets
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from kansrijk.core.faults import BadInput
from kansrijk.core.personal import holds_service_number
from kansrijk.families import grounds
from kansrijk.families.consents import Given
from kansrijk.referrals import rules

SENDER: Final = "parent"
PURPOSE: Final = "own_request"
CATEGORIES: Final = ("contact", "question")
LONGEST: Final = {"name": 120, "reach": 200, "question": 600}
LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No sign that looks like another when somebody writes it down."""
CODE_LETTERS: Final = 16
SEEN: Final = {
    "sent": "sent",
    "received": "seen",
    "information_asked": "seen",
    "accepted": "taken",
    "contacted": "spoken",
    "started": "spoken",
    "handed_over": "spoken",
    "fed_back": "spoken",
    "evaluated": "spoken",
    "ended": "over",
    "not_reached": "missed",
    "declined": "declined",
    "returned": "back",
    "expired": "back",
    "moved": "back",
    "consent_withdrawn": "stopped",
}
"""State of a referral → what she reads of it; every other is over."""


@dataclass(frozen=True)
class Asked:
    """What she typed, as it is sent: exactly this and nothing else."""

    name: str
    reach: str
    question: str

    @property
    def texts(self) -> dict[str, str]:
        return {"contact": f"{self.name}\n{self.reach}", "question": self.question}


@cache
def _read() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(files("kansrijk.referrals").joinpath("data/asking.yaml").read_text("utf-8"))
    return found


def version() -> str:
    """Which words these are; it stands with each consent."""
    return str(_read()["version"])


def languages() -> tuple[str, ...]:
    """Those in which she can ask: each has every word."""
    return tuple(_read()["languages"])


def spoken(language: str) -> str:
    """The language of the page; Dutch for one that is not there."""
    return language if language in languages() else "nl"


def texts(language: str) -> dict[str, str]:
    found: dict[str, str] = _read()["languages"][spoken(language)]
    return found


def told(language: str, receiver: str, until: str) -> str:
    """What she agrees to by sending, word for word."""
    return texts(language)["told"].format(receiver=receiver, until=until)


def status(state: str, language: str) -> str:
    return texts(language)[f"state_{SEEN.get(state, 'over')}"]


def may_stop(state: str) -> bool:
    return not rules.STATES[state].is_over


def given() -> Given:
    """What she says by sending: for these data and this purpose, herself, from 16 years on, in writing."""
    return Given(
        PURPOSE, CATEGORIES, ("self",), is_informed=True, channel="written", help_wanted="yes", said_age="from_16",
        use_agreed=True,
    )  # fmt: skip


def checked(name: str, reach: str, question: str) -> Asked:
    """Raises `BadInput` for what is missing, too long, or holds a service number."""
    said = {"name": name.strip(), "reach": reach.strip(), "question": question.strip()}
    for field, text in said.items():
        if not text or len(text) > LONGEST[field]:
            raise BadInput(f"{field} is empty or longer than {LONGEST[field]} characters", field=field)
        if holds_service_number(text):
            raise BadInput("a service number is never kept here", field=field)
    return Asked(" ".join(said["name"].split()), " ".join(said["reach"].split()), said["question"])


def new_code() -> str:
    """What she keeps: sixteen signs that nobody guesses."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))


def typed(code: str) -> str:
    """A code without the spaces and dashes that people type; '' for what is none."""
    plain = "".join(one for one in code.upper() if one.isalnum())
    return plain if len(plain) == CODE_LETTERS and set(plain) <= set(LETTERS) else ""


def readable(code: str) -> str:
    """In groups of four, to be written down."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def is_spoken_of(kind: str) -> bool:
    """Whether a rule of the table lets her ask at this kind of help herself."""
    receiver = grounds.receiver_of(kind)
    return any(SENDER in rule.senders and receiver in rule.receivers for rule in grounds.rules())
