"""A file that is partly wrong (RES-10): which way it goes is known before, and every row of it is accounted for.

Two ways, said by the description of the source and never chosen afterwards. Whole or not at all is the rule; a layout
may name one kind of row that is set aside, and then each of those is told with its row.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kansrijk.core.faults import BadInput
from kansrijk.figures import commands, descriptions
from kansrijk.figures.delivered import delivered_rows
from kansrijk.figures.models import Release, Row

pytestmark = pytest.mark.django_db
HEAD = "gebied;periode;indicator;teller;noemer;waarde;status\n"
PLACES = ("GM9901", "WK990101", "WK990102", "WK990103", "BU99010101", "BU99010102", "BU99010201")
# What makes a row wrong, and how the row is written.
WRONG = {
    "no number": "{place}@2024;2023;big2;vier;150;;",
    "above its group": "{place}@2024;2023;big2;500;150;;",
    "no such indicator": "{place}@2024;2023;bestaat_niet;40;150;;",
    "not a period": "{place}@2024;morgen;big2;40;150;;",
    "no such area": "GM9999@2024;2023;big2;40;150;;",
}
GOOD = "{place}@2024;2023;big2;{count};150;;"
ROWS = st.lists(st.sampled_from([None, *WRONG]), min_size=1, max_size=len(PLACES))


@pytest.mark.req("RES-10", "figures.commands.imports.import_delivery")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.booleans())
def test_read_is_stored_and_unchanged_and_rejected_whatever_is_wrong(beheer, made_up, tmp_path, kinds, rehearse):
    from django.db import transaction

    lines = [
        (GOOD if kind is None else WRONG[kind]).format(place=place, count=40 + at)
        for at, (place, kind) in enumerate(zip(PLACES, kinds, strict=False))
    ]
    path = tmp_path / "cijfers.csv"
    path.write_text(HEAD + "\n".join(lines) + "\n", "utf-8")
    wrong = {number for number, kind in enumerate(kinds, start=2) if kind is not None}
    mark = transaction.savepoint()
    try:
        told = commands.import_delivery(by=beheer, source="tidy", file=path, dry_run=rehearse)
        assert told.read == told.stored + told.unchanged + told.rejected
        assert told.read == len(lines)
        assert told.is_refused == bool(wrong)
        assert {fault.row for fault in told.errors if fault.row is not None} == wrong, "each wrong row, and no other"
        stored = len(delivered_rows(told.release)) if told.release else 0
        assert stored == (0 if wrong or rehearse else len(lines))
        assert not Row.objects.exists(), "an own delivery stands on no page before it is proposed"
        if wrong:
            assert (told.stored, told.unchanged, told.rejected) == (0, 0, len(lines))
        elif not rehearse:
            again = commands.import_delivery(by=beheer, source="tidy", file=path)
            assert (again.read, again.stored, again.unchanged, again.rejected) == (len(lines), 0, len(lines), 0)
    finally:
        transaction.savepoint_rollback(mark)


@pytest.mark.req("RES-10", "figures.commands.storing.unchanged_rows")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.integers(0, len(PLACES) - 1)))
def test_a_next_delivery_says_how_many_rows_are_other_ones(beheer, made_up, tmp_path, changed):
    from django.db import transaction

    mark = transaction.savepoint()
    try:
        receipts = []
        for turn in (0, 1):
            rows = [
                GOOD.format(place=place, count=40 + at + (turn if at in changed else 0))
                for at, place in enumerate(PLACES)
            ]
            path = tmp_path / f"{turn}.csv"
            path.write_text(HEAD + "\n".join(rows) + "\n" * (1 + turn), "utf-8")
            receipts.append(commands.import_delivery(by=beheer, source="tidy", file=path))
        told = receipts[1]
        assert (told.read, told.stored, told.unchanged, told.rejected) == (
            len(PLACES),
            len(changed),
            len(PLACES) - len(changed),
            0,
        )
    finally:
        transaction.savepoint_rollback(mark)


@pytest.mark.req("RES-10", "figures.descriptions.Layout.set_aside")
def test_what_may_be_set_aside_is_said_before_and_told_row_by_row(beheer, made_up, tmp_path):
    """The one kind that a description can name: a key that its publisher delivers twice."""
    layouts = [layout for source in descriptions.sources().values() for layout in source.layouts if layout.set_aside]
    assert {kind for layout in layouts for kind in layout.set_aside} <= set(descriptions.SET_ASIDE)
    assert layouts, "no source sets anything aside: then this test and the mode can go"
    path = tmp_path / "cijfers.csv"
    twice = GOOD.format(place="GM9901", count=40)
    path.write_text(HEAD + f"{twice}\n{twice}\n" + GOOD.format(place="WK990101", count=40) + "\n", "utf-8")
    own = commands.import_delivery(by=beheer, source="tidy", file=path)
    assert own.is_refused, "the coalition's own table sets nothing aside"
    assert Release.objects.count() == 0


def test_a_file_that_is_wrong_whole_stores_nothing(beheer, made_up, tmp_path):
    path = tmp_path / "leeg.csv"
    path.write_text(HEAD, "utf-8")
    with pytest.raises(BadInput):
        commands.import_delivery(by=beheer, source="tidy", file=path)
    assert Release.objects.count() == 0
