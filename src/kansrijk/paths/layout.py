"""Where everything of a drawing lies: lanes side by side, one for each party, and time running down. Pure geometry.

Boxes stand in lanes and rows. Lines run only where no box can be: in the channel beside a lane and in the gutter above
a row. So no line goes through a box, whatever the path; where lines would lie upon one another they get tracks.
Units are pixels at which text is read at its own size.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kansrijk.paths.definition import LOCAL, Branch, Definition, Step
from kansrijk.paths.words import say

TITLE, SMALL = 13.0, 11.5  # sizes of text
LINE_TITLE, LINE_SMALL = 17.0, 15.0
PAD = 8.0
TRACK = 9.0
AXIS = 26.0
MARGIN = 8.0
HEADER = 16.0
NARROW = set("iljtfrI.,:;'’!|()-·")
WIDE = set("mwMWŒæ@%—")


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is in Noto Sans, rather too wide than too narrow."""
    em = sum(0.36 if c in NARROW else 0.95 if c in WIDE else 0.7 if c.isupper() else 0.59 for c in text)
    return em * size * (1.06 if bold else 1.0)


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Lines that fit; a word that is too long by itself is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        while text_width(word, size, bold=bold) > width and len(word) > 2:
            cut = len(word) - 1
            while cut > 1 and text_width(word[:cut] + "-", size, bold=bold) > width:
                cut -= 1
            if line:
                lines.append(line)
                line = ""
            lines.append(word[:cut] + "-")
            word = word[cut:]
        joined = f"{line} {word}".strip()
        if line and text_width(joined, size, bold=bold) > width:
            lines.append(line)
            line = word
        else:
            line = joined
    return [*lines, line] if line else lines or [""]


@dataclass(frozen=True)
class Text:
    """A line of text: where its baseline begins and how it looks (title, chip, small, exit)."""

    x: float
    y: float
    words: str
    kind: str


@dataclass(frozen=True)
class Box:
    """A step as drawn. `exits`: branch → height at which its line leaves on the right."""

    step: Step
    lane: int
    row: int
    x: float
    y: float
    width: float
    height: float
    texts: tuple[Text, ...]
    exits: dict[Branch, float] = field(hash=False, default_factory=dict)


@dataclass(frozen=True)
class Edge:
    """A way on as drawn: corners of a line, the last with the point of the arrow."""

    source: str
    target: str
    points: tuple[tuple[float, float], ...]
    is_conditional: bool


@dataclass(frozen=True)
class Lane:
    """A party's lane."""

    x: float
    width: float
    header: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """Everything that is drawn."""

    width: float
    height: float
    top: float
    lanes: tuple[Lane, ...]
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    is_narrow: bool


def forward(path: Definition) -> list[tuple[str, str]]:
    """The ways that go on in time: all but those that lead back to a step that led here."""
    by_id = {step.id: step for step in path.steps}
    on_the_way: set[str] = set()
    done: set[str] = set()
    kept: list[tuple[str, str]] = []
    for begin in [path.start, *by_id]:
        if begin in done:
            continue
        stack = [(begin, iter(by_id[begin].next))]
        on_the_way.add(begin)
        while stack:
            here, rest = stack[-1]
            for branch in rest:
                if branch.to not in by_id or branch.to in on_the_way:
                    continue
                kept.append((here, branch.to))
                if branch.to not in done:
                    on_the_way.add(branch.to)
                    stack.append((branch.to, iter(by_id[branch.to].next)))
                    break
            else:
                stack.pop()
                on_the_way.discard(here)
                done.add(here)
    return kept


def rows(path: Definition, lane_of: dict[str, int]) -> dict[str, int]:
    """Step → row: after all that lead to it, and alone in its lane in that row."""
    ways = forward(path)
    before: dict[str, set[str]] = {step.id: set() for step in path.steps}
    for here, there in ways:
        before[there].add(here)
    placed: dict[str, int] = {}
    taken: set[tuple[int, int]] = set()
    order = [step.id for step in path.steps]
    while len(placed) < len(order):
        ready = [name for name in order if name not in placed and before[name] <= placed.keys()]
        for name in ready:
            row = max((placed[other] + 1 for other in before[name]), default=0)
            while (lane_of[name], row) in taken:
                row += 1
            placed[name] = row
            taken.add((lane_of[name], row))
    return placed


def limit_words(step: Step, language: str) -> str:
    """Within how long; nothing for a step without a limit."""
    if step.within is None:
        return ""
    if step.within == LOCAL:
        return say("drawing", "local", language)
    if step.within in (0, 1):
        return say("drawing", "same_day" if step.within == 0 else "one_day", language)
    return say("drawing", "days", language, days=step.within)


def branch_words(branch: Branch, language: str) -> str:
    """When this way is taken; nothing for a way that always holds."""
    told = [say("answers", answer, language) for answer in branch.when]
    if branch.at_most:
        told.append(say("drawing", "at_most", language, times=branch.at_most))
    return ", ".join(told)


def _content(path: Definition, step: Step, width: float, *, chip: bool, language: str) -> Box:
    """A box at the origin, as high as its words need."""
    inner = width - 2 * PAD
    texts: list[Text] = []
    y = PAD
    if chip:
        for line in wrap(path.party_name(step.party) if step.party else "?", inner, SMALL):
            y += LINE_SMALL
            texts.append(Text(PAD, y - 4, line, "chip"))
    for line in wrap(step.name, inner, TITLE, bold=True):
        y += LINE_TITLE
        texts.append(Text(PAD, y - 4, line, "title"))
    small = [limit_words(step, language)]
    if step.consent:
        small.append(say("drawing", "consent", language))
    if step.handover:
        small.append(f"{say('drawing', 'hand_over', language)}: {path.party_name(step.handover.to)}")
    if step.feedback:
        small.append(say("drawing", "feedback", language))
    if step.is_end:
        small.append(say("drawing", "end", language))
    for line in wrap(" · ".join(filter(None, small)), inner, SMALL) if any(small) else ():
        y += LINE_SMALL
        texts.append(Text(PAD, y - 4, line, "small"))
    exits: dict[Branch, float] = {}
    for branch in step.next:
        words = branch_words(branch, language)
        if not words:
            continue
        lines = wrap(words, inner, SMALL)
        for line in lines:
            y += LINE_SMALL
            texts.append(Text(width - PAD, y - 4, line, "exit"))
        exits[branch] = y - LINE_SMALL * len(lines) / 2
    return Box(step, 0, 0, 0, 0, width, y + PAD, tuple(texts), exits)


@dataclass
class _Wish:
    """A line to be drawn, before it has tracks."""

    source: Box
    target: Box
    branch: Branch
    straight: bool


def layout(path: Definition, *, language: str = "nl", narrow: int | None = None) -> Layout:
    """The drawing with a lane for each party; with `narrow` (pixels) one lane, and the party said in each box."""
    parties = [code for code in path.parties if any(step.party == code for step in path.steps)]
    parties += sorted({step.party for step in path.steps} - set(parties))
    lane_of = {step.id: 0 if narrow else parties.index(step.party) for step in path.steps}
    row_of = rows(path, lane_of)
    count = 1 if narrow else len(parties)
    width = 168.0 if count > 3 else 190.0
    by_id = {step.id: step for step in path.steps}
    wishes = _wishes(path, lane_of, row_of)
    channels = _channel_tracks(wishes, lane_of, row_of, count)
    if narrow:
        width = narrow - AXIS - 2 * MARGIN - _channel_width(channels, 0)
    boxes = {name: _content(path, by_id[name], width, chip=bool(narrow), language=language) for name in row_of}
    headers = [] if narrow else [wrap(path.party_name(code) or "?", width, TITLE, bold=True) for code in parties]
    top = MARGIN + (0.0 if narrow else HEADER + LINE_TITLE * max(map(len, headers)))
    lanes, x = [], AXIS + MARGIN
    for number in range(count):
        lane_width = width + _channel_width(channels, number)
        lanes.append(Lane(x, lane_width, tuple(headers[number]) if headers else ()))
        x += lane_width
    gutters = _gutter_tracks(wishes, lane_of, row_of)
    placed, height = _stack(boxes, lane_of, row_of, lanes, gutters, top)
    edges = _routes(wishes, placed, lanes, channels, gutters, width)
    ordered = tuple(placed[step.id] for step in path.steps)
    return Layout(x + MARGIN, height, top, tuple(lanes), ordered, tuple(edges), bool(narrow))


Way = tuple[str, Branch, bool]  # from, way on, straight down


def _wishes(path: Definition, lane_of: dict[str, int], row_of: dict[str, int]) -> list[Way]:
    """Every way on between two steps that are there; the first that can go straight down does."""
    inhabited = {(lane_of[name], row_of[name]) for name in row_of}
    found: list[Way] = []
    for step in path.steps:
        gone = False
        for branch in step.next:
            if branch.to not in row_of:
                continue
            lane, row, below = lane_of[step.id], row_of[step.id], row_of[branch.to]
            free = all((lane, between) not in inhabited for between in range(row + 1, below))
            straight = not branch.when and not branch.at_most and not gone and lane == lane_of[branch.to]
            straight = straight and below > row and free
            gone = gone or straight
            found.append((step.id, branch, straight))
    return found


def _colour(spans: Iterable[tuple[object, float, float]]) -> dict[object, int]:
    """Key → track: spans that touch get different tracks. Each key is one span, from its least to its greatest."""
    joined: dict[object, tuple[float, float]] = {}
    for key, low, high in spans:
        least, most = min(low, high), max(low, high)
        known = joined.get(key)
        joined[key] = (min(least, known[0]), max(most, known[1])) if known else (least, most)
    tracks: list[list[tuple[float, float]]] = []
    found: dict[object, int] = {}
    for key, (low, high) in sorted(joined.items(), key=lambda item: (item[1], str(item[0]))):
        for number, spans_there in enumerate(tracks):
            if all(high < other_low or low > other_high for other_low, other_high in spans_there):
                spans_there.append((low, high))
                found[key] = number
                break
        else:
            found[key] = len(tracks)
            tracks.append([(low, high)])
    return found


def _channel_tracks(
    ways: Sequence[Way], lane_of: dict[str, int], row_of: dict[str, int], count: int
) -> list[dict[object, int]]:
    """Lane → (target → track) in the channel on its right. A gutter of row r lies at height r - 0.5."""
    found = []
    for lane in range(count):
        spans = [
            (branch.to, float(row_of[source]), row_of[branch.to] - 0.5)
            for source, branch, straight in ways
            if not straight and lane_of[source] == lane
        ]
        found.append(_colour(spans))
    return found


def _channel_width(channels: Sequence[dict[object, int]], lane: int) -> float:
    return 16.0 + TRACK * (1 + max(channels[lane].values(), default=0))


def _gutter_tracks(
    ways: Sequence[Way], lane_of: dict[str, int], row_of: dict[str, int]
) -> dict[int, dict[object, int]]:
    """Row → (target → track) in the gutter above it. A channel of lane l lies at l + 0.5."""
    spans: dict[int, list[tuple[object, float, float]]] = {}
    for source, branch, straight in ways:
        if not straight:
            span = (branch.to, lane_of[source] + 0.5, float(lane_of[branch.to]))
            spans.setdefault(row_of[branch.to], []).append(span)
    return {row: _colour(found) for row, found in spans.items()}


def _stack(
    boxes: dict[str, Box],
    lane_of: dict[str, int],
    row_of: dict[str, int],
    lanes: Sequence[Lane],
    gutters: dict[int, dict[object, int]],
    top: float,
) -> tuple[dict[str, Box], float]:
    """Boxes in their places, and how high the whole is."""
    placed: dict[str, Box] = {}
    y = top
    for row in range(max(row_of.values(), default=0) + 1):
        y += 15.0 + TRACK * (1 + max(gutters.get(row, {}).values(), default=0))
        here = [name for name in boxes if row_of[name] == row]
        for name in here:
            lane = lane_of[name]
            found = boxes[name]
            placed[name] = Box(
                found.step, lane, row, lanes[lane].x, y, found.width, found.height, found.texts, found.exits
            )
        y += max((boxes[name].height for name in here), default=0.0)
    return placed, y + MARGIN + 8


def _routes(
    ways: Sequence[Way],
    placed: dict[str, Box],
    lanes: Sequence[Lane],
    channels: Sequence[dict[object, int]],
    gutters: dict[int, dict[object, int]],
    width: float,
) -> list[Edge]:
    found = []
    for name, branch, straight in ways:
        source, target = placed[name], placed[branch.to]
        into = target.x + width / 2
        if straight:
            points: tuple[tuple[float, float], ...] = ((into, source.y + source.height), (into, target.y))
        else:
            out = source.y + source.exits.get(branch, PAD + LINE_TITLE / 2)
            right = source.x + width
            beside = right + 10.0 + TRACK * channels[source.lane][branch.to]
            above = target.y - 13.0 - TRACK * gutters[target.row][branch.to]
            enters = target.x + width / 2 + (14.0 if source.row >= target.row else 0.0)
            points = ((right, out), (beside, out), (beside, above), (enters, above), (enters, target.y))
        found.append(Edge(name, branch.to, points, bool(branch.when)))
    return found
