"""A table as XLSX: a cover that says what one holds, the figures, the definitions. No formulas, no author."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.writer.excel import save_workbook

from kansrijk.figures import words
from kansrijk.figures.downloads.csvw import titles
from kansrijk.figures.downloads.tables import BOUNDS, COMPARISON, Table, harmless
from kansrijk.figures.pages import wording
from kansrijk.figures.rules import is_whole

LARGEST = 60_000
"""Rows of a table that still becomes a workbook; above it there is the CSV."""
_BOLD, _TITLE = Font(bold=True), Font(bold=True, size=14)
_WRAP = Alignment(wrap_text=True, vertical="top")
_LONGEST_CELL = 32_000


class TooLarge(Exception):
    """The table has more rows than a workbook made while somebody waits may have."""


def workbook(table: Table) -> bytes:
    """The file. Codes are text, numbers are numbers, statuses are words. Raises TooLarge."""
    if len(table.rows) > LARGEST:
        raise TooLarge(f"{len(table.rows)} rows; at most {LARGEST}")
    book = Workbook(write_only=True)
    _cover(book, table)
    _figures(book, table)
    _definitions(book, table)
    # openpyxl would name itself as the author.
    book.properties.creator = None
    book.properties.title = table.title
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()


def _text(sheet: object, value: object, *, font: Font | None = None, wrap: bool = False) -> WriteOnlyCell:
    """A cell that is text whatever it begins with."""
    cell = WriteOnlyCell(sheet, value="")
    cell.value = harmless(str(value))[:_LONGEST_CELL]
    cell.data_type = "s"
    cell.number_format = "@"
    if font:
        cell.font = font
    if wrap:
        cell.alignment = _WRAP
    return cell


def _cover(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(_("Explanation"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 100
    sheet.append([_text(sheet, table.title, font=_TITLE)])
    for term, told in _told(table):
        sheet.append([_text(sheet, term, font=_BOLD), _text(sheet, told, wrap=True)] if term else [])


def _told(table: Table) -> Iterator[tuple[str, str]]:
    """(term, words) of the cover; an empty term is an empty line."""
    if table.is_fictional:
        yield _("Fictional example"), wording.fictional_words()
    yield _("Indicators"), ", ".join(wording.name(one) for one in table.indicators)
    periods = {str(row[table.header.index("period")] or "") for row in table.rows} - {""}
    yield _("Period"), words.periods_words(periods)
    yield _("Interval"), _("95%. The method stands beside each figure. Empty: the source gives none.")
    for card in table.cards:
        yield "", ""
        yield _("Source"), f"{wording.publisher(card.source)} ({card.source})"
        yield _("Citation"), card.citation
        yield _("Licence"), words.licence_words(card.licence)
        yield _("Retrieved"), _day(card.retrieved_at)
        yield _("Release"), f"{card.id}, {_day(card.published_at)}" if card.published_at else str(card.id)
        yield _("Disclosure rule"), str(wording.POLICIES.get(card.policy, card.policy))
        if card.status != "published":
            yield _("State"), _("Not released: for your own coalition only.")
    yield "", ""
    yield _("When there is no figure"), _("Then there is a word instead, and never a sign such as “<10”.")
    for status, word in words.STATUS_WORDS.items():
        yield str(word), str(words.STATUS_REASONS[status])
    yield _("Zero"), _("A zero stands only where the source published a zero.")
    yield "", ""
    yield _("Made with"), "Kansrijk"


def _day(at: datetime) -> str:
    return wording.day(at.date())


_NUMERIC = {"value", "lower", "upper", "numerator", "denominator", *BOUNDS}


def _figures(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(_("Figures"))
    sheet.freeze_panes = "C2"
    for index, name in enumerate(table.header):
        sheet.column_dimensions[_letter(index)].width = 30 if name in {"area_name", "indicator"} else 16
    known = titles()
    sheet.append([_text(sheet, known[name], font=_BOLD) for name in table.header])
    decimals = {one.id: (one.decimals, 1 if one.is_ratio else 0) for one in table.indicators}
    at, of_unit, of_release = (table.header.index(name) for name in ("indicator", "unit", "release"))
    cards = {str(card.id): card for card in table.cards}
    row_of = _Rows(sheet, table.header)
    for row in table.rows:
        card = cards.get(str(row[of_release]))
        whole = card is not None and is_whole(card.policy, card.status, str(row[of_unit]))
        sheet.append(row_of(row, decimals[str(row[at])], whole=whole))


class _Rows:
    """Makes rows of cells. A row is written at once, so one cell per column and number of decimals serves them all."""

    def __init__(self, sheet: object, header: Sequence[str]) -> None:
        self.sheet = sheet
        self.header = header
        self.cells: dict[tuple[str, int], WriteOnlyCell] = {}

    def _number(self, name: str, value: object, decimals: tuple[int, int], whole: bool) -> WriteOnlyCell:
        places = {"numerator": 0, "denominator": decimals[1]}.get(name, decimals[0])
        if whole and name == "value":
            places = 0
        cell = self.cells.get((name, places))
        if cell is None:
            cell = self.cells[name, places] = WriteOnlyCell(self.sheet)
            cell.number_format = "#,##0." + "0" * places if places else "#,##0"
        cell.value = value
        return cell

    def __call__(self, row: Iterable[object], decimals: tuple[int, int], *, whole: bool = False) -> list[object]:
        """Numbers as numbers; everything else as text that no spreadsheet takes for a formula.

        `decimals` of the value, and of the denominator: what was expected is no whole number of children. `whole`: the
        value has none, because it was rounded when it was released.
        """
        return [
            None
            if value is None
            else self._number(name, value, decimals, whole)
            if name in _NUMERIC
            else harmless(str(_in_words(name, value)))[:_LONGEST_CELL]
            for name, value in zip(self.header, row, strict=True)
        ]


def _in_words(name: str, value: object) -> object:
    if name == "status":
        known = {"measured": _("measured"), "modelled": _("estimated with a model"), **words.STATUS_WORDS}
        return known.get(str(value), value)
    if name == "fictional":
        return _("yes") if value == "true" else _("no")
    if name == COMPARISON:
        return wording.VERDICTS.get(str(value), value)
    return value


def _letter(index: int) -> str:
    return chr(ord("A") + index)


def _definitions(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(_("Definitions"))
    for letter, width in zip("ABCDEFGH", (24, 36, 70, 40, 40, 14, 12, 16), strict=True):
        sheet.column_dimensions[letter].width = width
    names = (
        _("Indicator"), _("Name"), _("Definition"), _("Numerator"), _("Denominator"), _("Unit"),
        _("Definition version"), _("Reviewed on"),
    )  # fmt: skip
    sheet.append([_text(sheet, name, font=_BOLD) for name in names])
    language = words.language()
    for one in table.indicators:
        told = (
            one.id,
            wording.name(one),
            one.definition.in_language(language),
            one.numerator.in_language(language) if one.numerator else "",
            one.denominator.in_language(language) if one.denominator else "",
            wording.stored_unit(one),
            one.definition_version,
            wording.day(one.reviewed_on),
        )
        sheet.append([_text(sheet, part, wrap=True) for part in told])
