"""The folder contract of `figures audit --tables DIR`."""

from __future__ import annotations

from pathlib import Path

import pytest

from kansrijk.core.disclosure.attacker import BadTable, audit_folder

HEADER = "table,row,value,hidden\n"
SUMS = "table,total,parts\n"


def folder(path: Path, tables: str, sums: str = "") -> Path:
    (path / "births.csv").write_text(HEADER + tables, encoding="utf-8")
    if sums:
        (path / "equations.csv").write_text(SUMS + sums, encoding="utf-8")
    return path


def test_a_hand_made_leak_is_found_with_its_bounds(tmp_path: Path) -> None:
    (tmp_path / "pc4.csv").write_text(HEADER + "pc4,2312,120,0\n", encoding="utf-8")
    tables = "births,A,60,0\nbirths,B,,1\nbirths,C,,1\nbirths,w,118,0\n"
    report = audit_folder(folder(tmp_path, tables, "births,w,A B\nbirths,pc4:2312,A B C\n"))
    assert report.as_json(0.5) == {
        "cells": 5,
        "hidden": 2,
        "recoverable": [
            {"table": "births", "cell": "B", "lower": 58, "upper": 58, "needed_width": 10},
            {"table": "births", "cell": "C", "lower": 2, "upper": 2, "needed_width": 10},
        ],
        "seconds": 0.5,
    }


def test_a_wide_pair_is_not_reported(tmp_path: Path) -> None:
    report = audit_folder(folder(tmp_path, "births,A,,true\nbirths,B,,ja\nbirths,w,15,no\n", "births,w,A B\n"))
    assert report.is_safe
    assert (report.cells, report.hidden) == (3, 2)


def test_a_rounding_base_may_be_given(tmp_path: Path) -> None:
    rows = "t,a,5,0,5\nt,b,5,0,5\nt,c,0,0,5\nt,t,16,0,\n"
    (tmp_path / "t.csv").write_text("table,row,value,hidden,base\n" + rows, encoding="utf-8")
    (tmp_path / "equations.csv").write_text(SUMS + "t,t,a b c\n", encoding="utf-8")
    assert [(one.cell, one.lower) for one in audit_folder(tmp_path).recoverable] == [
        ("a", 7),
        ("b", 7),
        ("c", 2),
    ]


@pytest.mark.parametrize(
    ("tables", "sums", "file", "row", "column"),
    [
        ("births,A,3.5,0\n", "", "births.csv", 2, "value"),
        ("births,A,-3,0\n", "", "births.csv", 2, "value"),
        ("births,A,,0\n", "", "births.csv", 2, "value"),
        ("births,A,7,1\n", "", "births.csv", 2, "value"),
        ("births,A,7,perhaps\n", "", "births.csv", 2, "hidden"),
        ("births,,7,0\n", "", "births.csv", 2, "row"),
        ("births,A,7,0\nbirths,A,7,0\n", "", "births.csv", 3, "row"),
        ("births,A,7\n", "", "births.csv", 2, ""),
        ("births,A,7,0\n", "births,B,A\n", "equations.csv", 2, "total"),
        ("births,A,7,0\n", "births,A,B\n", "equations.csv", 2, "parts"),
        ("births,A,7,0\n", "births,A,\n", "equations.csv", 2, "parts"),
        ("births,A,7,0\n", "births,A,A\n", "equations.csv", 2, "parts"),
    ],
)
def test_bad_input_says_where(tmp_path: Path, tables: str, sums: str, file: str, row: int, column: str) -> None:
    with pytest.raises(BadTable) as caught:
        audit_folder(folder(tmp_path, tables, sums))
    assert (caught.value.file, caught.value.row, caught.value.column) == (file, row, column)
    assert caught.value.message


def test_figures_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="contradict"):
        audit_folder(folder(tmp_path, "births,A,9,0\nbirths,B,,1\nbirths,w,5,0\n", "births,w,A B\n"))


def test_a_missing_or_empty_folder_and_a_wrong_header_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTable, match="no such folder"):
        audit_folder(tmp_path / "none")
    with pytest.raises(BadTable, match="no table"):
        audit_folder(tmp_path)
    (tmp_path / "x.csv").write_text("table,row,value\n", encoding="utf-8")
    with pytest.raises(BadTable) as caught:
        audit_folder(tmp_path)
    assert (caught.value.file, caught.value.row, caught.value.column) == ("x.csv", 1, "hidden")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(BadTable, match="UTF-8"):
        audit_folder(tmp_path)


@pytest.mark.req("SDC-02", "V6 percentages")
def test_a_percentage_that_gives_the_count_away_is_found(tmp_path: Path) -> None:
    rows = 'b,births,7,0,\nb,many,80,0,\ns,risk,14.3%,0,b:births\ns,some,"12,5 %",0,b:many\n'
    (tmp_path / "t.csv").write_text("table,row,value,hidden,of\n" + rows, encoding="utf-8")
    report = audit_folder(tmp_path)
    assert report.as_json()["recoverable"] == [
        {"table": "s", "cell": "risk", "lower": 1, "upper": 1, "needed_width": 1}
    ]
    assert (report.cells, report.hidden) == (4, 0)


@pytest.mark.req("SDC-02", "V6b a decimal beside a rounded group")
@pytest.mark.parametrize(("share", "group", "count"), [("12.5%", 15, 2), ("11.1%", 10, 1)])
def test_a_decimal_undoes_the_rounding_of_the_group(tmp_path: Path, share: str, group: int, count: int) -> None:
    rows = f"b,births,{group},0,5,\ns,risk,{share},0,,b:births\n"
    (tmp_path / "t.csv").write_text("table,row,value,hidden,base,of\n" + rows, encoding="utf-8")
    assert [(one.cell, one.lower, one.upper) for one in audit_folder(tmp_path).recoverable] == [("risk", count, count)]


@pytest.mark.req("SDC-02", "V6 percentages")
def test_a_percentage_opens_the_hidden_count_it_stands_for(tmp_path: Path) -> None:
    rows = "b,births,80,0,\nb,risk,,1,\ns,risk,30%,0,b:births\n"
    (tmp_path / "t.csv").write_text("table,row,value,hidden,of\n" + rows, encoding="utf-8")
    (tmp_path / "equations.csv").write_text(SUMS + "b,risk,s:risk\n", encoding="utf-8")
    found = audit_folder(tmp_path).recoverable
    assert [(one.table, one.cell, one.lower, one.upper) for one in found] == [("b", "risk", 24, 24)]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("s,x,14.3%,0,\n", "of"),
        ("s,x,14.3%,0,nowhere\n", "of"),
        ("s,x,140%,0,b:births\n", "value"),
        ("s,x,%,0,b:births\n", "value"),
        ("s,x,14.3%,1,b:births\n", "value"),
        ("s,x,14.31%,0,b:births\n", "value"),
    ],
)
def test_a_percentage_that_cannot_be_says_where(tmp_path: Path, row: str, column: str) -> None:
    (tmp_path / "t.csv").write_text("table,row,value,hidden,of\nb,births,7,0,\n" + row, encoding="utf-8")
    with pytest.raises(BadTable) as caught:
        audit_folder(tmp_path)
    assert (caught.value.file, caught.value.row, caught.value.column) == ("t.csv", 3, column)
