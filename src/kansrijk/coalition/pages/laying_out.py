"""Where everything of the infographic lies. Pure geometry, in units at which text is read at its own size.

Each pillar is a stack: its name, what is done, who does it. Stacks stand side by side, the next under the shortest; who
has no action yet stands below in rows. Words decide how high a box is, so nothing overflows, whatever somebody wrote.
With `most` the sheet has an end: what does not fit goes on in the next column or on the next sheet, under its name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kansrijk.coalition.queries.infographic import Infographic, PillarWork
from kansrijk.core.lettering import wrap

NAME, TEXT, SMALL, HEAD = 15.0, 12.5, 11.5, 22.0
LINE = 1.36
PAD, GAP, GUTTER, MARGIN = 8.0, 6.0, 18.0, 20.0
ROOMY = 1.25  # what is free is in pieces: so much more than is needed
SIZES = {"title": HEAD, "lead": TEXT, "name": NAME, "label": SMALL, "action": TEXT, "party": TEXT, "nothing": SMALL}
BOLD = {"title", "name", "label"}
FRAMED = {"name", "action", "party"}


@dataclass(frozen=True)
class Words:
    """The words that the drawing says itself, in the reader's language."""

    lead: str
    loose: str
    others: str
    doing: str
    who: str
    nothing: str
    done: str
    further: str


@dataclass(frozen=True)
class Box:
    """One thing that is drawn: its place, its lines. `of` is the pillar (or '' where it belongs to none)."""

    kind: str
    of: str
    text: str
    lines: tuple[str, ...]
    width: float
    height: float
    x: float = 0.0
    y: float = 0.0
    is_done: bool = False


@dataclass(frozen=True)
class Sheet:
    """A drawing, or one sheet of it."""

    width: float
    height: float
    boxes: tuple[Box, ...]


def box(kind: str, text: str, width: float, *, of: str = "", is_done: bool = False) -> Box:
    """As high as its words need at this width."""
    inner = width - (2 * PAD if kind in FRAMED else 0)
    lines = tuple(wrap(text, inner - (6 if kind == "action" else 0), SIZES[kind], is_bold=kind in BOLD))
    height = len(lines) * SIZES[kind] * LINE + (2 * (PAD - 2) if kind in FRAMED else 2)
    return Box(kind, of, text, lines, width, height, is_done=is_done)


def stack(pillar: PillarWork, width: float, words: Words) -> list[Box]:
    """The boxes of one pillar from top to bottom, its name first."""
    name = pillar.name or words.loose
    found = [box("name", name, width, of=name), box("label", words.doing, width, of=name)]
    for one in pillar.actions:
        said = f"{one.title} ({words.done})" if one.is_done else one.title
        found.append(box("action", said, width, of=name, is_done=one.is_done))
    if not pillar.actions:
        found.append(box("nothing", words.nothing, width, of=name))
    if pillar.parties:
        found.append(box("label", words.who, width, of=name))
        found += [box("party", party, width, of=name) for party in pillar.parties]
    return found


def lay_out(facts: Infographic, words: Words, *, width: float, columns: int, most: float | None = None) -> list[Sheet]:
    """The sheets; one without `most`. `columns` side by side over `width`; `most` is the height of a sheet."""
    column = (width - 2 * MARGIN - GUTTER * (columns - 1)) / columns
    sheets = _Sheets(facts.coalition, words, width, columns, column, most)
    for pillar in facts.pillars:
        sheets.stack(stack(pillar, column, words), words.further)
    if facts.others:
        title = box("name", words.others, width - 2 * MARGIN, of=words.others)
        sheets.rows(title, [box("party", one, column, of=words.others) for one in facts.others])
    return sheets.closed()


class _Sheets:
    """Fills sheets from top to bottom, and begins a next one where the words need it."""

    def __init__(self, title: str, words: Words, width: float, columns: int, column: float, most: float | None) -> None:
        self.title, self.words, self.width, self.columns, self.column = title, words, width, columns, column
        self.end = float("inf") if most is None else most - MARGIN
        self.most = most
        self.sheets: list[Sheet] = []
        self._begin()

    def _begin(self) -> None:
        self.boxes: list[Box] = []
        y = MARGIN
        for kind, text in (("title", self.title), ("lead", self.words.lead)):
            made = box(kind, text, self.width - 2 * MARGIN)
            self.boxes.append(replace(made, x=MARGIN, y=y))
            y += made.height + GAP
        self.top = y + GAP
        self.at = [self.top] * self.columns

    def _end(self) -> None:
        last = max((one.y + one.height for one in self.boxes), default=0.0) + MARGIN
        self.sheets.append(Sheet(self.width, self.most or last, tuple(self.boxes)))

    def _next(self) -> None:
        self._end()
        self._begin()

    def _place(self, one: Box, column: int) -> None:
        x = MARGIN + column * (self.column + GUTTER)
        self.boxes.append(replace(one, x=x, y=self.at[column]))
        self.at[column] += one.height + GAP

    def stack(self, boxes: list[Box], further: str) -> None:
        """Under the shortest column where it fits whole. Else it is cut, its name above each part: over what is free on
        this sheet where that is room enough, or over empty columns."""
        whole = sum(one.height + GAP for one in boxes)
        column = self._shortest()
        is_cut_here = False
        if self.at[column] + whole > self.end:
            free = sum(max(0.0, self.end - at) for at in self.at)
            is_cut_here = free > ROOMY * whole and self._has_room(boxes[:3])  # a name, a label and something below it
            column = column if is_cut_here else self._empty_column()
        for number, one in enumerate(boxes):
            beside = boxes[number + 1].height + GAP if one.kind == "label" and number + 1 < len(boxes) else 0.0
            if self.at[column] + one.height + beside > self.end and self.at[column] > self.top:
                again = replace(box("name", f"{boxes[0].text} {further}", self.column, of=one.of), kind="again")
                is_cut_here = is_cut_here and self._has_room([again, *boxes[number : number + 2]])
                column = self._shortest() if is_cut_here else self._empty_column()
                self._place(again, column)
            self._place(one, column)
        self.at[column] += GAP * 2

    def _shortest(self) -> int:
        return min(range(self.columns), key=lambda number: (self.at[number], number))

    def _has_room(self, boxes: list[Box]) -> bool:
        return self.at[self._shortest()] + sum(one.height + GAP for one in boxes) <= self.end

    def _empty_column(self) -> int:
        for number, at in enumerate(self.at):
            if at == self.top:
                return number
        self._next()
        return 0

    def rows(self, title: Box, boxes: list[Box]) -> None:
        """Over the whole width, below everything."""
        y = max(self.at) + (GAP if max(self.at) > self.top else 0)
        first = max((one.height for one in boxes[: self.columns]), default=0.0)
        if y + title.height + GAP + first > self.end:
            self._next()
            y = self.top
        self.boxes.append(replace(title, x=MARGIN, y=y))
        self.at = [y + title.height + GAP] * self.columns
        for row in _in_rows(boxes, self.columns):
            high = max(one.height for one in row)
            if self.at[0] + high > self.end and self.at[0] > self.top:
                self._next()
            for column, one in enumerate(row):
                self._place(replace(one, height=high), column)
            self.at = [max(self.at)] * self.columns

    def closed(self) -> list[Sheet]:
        """All sheets, the last one ended."""
        self._end()
        return self.sheets


def _in_rows(boxes: list[Box], columns: int) -> Iterable[list[Box]]:
    return (boxes[begin : begin + columns] for begin in range(0, len(boxes), columns))
