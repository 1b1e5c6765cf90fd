"""Referrals in a copy of one's own data (RGT-01): each column as `data/own_copy.yaml` decides."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml
from django.db.models import Model

from kansrijk.families import copies
from kansrijk.families.copies import Told
from kansrijk.referrals.models import CaseMeeting, Event, MeetingTask, Part, Participant, Referral, Word
from kansrijk.trust.compartment import Within
from kansrijk.trust.models import Organisation

# Table → model, how its rows hang on the person, and in which order they are told.
OF_HER: dict[str, tuple[type[Model], str, tuple[str, ...]]] = {
    "referral": (Referral, "consent__person", ("sent_at", "pk")),
    "part": (Part, "referral__consent__person", ("referral", "category")),
    "event": (Event, "referral__consent__person", ("referral", "number")),
    "case_meeting": (CaseMeeting, "person", ("held_on", "pk")),
    "participant": (Participant, "meeting__person", ("meeting", "added_at")),
    "meeting_task": (MeetingTask, "meeting__person", ("meeting", "due_on")),
    "word": (Word, "referral__consent__person", ("referral", "event__number")),
}
Row = dict[str, Any]


@cache
def _read() -> dict[str, Any]:
    text = files("kansrijk.referrals").joinpath("data/own_copy.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def tables() -> tuple[Told, ...]:
    """What is told of each table of this room, and what is not."""
    return copies.told_of(_read()["tables"])


def rows(inside: Within) -> dict[str, list[Row]]:
    """Inside an opening of her own page: table → opened rows. The record of the copy is written by who opened."""
    names = dict(Organisation.objects.values_list("pk", "name"))
    return {one.table: _rows(inside, one, names) if one.columns else [] for one in tables()}


def _rows(inside: Within, told: Told, names: Mapping[UUID, str]) -> list[Row]:
    model, path, order = OF_HER[told.table]
    found = model._default_manager.filter(coalition=inside.coalition, **{path: inside.person}).order_by(*order)
    return [_opened(inside, told, row, names) for row in found]


def _opened(inside: Within, told: Told, row: Model, names: Mapping[UUID, str]) -> Row:
    opened: Row = {}
    is_held_back = getattr(row, "category", "") in _read()["held_back_parts"]
    for column in told.columns:
        value = getattr(row, column)
        if column.startswith(copies.SEALED) and value:
            value = None if is_held_back else inside.cipher.unseal(value)
        if column.endswith("organisation"):
            value = names.get(value, "")
        opened[copies.plain(column)] = value
    return opened
