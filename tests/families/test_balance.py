"""The balance of a person: both sides as large, nothing added up, and what the definition leaves open in words."""

import re
from datetime import date
from itertools import pairwise, product
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.families.screens import client_of
from tests.families.test_signals import begin, is_denied, written

from kansrijk.families import commands, commands_signal, queries_balance, queries_signal, signals
from kansrijk.families.balance import LAYERS, SIDES, Balance, Line, layers, together
from kansrijk.families.balance_drawing import NARROW, WIDE, Words, column, draw
from kansrijk.families.signals import Chosen
from kansrijk.offer import vocabulary
from kansrijk.trust.models import AuditRecord

DAY = date(2026, 11, 26)
STORED = [one for one in vocabulary.factors().values() if one.storage in {"normal", "guarded"}]
SVG = "{http://www.w3.org/2000/svg}"
WORDS = Words(
    title="titel",
    described="beschrijving",
    nothing="niets",
    sides={"protective": "Wat draagt", "risk": "Wat weegt"},
    layers={layer: layer for layer in LAYERS},
    states={"suspected": "vermoed", "discussed": "besproken", "confirmed": "bevestigd"},
    named=lambda code: vocabulary.factors()[code].nl,
)


def line(code: str, state: str = "confirmed", told_on: date = DAY) -> Line:
    factor = vocabulary.factors()[code]
    return Line(code, factor.side, state, factor.storage == "guarded", told_on)


def lines() -> st.SearchStrategy[list[Line]]:
    one = st.builds(
        lambda factor, state: line(factor.code, state), st.sampled_from(STORED), st.sampled_from(sorted(WORDS.states))
    )
    return st.lists(one, unique_by=lambda line: line.code, max_size=14)


def test_every_factor_that_may_be_kept_lies_in_one_layer():
    assert set(layers()) == {one.code for one in STORED}
    assert set(layers().values()) == set(LAYERS)
    for layer, side in product(LAYERS, SIDES):
        assert [one for one in STORED if one.side == side and layers()[one.code] == layer], (layer, side)


def test_of_each_factor_the_last_word_counts():
    found = together([line("RMa02", "gone"), line("BS02", "discussed"), line("RMa02"), line("BS02", "suspected")])
    assert [(one.code, one.state) for one in found.lines] == [("BS02", "discussed")]
    assert [one.code for one in found.gone] == ["RMa02"]


@given(lines())
def test_every_line_stands_in_one_cell(told):
    found = Balance(tuple(told), ())
    cells = [one for layer, side in product(LAYERS, SIDES) for one in found.cell(layer, side)]
    assert sorted(cells, key=lambda one: one.code) == sorted(told, key=lambda one: one.code)


@pytest.mark.req("AI-02", "both sides as large")
@given(lines(), st.booleans())
def test_both_sides_are_drawn_as_large_and_alike(told, is_narrow):
    """Whatever stands on it: the beam is level, each card as wide, in one look, inside its own half."""
    drawing = ElementTree.fromstring(draw(Balance(tuple(told), ()), WORDS, is_narrow=is_narrow, prefix="p"))
    width = NARROW if is_narrow else WIDE
    cards = drawing.findall(f"{SVG}rect")
    assert len(cards) == len(told)
    assert {card.get("class") for card in cards} <= {"k-weigh__card"}
    assert {card.get("width") for card in cards} <= {f"{column(width) - 2:.1f}"}
    assert {card.get("x") for card in cards} <= {"1.0", f"{width - column(width) + 1:.1f}"}
    beam = next(one for one in drawing.findall(f"{SVG}path") if one.get("class") == "k-weigh__beam")
    assert re.fullmatch(r"M4 \d+H\d+", beam.get("d")), "level"
    heads = [one for one in drawing.findall(f"{SVG}text") if one.get("class") == "k-weigh__side"]
    assert [one.text for one in heads] == ["Wat draagt", "Wat weegt"]
    assert len({(one.get("y"), one.get("font-size")) for one in heads}) == 1
    assert not drawing.findall(".//*[@fill]") or {one.get("fill") for one in drawing.findall(".//*[@fill]")} == {"none"}


@pytest.mark.req("AI-02", "never a count")
@given(lines())
def test_the_drawing_holds_no_number(told):
    """The only digits in it are those of the names themselves."""
    drawing = ElementTree.fromstring(draw(Balance(tuple(told), ()), WORDS, is_narrow=False, prefix="p"))
    said = " ".join(one.text or "" for one in drawing.iter(f"{SVG}text"))
    names = " ".join(vocabulary.factors()[one.code].nl for one in told)
    assert sorted(re.findall(r"\d", said)) == sorted(re.findall(r"\d", names))


def test_cards_do_not_lie_over_one_another_and_nothing_leaves_the_drawing():
    every = Balance(tuple(line(one.code, "suspected") for one in STORED), ())
    for is_narrow, width in ((True, NARROW), (False, WIDE)):
        drawing = ElementTree.fromstring(draw(every, WORDS, is_narrow=is_narrow, prefix="p"))
        height = float(drawing.get("height"))
        for x in ("1.0", f"{width - column(width) + 1:.1f}"):
            spans = [
                (float(one.get("y")), float(one.get("y")) + float(one.get("height")))
                for one in drawing.findall(f"{SVG}rect")
                if one.get("x") == x
            ]
            assert all(end <= start for (_, end), (start, _) in pairwise(spans))
            assert spans[-1][1] <= height


def test_what_a_name_holds_is_text_and_nothing_else():
    told = Words(**{**vars(WORDS), "named": lambda code: '<script>"&'})
    text = draw(Balance((line("RMa02"),), ()), told, is_narrow=True, prefix="p")
    assert "<script" not in text
    assert ElementTree.fromstring(text) is not None


@pytest.mark.req("SEC-05", "guarded is never printed")
@given(lines())
def test_on_paper_stands_nothing_guarded(told):
    found = Balance(tuple(told), tuple(told)).for_paper()
    assert {layers()[one.code] for one in (*found.lines, *found.gone)} <= set(LAYERS)
    assert not [one for one in (*found.lines, *found.gone) if one.code in {"RS01", "RS03", "RS07", "RS08"}]


pytestmark_db = pytest.mark.django_db


@pytestmark_db
def test_the_page_shows_both_sides_and_what_stays_open(here, midwife):
    file = queries_signal.signal(midwife.actor, here, written(midwife, here)).file
    page = client_of(midwife).get(f"/gezinnen/hier/{file}/balans").content.decode()
    assert page.index("Wat draagt") < page.index("Wat weegt")
    for text in ("Schulden", "Steunend netwerk", "In de samenleving", "Dat weten we nog niet", "en ondanks: Schulden"):
        assert text in page, text
    assert page.count('role="img"') == 3, "phone, wide, and paper without what is guarded"
    guarded = vocabulary.factors()["RS01"].nl
    assert guarded not in page.split("k-weigh-paper")[1].split("</figure>")[0]
    assert f'<li class="k-no-print">{guarded}' in page
    assert '<section class="k-no-print">' in page, "what stays open names what is guarded"
    assert f"/gezinnen/hier/{file}/balans" in client_of(midwife).get(f"/gezinnen/hier/{file}").content.decode()


@pytestmark_db
def test_without_guarded_factors_the_page_prints_as_it_is(here, midwife):
    key = begin(midwife, here)
    chosen = Chosen({"BS02": "confirmed"})
    commands_signal.choose_factors(by=midwife.actor, coalition=here, signal=key, version=1, chosen=chosen)
    file = queries_signal.signal(midwife.actor, here, key).file
    page = client_of(midwife).get(f"/gezinnen/hier/{file}/balans").content.decode()
    assert page.count('role="img"') == 2
    assert "k-weigh-paper" not in page
    assert '<section class="k-no-print">' not in page


@pytestmark_db
def test_an_empty_balance_says_what_to_do_first(here, midwife):
    file = queries_signal.signal(midwife.actor, here, begin(midwife, here)).file
    page = client_of(midwife).get(f"/gezinnen/hier/{file}/balans").content.decode()
    assert "Schrijf eerst op wat draagt en wat weegt" in page
    assert 'role="img"' not in page


@pytestmark_db
@pytest.mark.req("SEC-02", "unknown and foreign are one")
def test_the_balance_of_another_is_not_found(here, midwife, colleague, nurse):
    file = queries_signal.signal(midwife.actor, here, written(midwife, here)).file
    for other in (colleague, nurse):
        assert is_denied(queries_balance.balance, other.actor, here, file)
        for asked in (file, uuid4()):
            assert client_of(other).get(f"/gezinnen/hier/{asked}/balans").status_code == 404
    commands.keep_file(by=midwife.actor, coalition=here, file=file, agreed_on=timezone.localdate())
    commands.take_in(by=midwife.actor, coalition=here, file=file, account=colleague.account)
    assert queries_balance.balance(colleague.actor, here, file).balance.lines


@pytestmark_db
@pytest.mark.req("AUD-01", "every look at a balance")
def test_every_look_at_a_balance_is_one_record_without_what_stands_in_it(here, midwife):
    file = queries_signal.signal(midwife.actor, here, written(midwife, here)).file
    before = AuditRecord.objects.count()
    queries_balance.balance(midwife.actor, here, file)
    newest = AuditRecord.objects.latest("id")
    assert AuditRecord.objects.count() == before + 1
    assert (newest.event, newest.action, newest.data_class) == ("balance read", "R", "D4")
    assert newest.object_reference == str(file)
    assert newest.detail == {}


def test_what_is_offered_is_what_the_balance_knows():
    for phase, side in product(signals.PHASES, SIDES):
        offered = [one.code for factors in signals.offered(side, phase).values() for one in factors]
        assert set(offered) <= set(layers())
