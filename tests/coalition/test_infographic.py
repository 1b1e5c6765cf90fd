"""The infographic: right without hand work, whatever the names; nothing overflows, nothing lies upon another."""

import re
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.coalition.conftest import SLUG, client_of
from tests.coalition.paper import alternatives, page_sizes, tagged, text_of
from tests.coalition.test_parties import HTML

from kansrijk.coalition import commands, queries
from kansrijk.coalition.commands import Task
from kansrijk.coalition.pages.infographic import A4_HIGH, WIDE, document, infographic_page, sheets, whole, words_of
from kansrijk.coalition.pages.laying_out import BOLD, FRAMED, PAD, SIZES, lay_out
from kansrijk.coalition.queries.infographic import Doing, Infographic, PillarWork
from kansrijk.core.lettering import text_width, wrap
from kansrijk.web.picture import NoPicture, written
from kansrijk.web.typesetting import typeset

FONTS = Path(__file__).resolve().parents[2] / "src" / "kansrijk" / "web" / "dist" / "fonts"
TODAY = date(2026, 11, 26)
HOME = f"/coalitie/{SLUG}"
LONG = (
    "Samenwerkingsverband Jeugdgezondheidszorgorganisaties en Verloskundigenpraktijken",
    "Verantwoordelijkheidsverdelingsovereenkomstvoorbereidingscommissie",
    "GGD",
    "Stichting Steun- en Opvoedondersteuning Ín de Wijk (‘thuis’ & “samen”)",
)
names = st.one_of(st.sampled_from(LONG), st.text(st.sampled_from("abcmwWiIéï -&<>"), min_size=1, max_size=90))


@cache
def _advances(face: str) -> dict[str, float]:
    from fontTools.ttLib import TTFont

    font = TTFont(FONTS / f"NotoSans-{face}.ttf")
    em, widths = font["head"].unitsPerEm, font["hmtx"]
    return {chr(code): widths[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def real_width(text: str, size: float, *, is_bold: bool) -> float:
    """As the typeface itself says it."""
    known = _advances("Bold" if is_bold else "Regular")
    return sum(known.get(character, known["?"]) for character in text) * size


@pytest.mark.parametrize("is_bold", [False, True])
def test_no_character_is_wider_than_told(is_bold):
    written = (FONTS / "characters.txt").read_text("utf-8")
    known = _advances("Bold" if is_bold else "Regular")
    narrow = {c for c in written if c in known and known[c] > text_width(c, 1, is_bold=is_bold)}
    assert narrow == set()


@given(names, st.floats(min_value=40, max_value=400), st.booleans())
def test_a_wrapped_text_fits_and_loses_no_letter(text, width, is_bold):
    lines = wrap(text, width, 12.5, is_bold=is_bold)
    assert all(real_width(line, 12.5, is_bold=is_bold) <= width for line in lines)
    assert "".join(lines).replace("-", "").replace(" ", "") == "".join(text.split()).replace("-", "")


@st.composite
def facts(draw, most_pillars=6, most_parties=40):
    parties = draw(st.lists(names.map(str.strip).filter(bool), unique=True, max_size=most_parties))
    pillars, number = [], 0
    for name in draw(st.lists(names.map(str.strip).filter(bool), unique=True, max_size=most_pillars)):
        titles = draw(st.lists(names.map(str.strip).filter(bool), max_size=9))
        doings = []
        for title in titles:
            number += 1
            doings.append(Doing(UUID(int=number), title, draw(st.booleans())))
        there = draw(st.lists(st.sampled_from(parties), unique=True, max_size=15)) if parties else []
        pillars.append(PillarWork(name, tuple(doings), tuple(sorted(there))))
    acting = {party for pillar in pillars for party in pillar.parties}
    others = tuple(sorted(set(parties) - acting))
    return Infographic("Kansrijke Start Proef", tuple(pillars), others, number, len(parties))


def layouts(found):
    words = words_of(found, TODAY)
    columns = min(4, max(2, len(found.pillars)))
    yield lay_out(found, words, width=WIDE, columns=columns)
    yield lay_out(found, words, width=344, columns=1)
    yield lay_out(found, words, width=WIDE, columns=columns, most=A4_HIGH)


@settings(max_examples=20, deadline=None)
@given(facts())
def test_everything_stands_there_exactly_once_where_it_belongs(found):
    words = words_of(found, TODAY)
    wanted = Counter()
    for pillar in found.pillars:
        wanted.update(("party", pillar.name, party) for party in pillar.parties)
        for one in pillar.actions:
            said = f"{one.title} ({words.done})" if one.is_done else one.title
            wanted[("action", pillar.name, said)] += 1
    wanted.update(("party", words.others, party) for party in found.others)
    for drawn in layouts(found):
        boxes = [box for sheet in drawn for box in sheet.boxes]
        assert Counter((b.kind, b.of, b.text) for b in boxes if b.kind in {"party", "action"}) == wanted


@settings(max_examples=20, deadline=None)
@given(facts())
def test_no_text_overflows_its_box_and_no_box_lies_upon_another(found):
    for drawn in layouts(found):
        for sheet in drawn:
            for box in sheet.boxes:
                inner = box.width - (2 * PAD if box.kind in FRAMED | {"again"} else 0)
                kind = "name" if box.kind == "again" else box.kind
                for line in box.lines:
                    assert real_width(line, SIZES[kind], is_bold=kind in BOLD) <= inner + 0.01
                assert box.height >= len(box.lines) * SIZES[kind]
                assert 0 <= box.x <= box.x + box.width <= sheet.width
                assert 0 <= box.y <= box.y + box.height <= sheet.height + 0.01
            for at, one in enumerate(sheet.boxes):
                for other in sheet.boxes[at + 1 :]:
                    apart = (
                        one.x + one.width <= other.x
                        or other.x + other.width <= one.x
                        or one.y + one.height <= other.y
                        or other.y + other.height <= one.y
                    )
                    assert apart, (one, other)


def of(parties: int, pillars: int = 4, actions: int = 30) -> Infographic:
    """A coalition of this size, with names as long as real ones."""
    told = [f"{LONG[number % 4]} {number}" for number in range(parties)]
    works = []
    for at in range(min(pillars, actions)):
        doings = tuple(
            Doing(UUID(int=n), f"{LONG[n % 4]} voorbereiden {n}", n % 3 == 0) for n in range(at, actions, pillars)
        )
        works.append(PillarWork(f"Pijler {at}: eerder in beeld", doings, tuple(told[at : parties // 2 : pillars])))
    acting = {party for work in works for party in work.parties}
    return Infographic("Testcoalitie", tuple(works), tuple(p for p in told if p not in acting), actions, parties)


@pytest.mark.parametrize(("parties", "actions"), [(0, 0), (1, 1), (12, 30), (40, 60)])
def test_a_coalition_of_any_size_is_drawn_as_sound_xml_with_a_name(parties, actions):
    found = of(parties, actions=actions)
    page = infographic_page(found, TODAY)
    for drawing in (page.wide, page.narrow, whole(found, TODAY), *sheets(found, TODAY)):
        root = ElementTree.fromstring(drawing)
        title, desc = root[0], root[1]
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        assert title.text
        assert str(parties) in desc.text
    assert page.is_empty == (parties == 0)


def test_an_a4_is_read_at_its_own_size():
    """No sheet is larger than A4, so no letter is made smaller than it is: 8.6 points at least."""
    for drawing in sheets(of(40, actions=60), TODAY):
        root = ElementTree.fromstring(drawing)
        assert (root.get("width"), root.get("height")) == ("1123", "794")
    assert min(SIZES.values()) * 0.75 >= 8.5
    assert len(sheets(of(12, actions=24), TODAY)) <= 3


def _made(by, coalition):
    pillar = commands.add_pillar(by=by, coalition=coalition.pk, name="Rust in huis")
    commands.add_pillar(by=by, coalition=coalition.pk, name="Leeg")
    party = commands.add_party(
        by=by, coalition=coalition.pk, name="Kraamzorg <b>Proef</b>", kind="kraamzorg", joined_on=date(2025, 1, 1)
    )
    gone = commands.add_party(
        by=by, coalition=coalition.pk, name="Vertrokken", kind="welzijn", joined_on=date(2025, 1, 1)
    )
    still = commands.add_party(
        by=by, coalition=coalition.pk, name="Bibliotheek", kind="bibliotheek", joined_on=date(2025, 1, 1)
    )
    owner = commands.add_person(by=by, coalition=coalition.pk, party=party, name="Anne")
    assert still

    def act(title, **more):
        return commands.make_action(by=by, coalition=coalition.pk, task=Task(title=title, **more))

    act(HTML, owner=owner, pillar=pillar)
    act("Met wie weg is", party=gone, pillar=pillar)
    dropped = act("Laten vallen", party=party, pillar=pillar)
    act("Zonder pijler", party=party)
    commands.move_action(by=by, action=dropped, event="drop")
    commands.end_party(by=by, party=gone, left_on=date.today() - timedelta(days=1))


@pytest.mark.django_db
def test_the_drawing_follows_from_what_the_coalition_wrote(coordinator, coalition):
    _made(coordinator, coalition)
    found = queries.infographic(coordinator, coalition.pk)
    assert [(one.name, len(one.actions), one.parties) for one in found.pillars] == [
        ("Rust in huis", 2, ("Kraamzorg <b>Proef</b>",)),
        ("Leeg", 0, ()),
        ("", 1, ("Kraamzorg <b>Proef</b>",)),
    ]
    assert found.others == ("Bibliotheek",)
    assert (found.action_count, found.party_count) == (3, 2)


@pytest.mark.django_db
def test_page_and_files_hold_it_and_markup_stays_text(coordinator, coalition, other, person):
    browser = client_of(coordinator)
    assert "k-empty-state" in browser.get(f"{HOME}/infographic").content.decode()
    _made(coordinator, coalition)
    text = browser.get(f"{HOME}/infographic").content.decode()
    assert HTML not in text
    assert "<b>Proef" not in text
    assert len(re.findall("<svg[^>]*k-info ", text)) == 2
    svg = browser.get(f"{HOME}/infographic.svg")
    assert svg["Content-Type"] == "image/svg+xml"
    assert "attachment" in svg["Content-Disposition"]
    assert HTML.encode() not in svg.content
    paper = browser.get(f"{HOME}/infographic.pdf")
    assert tagged(paper.content)
    assert set(page_sizes(paper.content)) == {(842, 595)}, "A4 lying down, in points"
    assert paper["Content-Disposition"] == f'attachment; filename="{SLUG}-infographic.pdf"'
    stranger = client_of(person("coordinator", other))
    for path in ("infographic", "infographic.svg", "infographic.pdf"):
        assert stranger.get(f"{HOME}/{path}").status_code == 404


@pytest.mark.req("WEB-22", "a picture refers to nothing elsewhere")
def test_a_name_may_say_anything_and_a_drawing_may_refer_to_nothing():
    """Words that look like a reference are words; a reference in the marks is refused, as page too."""
    said = Infographic("Zie url(http://x) en @import 'y' href=\"z\"", (), ("<image href='a'>",), 0, 1)
    assert tagged(typeset("coalition/typst/infographic.typ", document(said, TODAY)))
    with pytest.raises(NoPicture):
        written('<svg width="10" height="10"><rect fill="url(http://x)"/></svg>')


@pytest.mark.req("A11Y-07", "coalition/typst/infographic.typ")
@pytest.mark.parametrize(("parties", "actions"), [(0, 0), (1, 1), (40, 60)])
def test_all_sheets_are_one_tagged_document_with_the_same_in_words(parties, actions):
    found = of(parties, actions=actions)
    content = typeset("coalition/typst/infographic.typ", document(found, TODAY))
    assert tagged(content)
    drawn = sheets(found, TODAY)
    assert len(page_sizes(content)) > len(drawn)
    told = "".join(text_of(content).replace("\u200b", "").split())  # a long word is broken over lines
    for name in {*(one.name for one in found.pillars), *found.others}:
        assert "".join(name.split()) in told, name
    assert alternatives(content) == len(drawn), "each sheet says what it is"


@pytest.mark.django_db
def test_its_number_of_queries_does_not_grow(coordinator, coalition, django_assert_num_queries):
    _made(coordinator, coalition)
    with django_assert_num_queries(4):
        queries.infographic(coordinator, coalition.pk)
