"""The states of a referral for the documentation: a table and a drawing, both from the rules."""

from collections import defaultdict
from functools import cache
from html import escape
from types import ModuleType
from typing import Any

from docs_sections import set_up, table

MAIN = ("sent", "received", "accepted", "contacted", "started", "handed_over", "fed_back", "evaluated", "ended")
BOX, ROW = (160, 40), 84
LEFT, MIDDLE, RIGHT, FAR = 20, 290, 590, 850  # columns
Places = dict[str, tuple[int, int]]
Pair = tuple[str, str]
EVERYWHERE = ("withdraw_consent", "stop", "move")
"""Events that nearly every state knows; a line beneath the drawing says so instead of fifty lines in it."""


@cache
def _rules() -> ModuleType:
    set_up()
    from kansrijk.referrals import rules

    return rules


def states() -> str:
    """Per state: FHIR's status, who carries it, whose turn it is, and what each may do."""
    rules = _rules()
    rows = []
    for one in rules.STATES.values():
        moves = [move for move in rules.MOVES.values() if move.state == one.name]
        said = "; ".join(f"`{move.event}` ({', '.join(move.who)}) → {move.after}" for move in moves)
        sees = "yes" if one.is_open_to_receiver else "no"
        rows.append(
            (
                f"`{one.name}`",
                one.task or "as it was",
                one.responsible or "over",
                one.waits_for or "–",
                sees,
                said or "–",
            )
        )
    head = ("state", "FHIR Task", "carried by", "turn of", "receiver sees it", "what may happen")
    return table(head, rows)


def _places() -> dict[str, tuple[int, int]]:
    """The main road in the middle; to the right what the sender has to look at, then closed; other ends to the left."""
    rules, rows = _rules(), {name: row for row, name in enumerate(MAIN)}
    places = {name: (MIDDLE, 20 + row * ROW) for name, row in rows.items()}
    taken: dict[int, set[int]] = defaultdict(set)
    aside = {move.after for move in rules.MOVES.values() if move.event in EVERYWHERE}
    waiting = [one for one in rules.STATES.values() if one.name not in rows and one.name not in aside]
    for one in sorted(waiting, key=lambda one: _first_row(one.name, rows)):
        column = RIGHT if not one.is_over else LEFT if _is_beside(one.name) else FAR
        row = _first_row(one.name, rows)
        while row in taken[column]:
            row += 1
        taken[column].add(row)
        places[one.name] = (column, 20 + row * ROW)
    return places


def _is_beside(name: str) -> bool:
    """Whether a state of the main road leads to it."""
    return any(move.after == name and move.state in MAIN for move in _rules().MOVES.values())


def _first_row(name: str, rows: dict[str, int]) -> int:
    """The row of the first state of the main road that leads to it; the last one where none does."""
    found = [rows[move.state] for move in _rules().MOVES.values() if move.after == name and move.state in rows]
    return min(found, default=3)


def drawing() -> str:
    """The flow as SVG. A box with a broken edge: the sender has something to do; a heavy edge: it is over."""
    places = _places()
    arrows = defaultdict(list)
    for move in _rules().MOVES.values():
        if move.state != move.after and {move.state, move.after} <= places.keys() and _is_near(move, places):
            arrows[move.state, move.after].append(move.event)
    bottom = max(y for _, y in places.values()) + BOX[1] + 20
    ports = _ports(list(arrows), places)
    lines = [_arrow(places, pair, ports, ", ".join(events)) for pair, events in arrows.items()]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {FAR + BOX[0] + 20} {bottom}"'
            ' font-family="sans-serif" font-size="13">',
            "<title>The states of a referral; the table beneath says the same in words</title>",
            '<defs><marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
            '<path d="M0 0 8 4 0 8z" fill="#595959"/></marker></defs>',
            *lines,
            *(_box(name, place) for name, place in places.items()),
            "</svg>",
            "",
        ]
    )


def _box(name: str, place: tuple[int, int]) -> str:
    one, (x, y) = _rules().STATES[name], place
    edge = ' stroke-width="3"' if one.is_over else ' stroke-dasharray="5 3"' if place[0] == RIGHT else ""
    return (
        f'<rect x="{x}" y="{y}" width="{BOX[0]}" height="{BOX[1]}" rx="4" fill="#e8f1f5" stroke="#154273"{edge}/>'
        f'<text x="{x + BOX[0] / 2:.0f}" y="{y + 25}" text-anchor="middle" fill="#154273">'
        f"{escape(name.replace('_', ' '))}</text>"
    )


def _is_near(move: Any, places: Places) -> bool:
    """Whether no column stands between: a line behind a box reads as if it began there."""
    columns = (LEFT, MIDDLE, RIGHT, FAR)
    return abs(columns.index(places[move.state][0]) - columns.index(places[move.after][0])) <= 1


def _ports(pairs: list[Pair], places: Places) -> dict[tuple[Pair, str], float]:
    """The height at which each arrow between columns leaves (or meets) its box, so that none share a point."""
    sides: dict[tuple[str, bool], list[tuple[float, Pair, str]]] = defaultdict(list)
    for pair in pairs:
        (ax, ay), (bx, by) = places[pair[0]], places[pair[1]]
        if ax != bx:
            sides[pair[0], bx > ax].append((by, pair, "leaves"))
            sides[pair[1], ax > bx].append((ay, pair, "meets"))
    return {
        (pair, end): places[name][1] + BOX[1] * (number + 1) / (len(side) + 1)
        for (name, to_right), side in sides.items()
        for number, (_, pair, end) in enumerate(sorted(side, key=lambda one: (one[0], (one[2] == "meets") == to_right)))
    }


def _arrow(places: Places, pair: Pair, ports: dict[tuple[Pair, str], float], label: str) -> str:
    """From a box to a box: straight where nothing stands between, around the column where something does."""
    (ax, ay), (bx, by) = places[pair[0]], places[pair[1]]
    wide, high = BOX
    if ax != bx:
        start, end = (ax + wide, bx) if bx > ax else (ax, bx + wide)
        leaves, meets = ports[pair, "leaves"], ports[pair, "meets"]
        line, anchor = f"M{start} {leaves:.1f}L{end} {meets:.1f}", "middle"
        part = 0.5 if abs(meets - leaves) < high else 0.4
        at = (start + (end - start) * part, leaves + (meets - leaves) * part - 4)
    elif by - ay == ROW:
        line, at, anchor = f"M{ax + 60} {ay + high}V{by}", (ax + 66, (ay + high + by) / 2 + 4), "start"
    else:  # past other boxes of the column, or back: the further, the wider; forward and back on their own heights
        bend = ax - 30 - 12 * abs(by - ay) / ROW
        leaves, meets = (ay + 30, by + 10) if by > ay else (ay + 10, by + 10)
        line, anchor = f"M{ax} {leaves}C{bend:.0f} {leaves} {bend:.0f} {meets} {ax} {meets}", "end"
        at = (ax - (ax - bend) * 0.75 - 6, (leaves + meets) / 2 + 4)
    said = escape(label.replace("_", " "))
    return (
        f'<path d="{line}" fill="none" stroke="#595959" marker-end="url(#end)"/>'
        f'<text x="{at[0]:.0f}" y="{at[1]:.0f}" font-size="11" fill="#595959" stroke="#ffffff" stroke-width="3"'
        f' paint-order="stroke" text-anchor="{anchor}">{said}</text>'
    )
