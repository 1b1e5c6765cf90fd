"""Every numeric attack of security.md 2.2: the attacker must succeed on the leaky table, and fail on ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kansrijk.core.disclosure import Cell, Policy, Protection, Sum, percent, protect, rounded
from kansrijk.core.disclosure.attacker import (
    Published,
    audit,
    audit_folder,
    bounds,
    counts_behind_share,
    published,
)

Values = dict[str, int | None]
Sums = list[tuple[str, list[str]]]


def seen(values: Values, sums: Sums, **options: object) -> dict[str, tuple[int, int | None]]:
    return bounds(published(values, sums, **options))  # type: ignore[arg-type]


def as_published(protection: Protection, known: dict[str, int] | None = None) -> Published:
    return published(
        protection.public(),
        [(one.total, one.parts) for one in protection.sums],
        known=known,
        **protection.facts(),
    )


def is_safe(protection: Protection) -> bool:
    """Neither an outsider nor any insider narrows a hidden cell."""
    tables = as_published(protection)
    return not protection.unprotected and audit(tables, protection.insiders, protection.secret()).is_safe


def ours(counts: dict[str, int], sums: Sums, base: int = 1, public: tuple[str, ...] = ()) -> Protection:
    cells = [Cell(key, count, is_public=key in public) for key, count in counts.items()]
    return protect(cells, [Sum(total, tuple(parts)) for total, parts in sums], Policy(rounding_base=base))


GRID: Sums = [
    ("r1", ["a1", "b1"]),
    ("r2", ["a2", "b2"]),
    ("r3", ["a3", "b3"]),
    ("A", ["a1", "a2", "a3"]),
    ("B", ["b1", "b2", "b3"]),
]
GRID_SHOWN: Values = {"r1": 30, "r2": 60, "r3": 50, "A": 24, "B": 116}

# name: published values, sums, what the attacker must learn exactly, raw counts
VECTORS: dict[str, tuple[Values, Sums, dict[str, tuple[int, int]], dict[str, int]]] = {
    "V1 subtraction from a total": (
        {"a": 12, "b": None, "c": 25, "t": 40},
        [("t", ["a", "b", "c"])],
        {"b": (3, 3)},
        {"a": 12, "b": 3, "c": 25, "t": 40},
    ),
    "V2 a pair hidden in one row": (
        {**GRID_SHOWN, "a1": None, "b1": None, "a2": 12, "b2": 48, "a3": 9, "b3": 41},
        GRID,
        {"a1": (3, 3), "b1": (27, 27)},
        {
            "r1": 30,
            "r2": 60,
            "r3": 50,
            "A": 24,
            "B": 116,
            "a1": 3,
            "b1": 27,
            "a2": 12,
            "b2": 48,
            "a3": 9,
            "b3": 41,
        },
    ),
    "V4 overlapping geographies": (
        {"wijk:w": 118, "pc4:p": 120, "buurt:A": 60, "buurt:B": 58, "buurt:C": None},
        [("wijk:w", ["buurt:A", "buurt:B"]), ("pc4:p", ["buurt:A", "buurt:B", "buurt:C"])],
        {"buurt:C": (2, 2)},
        {"wijk:w": 118, "pc4:p": 120, "buurt:A": 60, "buurt:B": 58, "buurt:C": 2},
    ),
    "V4b a chain of unions": (
        {"AB": 31, "BC": 29, "ABC": 33, "A": None, "B": None, "C": None},
        [("AB", ["A", "B"]), ("BC", ["B", "C"]), ("ABC", ["A", "B", "C"])],
        {"A": (4, 4), "B": (27, 27), "C": (2, 2)},
        {"AB": 31, "BC": 29, "ABC": 33, "A": 4, "B": 27, "C": 2},
    ),
    "V5 a cumulative series": (
        {"jan_mar": 10, "jan_apr": 11, "apr": None},
        [("jan_apr", ["jan_mar", "apr"])],
        {"apr": (1, 1)},
        {"jan_mar": 10, "jan_apr": 11, "apr": 1},
    ),
    "V5b rolling sums and one year": (
        {"r21_23": 30, "r22_24": 33, "r23_25": 31, "y21": 9, **{f"y{y}": None for y in (22, 23, 24, 25)}},
        [
            ("r21_23", ["y21", "y22", "y23"]),
            ("r22_24", ["y22", "y23", "y24"]),
            ("r23_25", ["y23", "y24", "y25"]),
        ],
        {"y24": (12, 12)},
        {"r21_23": 30, "r22_24": 33, "r23_25": 31, "y21": 9, "y22": 11, "y23": 10, "y24": 12, "y25": 9},
    ),
    "V7 the complement": (
        {"all": 100, "without": 97, "with": None},
        [("all", ["with", "without"])],
        {"with": (3, 3)},
        {"all": 100, "without": 97, "with": 3},
    ),
    "V8 everyone in the group": (
        {"births": 12, "with": None, "without": 0},
        [("births", ["with", "without"])],
        {"with": (12, 12)},
        {"births": 12, "with": 12, "without": 0},
    ),
    "V11 linked tables": (
        {"age:u20": None, "age:rest": 40, "parity:u20": 4},
        [("age:u20", ["parity:u20"])],
        {"age:u20": (4, 4)},
        {"age:u20": 4, "age:rest": 40, "parity:u20": 4},
    ),
    "V12 drilling down": (
        {"all": 80, "without_u20": 76, "u20": None},
        [("all", ["without_u20", "u20"])],
        {"u20": (4, 4)},
        {"all": 80, "without_u20": 76, "u20": 4},
    ),
    "V13 publishing again after one late birth": (
        {"v1:x": 25, "v2:x": 26, "late:x": None},
        [("v2:x", ["v1:x", "late:x"])],
        {"late:x": (1, 1)},
        {"v1:x": 25, "v2:x": 26, "late:x": 1},
    ),
    "V14 a boundary that moved": (
        {"old:X": 40, "new:X1": 37, "new:X2": None},
        [("old:X", ["new:X1", "new:X2"])],
        {"new:X2": (3, 3)},
        {"old:X": 40, "new:X1": 37, "new:X2": 3},
    ),
}


@pytest.mark.req("SDC-02", "the attacker finds every known leak")
@pytest.mark.parametrize("name", VECTORS)
def test_the_attacker_finds_exactly_the_stated_bounds(name: str) -> None:
    values, sums, learned, _ = VECTORS[name]
    found = seen(values, sums)
    assert {key: found[key] for key in learned} == learned
    flagged = {(one.table + ":" + one.cell).lstrip(":") for one in audit(published(values, sums)).recoverable}
    assert set(learned) <= flagged


@pytest.mark.req("SDC-02", "nothing is recoverable after our own suppression")
@pytest.mark.parametrize("base", [1, 5])
@pytest.mark.parametrize("name", VECTORS)
def test_the_attacker_finds_nothing_after_our_suppression(name: str, base: int) -> None:
    _, sums, _, counts = VECTORS[name]
    protection = ours(counts, sums, base)
    small = [key for key, count in counts.items() if count < 10]
    assert all(protection.public()[key] is None for key in small)
    assert is_safe(protection)


@pytest.mark.req("SDC-07", "earlier releases take part in the protection")
@pytest.mark.parametrize(
    ("name", "public"),
    [
        ("V13 publishing again after one late birth", ("v1:x",)),
        ("V5 a cumulative series", ("jan_mar",)),
        ("V14 a boundary that moved", ("old:X",)),
        ("V4 overlapping geographies", ("wijk:w",)),
        ("V4b a chain of unions", ("AB",)),
        ("V5b rolling sums and one year", ("r21_23",)),
    ],
)
def test_what_was_public_before_is_not_undone_by_what_is_new(name: str, public: tuple[str, ...]) -> None:
    _, sums, _, counts = VECTORS[name]
    assert is_safe(ours(counts, sums, public=public))


@pytest.mark.req("SDC-07", "a set that is lost already says so")
def test_a_set_that_cannot_be_protected_says_which_cells() -> None:
    _, sums, _, counts = VECTORS["V13 publishing again after one late birth"]
    protection = ours(counts, sums, public=("v1:x", "v2:x"))
    assert protection.unprotected == ("late:x",)
    assert not audit(as_published(protection)).is_safe


@pytest.mark.req("SDC-02", "V1b width rule")
def test_two_hidden_cells_share_their_sum() -> None:
    values: Values = {"a": None, "b": None, "c": 25, "t": 40}
    sums: Sums = [("t", ["a", "b", "c"])]
    assert seen(values, sums) == {"a": (0, 15), "b": (0, 15)}
    assert audit(published(values, sums)).is_safe
    assert not audit(published(values, sums, k=16)).is_safe


@pytest.mark.req("SDC-02", "V2b rectangle")
def test_a_rectangle_of_hidden_cells_passes() -> None:
    values: Values = {**GRID_SHOWN, "a1": None, "b1": None, "a2": 12, "b2": 48, "a3": None, "b3": None}
    expected = {"a1": (0, 12), "b1": (18, 30), "a3": (0, 12), "b3": (38, 50)}
    assert seen(values, GRID) == expected
    assert audit(published(values, GRID)).is_safe


@pytest.mark.req("SDC-02", "V3 the insider")
def test_a_contributor_does_not_find_the_other_cell() -> None:
    values: Values = {"a": None, "b": None, "c": 36, "t": 40}
    sums: Sums = [("t", ["a", "b", "c"])]
    assert seen(values, sums) == {"a": (0, 4), "b": (0, 4)}
    assert seen(values, sums, known={"a": 1})["b"] == (3, 3)
    report = audit(published(values, sums, k=10, needs={"a": 3, "b": 3}), {"a": 1})
    assert [(one.cell, one.lower, one.upper, one.insider) for one in report.recoverable] == [("b", 3, 3, "a")]
    protection = ours({"a": 1, "b": 3, "c": 36, "t": 40}, sums)
    assert protection.insiders == {"a": 1}
    assert is_safe(protection)


def test_a_lone_contributor_is_no_cover_for_a_primary_cell() -> None:
    counts = {"a": 1, "b": 9, "c": 36, "t": 46}
    sums: Sums = [("t", ["a", "b", "c"])]
    outsider = published({"a": None, "b": None, "c": 36, "t": 46}, sums)
    assert audit(outsider).is_safe
    assert not audit(outsider, {"a": 1}).is_safe
    assert is_safe(ours(counts, sums))


@pytest.mark.req("SDC-02", "V6 percentages")
def test_a_percentage_does_not_give_the_count_back() -> None:
    assert counts_behind_share("14.3", range(3, 8)) == ((1, 7),)
    assert counts_behind_share("12.5", range(13, 18)) == ((2, 16),)
    assert counts_behind_share("11.1", range(8, 13)) == ((1, 9),)
    policy = Policy()
    assert percent(1, 7, policy) is None
    assert percent(12, 49, policy) is None
    assert percent(None, 80, policy) is None
    shown = percent(11, 52, policy)
    assert shown == 20
    bases = range(48, 53)
    assert len(counts_behind_share(str(shown), bases)) >= 3
    assert {percent(count, base, policy) for count in range(8, 13) for base in range(50, 53)} == {shown}


@pytest.mark.req("SDC-02", "V8 zero and hundred percent")
@pytest.mark.parametrize("count", [0, 3, 9, 12])
def test_both_sides_of_a_small_group_are_hidden(count: int) -> None:
    cells = [Cell("births", 12), Cell("with", count, base="births")]
    protection = protect(cells, [], Policy(rounding_base=1, hide_zeros=False))
    assert protection.public()["with"] is None
    assert protection.public()["with~rest"] is None
    assert is_safe(protection)


@pytest.mark.req("SDC-02", "V9 totals are rounded too")
def test_rounding_with_an_exact_total_is_undone() -> None:
    values: Values = {"a": 5, "b": 5, "c": 0, "t": 16}
    sums: Sums = [("t", ["a", "b", "c"])]
    parts = {"a": 5, "b": 5, "c": 5}
    assert seen(values, sums, rounded=parts) == {"a": (7, 7), "b": (7, 7), "c": (2, 2)}
    assert len(audit(published(values, sums, rounded=parts)).recoverable) == 3
    values["t"] = 15
    found = seen(values, sums, rounded=5)
    assert [found[key] for key in "abc"] == [(4, 7), (4, 7), (0, 2)]
    assert audit(published(values, sums, rounded=5)).is_safe
    by_width = published(values, sums, rounded=5, k=10, needs=dict.fromkeys("abc", 10))
    assert len(audit(by_width).recoverable) == 3
    protection = ours({"a": 7, "b": 7, "c": 2, "t": 16}, sums, base=5)
    assert all(value is None or value % 5 == 0 for value in protection.public().values())
    assert is_safe(protection)


@pytest.mark.req("SDC-02", "V15 one symbol")
def test_less_than_five_is_information() -> None:
    four = {"a": None, "b": None, "t": 8}
    tables = published(four, [("t", ["a", "b"])])
    tables.upper[:2] = 4
    assert bounds(tables) == {"a": (4, 4), "b": (4, 4)}
    seven = published({**four, "t": 7}, [("t", ["a", "b"])])
    seven.upper[:2] = 4
    assert bounds(seven) == {"a": (3, 4), "b": (3, 4)}
    protection = ours({"a": 4, "b": 4, "t": 8}, [("t", ["a", "b"])])
    assert set(protection.public().values()) == {None}
    assert is_safe(protection)


@pytest.mark.req("SDC-06", "one look for every hidden cell")
def test_what_leaves_the_house_does_not_depend_on_what_is_hidden() -> None:
    def release(few: int) -> str:
        counts = {"a": few, "b": 20 - few, "c": 40, "t": 60}
        return json.dumps(ours(counts, [("t", ["a", "b", "c"])]).public())

    assert release(3) == release(7)


@pytest.mark.req("SDC-05", "a hidden value occurs nowhere in what is public")
def test_a_canary_in_a_hidden_cell_stays_inside() -> None:
    cells = [
        Cell("a", 7919, contributions=(7800, 100, 19)),
        Cell("b", 5000),
        Cell("c", 4000),
        Cell("t", 16919),
    ]
    protection = protect(cells, [Sum("t", ("a", "b", "c"))])
    assert protection.public()["a"] is None
    assert protection.needs["a"] == 3960
    text = json.dumps(protection.public()) + json.dumps(sorted(protection.rounding_bases().items()))
    assert "7919" not in text
    assert "dominance" not in text
    assert is_safe(protection)


@pytest.mark.req("SDC-02", "V17 outside knowledge")
def test_a_table_of_another_publisher_counts_as_known() -> None:
    counts = {"a": 4, "b": 30, "t": 34}
    sums: Sums = [("t", ["a", "b"])]
    protection = ours(counts, sums)
    hidden = [key for key, value in protection.public().items() if value is None]
    assert len(hidden) >= 2
    other = next(key for key in hidden if key != "a")
    leaky = audit(as_published(protection, known={key: counts[key] for key in counts if key != "a"}))
    assert [(one.cell, one.lower, one.upper) for one in leaky.recoverable] == [("a", 4, 4)]
    assert is_safe(ours(counts, sums, public=(other,)))


@pytest.mark.req("SDC-02", "V18 the same noise each time")
def test_asking_again_gives_nothing_new() -> None:
    policy = Policy()
    assert {rounded(13, policy) for _ in range(100)} == {15}
    first = ours({"a": 13, "b": 3, "t": 16}, [("t", ["a", "b"])], base=5)
    again = [ours({"a": 13, "b": 3, "t": 16}, [("t", ["a", "b"])], base=5) for _ in range(5)]
    assert all(one == first for one in again)


@pytest.mark.req("SDC-02", "V19 small profiles")
def test_a_profile_of_one_person_is_never_shown() -> None:
    profiles = {
        f"buurt{b}:{parity}:{age}:{month}": 1 for b in (1, 2) for parity in "12" for age in "ab" for month in "jfm"
    }
    counts = {**profiles, "all": len(profiles)}
    protection = ours(counts, [("all", sorted(profiles))])
    assert all(protection.public()[key] is None for key in profiles)
    assert is_safe(protection)


@pytest.mark.req("SDC-07", "what was shown rounded before stays, and what was hidden before stays hidden")
def test_a_second_release_does_not_open_the_first() -> None:
    counts = {"a": 4, "b": 31, "c": 32, "d": 200, "t": 267}
    sums = [Sum("t", ("a", "b", "c", "d"))]
    first = protect([Cell(key, count) for key, count in counts.items()], sums, Policy(lean_on_rounding=False))
    hidden = [key for key, value in first.public().items() if value is None]
    other = next(key for key in hidden if key != "a")
    again = [
        Cell(key, count, is_public=key not in hidden, is_rounded=True, was_hidden=key in hidden, weight=0.001)
        for key, count in counts.items()
    ]
    second = protect(again, sums, Policy(lean_on_rounding=False))
    assert second.public() == first.public()
    assert second.public()[other] is None
    assert is_safe(second)


@pytest.mark.req("SDC-02", "V4 postcodes across buurten")
@pytest.mark.parametrize("lean", [True, False])
def test_pieces_that_nobody_sees_tie_postcodes_to_buurten(lean: bool) -> None:
    counts = {"buurt:A": 60, "buurt:B": 58, "buurt:C": 40, "pc4:1": 62, "pc4:2": 96, "all": 158}
    pieces = {"A1": 60, "B1": 2, "B2": 56, "C2": 40}
    cells = [Cell(key, count) for key, count in counts.items()]
    cells += [Cell(f"piece:{key}", count, is_unseen=True) for key, count in pieces.items()]
    sums = [
        Sum("buurt:A", ("piece:A1",)),
        Sum("buurt:B", ("piece:B1", "piece:B2")),
        Sum("buurt:C", ("piece:C2",)),
        Sum("pc4:1", ("piece:A1", "piece:B1")),
        Sum("pc4:2", ("piece:B2", "piece:C2")),
        Sum("all", ("buurt:A", "buurt:B", "buurt:C")),
    ]
    safe = protect(cells, sums, Policy(rounding_base=1, lean_on_rounding=lean))
    assert not any(key.startswith("piece") for key in safe.public())
    assert is_safe(safe)
    few = [Cell("buurt:D", 4), Cell("pc4:3", 4), Cell("rest", 154), Cell("more", 166)]
    few += [Cell("piece:D3", 4, is_unseen=True), Cell("every", 158), Cell("both", 324)]
    ties = [Sum("buurt:D", ("piece:D3",)), Sum("pc4:3", ("piece:D3",)), Sum("every", ("pc4:3", "rest"))]
    safe = protect(few, [*ties, Sum("both", ("every", "more"))], Policy(rounding_base=1, lean_on_rounding=lean))
    assert safe.public()["buurt:D"] is None
    assert safe.public()["pc4:3"] is None
    assert is_safe(safe)


@pytest.mark.req("SDC-02", "hand-made tables are attacked alike")
@pytest.mark.parametrize("name", VECTORS)
def test_a_folder_made_by_hand_gives_the_same_bounds(name: str, tmp_path: Path) -> None:
    values, sums, learned, _ = VECTORS[name]

    def split(key: str) -> tuple[str, str]:
        table, _, row = key.rpartition(":")
        return table or "made", row

    rows = [(*split(key), "" if value is None else value, int(value is None)) for key, value in values.items()]
    for table in {row[0] for row in rows}:
        lines = ["table,row,value,hidden", *(",".join(map(str, row)) for row in rows if row[0] == table)]
        (tmp_path / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = ["table,total,parts"]
    for total, parts in sums:
        lines.append(f"{split(total)[0]},{':'.join(split(total))},{' '.join(':'.join(split(part)) for part in parts)}")
    (tmp_path / "equations.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = {(one.table, one.cell): (one.lower, one.upper) for one in audit_folder(tmp_path).recoverable}
    assert {split(key): ends for key, ends in learned.items()}.items() <= found.items()
