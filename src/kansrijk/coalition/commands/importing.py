"""The workbook of the first morning: rehearsed, looked at, and then stored whole or not at all.

Every row goes through the command that a button would call, so that a file can do nothing that a person cannot. A row
that is there already changes nothing: the same file twice is the same coalition.
"""

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.coalition import rules
from kansrijk.coalition.commands.actions import Task, make_action, move_action
from kansrijk.coalition.commands.agreements import Terms, make_agreement, sign
from kansrijk.coalition.commands.checking import sound_email, sound_phone, write_down
from kansrijk.coalition.commands.meetings import plan_meeting, write_minutes
from kansrijk.coalition.commands.parties import add_party
from kansrijk.coalition.commands.people import add_person
from kansrijk.coalition.models import Action, Agreement, CoalitionArea, Intake, Meeting, Party, Person
from kansrijk.coalition.vocabulary import terms
from kansrijk.coalition.workbook import help_sheet
from kansrijk.coalition.workbook.reading import Book, read
from kansrijk.coalition.workbook.sheets import SHEETS
from kansrijk.core.faults import BadInput
from kansrijk.offer import commands as offer_commands
from kansrijk.offer.commands.lists import words_of
from kansrijk.offer.queries import directories
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may

TABLES: dict[str, Any] = {
    "parties": Party,
    "people": Person,
    "agreements": Agreement,
    "meetings": Meeting,
    "actions": Action,
}
TITLES = {sheet.code: {column.field: column.title for column in sheet.columns} for sheet in SHEETS}
NAMES = {sheet.code: sheet.title for sheet in SHEETS}


class _Rehearsed(Exception):
    """Undoes a rehearsal."""


@dataclass(frozen=True)
class Counted:
    """Of one sheet: rows read, how many of these are new, and how many say something else of what was there."""

    sheet: str
    read: int
    new: int
    changed: int = 0


@transaction.atomic
def offer_workbook(*, by: Actor, coalition: UUID, name: str, content: bytes) -> UUID:
    """Reads a workbook and rehearses it; nothing of it is stored but what the next screen shows.

    Raises BadInput where it cannot be read at all. An earlier offer of the same person is thrown away.
    """
    require_may(by, "update", "coalition", coalition=coalition)
    book = read(name[:120], content)
    counted = _rehearse(by, coalition, book)
    Intake.objects.filter(coalition=coalition, account=by.account, state__in=["checked", "refused"]).delete()
    made = Intake.objects.create(
        coalition_id=coalition,
        account_id=by.account,
        file_name=name[:120],
        sha256=hashlib.sha256(content).hexdigest(),
        rows=book.rows,
        faults=[asdict(one) for one in book.faults],
        counted=[asdict(one) for one in counted],
        state="refused" if book.faults else "checked",
    )
    write_down(by, coalition, "workbook offered", "C", "coalition", coalition, faults=len(book.faults))
    return made.pk


def import_workbook(
    *, by: Actor, coalition: UUID, name: str, content: bytes, dry_run: bool = False
) -> tuple[list[Counted], Book]:
    """The same in one go, for the command line: stores where nothing is wrong and `dry_run` is off."""
    require_may(by, "update", "coalition", coalition=coalition)
    book = read(name[:120], content)
    counted = _rehearse(by, coalition, book)
    if not book.faults and not dry_run:
        counted = _store(by, coalition, book)
    return counted, book


@transaction.atomic
def store_workbook(*, by: Actor, intake: UUID) -> None:
    """Stores what was offered, whole. Pressed twice it is stored once."""
    row = Intake.objects.select_for_update().filter(pk=intake).first()
    require_may(by, "update", "coalition", coalition=row.coalition_id if row else None)
    if row is None:
        raise Denied("update", "coalition")
    if row.state == "stored":
        return
    try:
        state = rules.require_move(rules.INTAKE_MOVES, row.state, "store")
    except rules.CannotMove as error:
        raise BadInput(_("There are faults in this file. Mend them and offer it again.")) from error
    book = Book(rows=row.rows)
    counted = _store(by, row.coalition_id, book)
    row.state, row.rows, row.counted = state, {}, [asdict(one) for one in counted]
    row.save(update_fields=["state", "rows", "counted"])


def _store(by: Actor, coalition: UUID, book: Book) -> list[Counted]:
    """Raises BadInput, and keeps nothing, where a row cannot be stored any more."""
    with transaction.atomic():
        counted = _run(by, coalition, book)
        if book.faults:
            first = book.faults[0]
            raise BadInput(first.message, file=first.sheet, row=first.row, column=first.column)
        write_down(by, coalition, "workbook stored", "C", "coalition", coalition)
    return counted


def _rehearse(by: Actor, coalition: UUID, book: Book) -> list[Counted]:
    counted: list[Counted] = []
    try:
        with transaction.atomic():
            counted = _run(by, coalition, book)
            raise _Rehearsed
    except _Rehearsed:
        return counted


def _run(by: Actor, coalition: UUID, book: Book) -> list[Counted]:
    """Every row by its command; what a command refuses becomes a fault of that cell."""
    work = _Work(by, coalition)
    counted = []
    for code, store in work.steps().items():
        rows = book.rows.get(code, [])
        before = TABLES[code].objects.filter(coalition=coalition).count()
        for values in book.broken.get(code, []):
            _judged(book, code, values)
        for values in rows:
            told = _judged(book, code, values)
            try:
                with transaction.atomic():
                    store(values)
            except BadInput as fault:
                if fault.field not in told:
                    _refused(book, code, values, fault)
        after = TABLES[code].objects.filter(coalition=coalition).count()
        counted.append(Counted(NAMES[code], len(rows), after - before))
    return [*counted, _help(by, coalition, book)]


def _judged(book: Book, code: str, values: dict[str, Any]) -> set[str]:
    """Every cell of a row by itself, so that one that is wrong hides no other; the fields that are."""
    told = set()
    for name, judge in CELLS.get(code, {}).items():
        try:
            if values.get(name):
                judge(values[name])
        except BadInput as fault:
            _refused(book, code, values, BadInput(fault.message, field=name))
            told.add(name)
    return told


def _refused(book: Book, code: str, values: dict[str, Any], fault: BadInput) -> None:
    title = TITLES[code].get(fault.field or "", "")
    book.wrong(NAMES[code], values["row"], title, values.get(fault.field or "", ""), fault.message)


def _help(by: Actor, coalition: UUID, book: Book) -> Counted:
    """The sheet of help by the command that reads in a list of it; the directory is opened where there is none yet."""
    rows = book.rows.get(help_sheet.CODE, [])
    if not rows:
        return Counted(help_sheet.TITLE, 0, 0)
    if not _has_directory(by, coalition, book):
        return Counted(help_sheet.TITLE, len(rows) - 1, 0)
    lines = help_sheet.in_place(rows)
    try:
        done = offer_commands.import_services(by=by, coalition=coalition, content=lines, name=help_sheet.TITLE)
    except BadInput as fault:
        said = _("This sheet cannot be read as a list of help. Use the titles of the template.")
        book.wrong(help_sheet.TITLE, fault.row or 1, fault.column or "", "", said)
        return Counted(help_sheet.TITLE, len(rows) - 1, 0)
    for error in done.errors:
        book.wrong(help_sheet.TITLE, error.row, error.column, error.value, words_of(error))
    return Counted(help_sheet.TITLE, done.read, done.added, done.changed)


def _has_directory(by: Actor, coalition: UUID, book: Book) -> bool:
    """Whether there is a directory; where there was none one is opened for the coalition's area, closed to others."""
    if any(one.coalition == coalition for one in directories(by)):
        return True
    areas = list(CoalitionArea.objects.filter(coalition=coalition).order_by("code").values_list("code", flat=True))
    if not areas:
        said = _("First say for which area the coalition works; help is for an area.")
        book.wrong(help_sheet.TITLE, 1, "", "", said)
        return False
    offer_commands.open_directory(by=by, coalition=coalition, areas=areas, is_public=False)
    return True


class _Work:
    """The rows of one workbook on their way in: names are looked up among what is there and what came before."""

    def __init__(self, by: Actor, coalition: UUID) -> None:
        self.by, self.coalition = by, coalition

    def steps(self) -> dict[str, Callable[[dict[str, Any]], object]]:
        """Sheet → what stores a row of it, in the order in which they need each other."""
        return {
            "parties": self.party,
            "people": self.person,
            "agreements": self.agreement,
            "meetings": self.meeting,
            "actions": self.action,
        }

    def party(self, row: dict[str, Any]) -> None:
        names = {
            name.casefold(): code
            for code, name in CoalitionArea.objects.filter(coalition=self.coalition).values_list("code", "name")
        }
        areas = [names.get(one.casefold(), one.upper()) for one in _listed(row["gemeenten"])]
        joined_on = _day(row["joined_on"]) or timezone.localdate()
        kind = _code("party_kinds", row["kind"])
        add_party(
            by=self.by, coalition=self.coalition, name=row["name"], kind=kind, joined_on=joined_on, gemeenten=areas
        )

    def person(self, row: dict[str, Any]) -> None:
        names = ("name", "role", "expertise", "email", "phone", "is_driver")
        values = {name: row[name] for name in names}
        add_person(by=self.by, coalition=self.coalition, party=self._party(row["party"], "party"), **values)

    def agreement(self, row: dict[str, Any]) -> None:
        about = Terms(
            title=row["title"],
            measure=row["measure"],
            valid_from=_day(row["valid_from"]),
            valid_until=_day(row["valid_until"]),
            review_on=_day(row["review_on"]),
        )
        key = make_agreement(
            by=self.by,
            coalition=self.coalition,
            level=_code("levels", row["level"], "level"),
            text=row["text"],
            about=about,
        )
        signed_on = _day(row["signed_on"])
        for name in _listed(row["signed_by"]):
            if signed_on is None:
                raise BadInput(_("Fill this in."), field="signed_on")
            sign(by=self.by, agreement=key, party=self._party(name, "signed_by"), signed_on=signed_on)

    def meeting(self, row: dict[str, Any]) -> None:
        held_on = date.fromisoformat(row["held_on"])
        key = plan_meeting(
            by=self.by,
            coalition=self.coalition,
            title=row["title"],
            held_on=held_on,
            begins_at=time.fromisoformat(row["begins_at"]) if row["begins_at"] else None,
            place=row["place"],
            points=row["points"],
        )
        present = [self._party(name, "present") for name in _listed(row["present"])]
        version = Meeting.objects.values_list("minutes_version", flat=True).get(pk=key)
        if version == 0 and (row["minutes"] or present):
            write_minutes(by=self.by, meeting=key, minutes=row["minutes"], present=present, version=version)

    def action(self, row: dict[str, Any]) -> None:
        task = Task(
            title=row["title"],
            note=row["note"],
            owner=self._owner(row["owner"]) if row["owner"] else None,
            party=self._party(row["party"], "party") if row["party"] else None,
            phase=_code("phases", row["phase"], "phase") if row["phase"] else "",
            due_on=_day(row["due_on"]),
        )
        count = Action.objects.filter(coalition=self.coalition).count()
        key = make_action(by=self.by, coalition=self.coalition, task=task)
        if row["is_done"] and Action.objects.filter(coalition=self.coalition).count() > count:
            move_action(by=self.by, action=key, event="finish")

    def _party(self, name: str, field: str) -> UUID:
        there = Party.objects.filter(coalition=self.coalition, left_on__isnull=True)
        found = there.filter(organisation__name__iexact=name.strip()).values_list("pk", flat=True).first()
        if found is None:
            raise BadInput(_("No party of that name takes part. Put it on the sheet Partijen."), field=field)
        return found

    def _owner(self, name: str) -> UUID:
        there = Person.objects.filter(coalition=self.coalition, left_on__isnull=True)
        hits = list(
            there.filter(email=name.strip().lower()).exclude(email="") or there.filter(name__iexact=name.strip())
        )
        if len(hits) != 1:
            said = (
                _("Nobody of that name is listed.")
                if not hits
                else _("Several people carry that name. Use the e-mail.")
            )
            raise BadInput(said, field="owner")
        return hits[0].pk


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(";") if one.strip()]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_SHORT = {"voor": "before", "tijdens": "during", "na": "after"}


def _code(listed: str, word: str, field: str = "kind") -> str:
    """The code of a word as people write it: the code itself or its Dutch name."""
    plain = word.strip().casefold()
    found = _SHORT.get(plain) if listed == "phases" else None
    for code, term in terms(listed).items():
        if plain in {code.casefold(), term.nl.casefold()}:
            found = code
    if found is None:
        words = ", ".join(term.nl for term in terms(listed).values())
        raise BadInput(_("We do not know this word. Choose from: %(words)s.") % {"words": words}, field=field)
    return found


CELLS: dict[str, dict[str, Callable[[str], object]]] = {
    "parties": {"kind": lambda word: _code("party_kinds", word)},
    "people": {"email": sound_email, "phone": sound_phone},
    "agreements": {"level": lambda word: _code("levels", word, "level")},
    "actions": {"phase": lambda word: _code("phases", word, "phase")},
}
"""What can be said of a cell without its row; the command behind the row asks the same again."""
