"""Directories in the open formats, out and in: Open Referral HSDS and schema.org, ours and those of another."""

import io
import json
from datetime import date
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import settings as properties
from hypothesis import strategies as st
from tests.offer.conftest import draft
from tests.offer.test_lists import client_of, counts
from typer.testing import CliRunner

from kansrijk.cli.main import app
from kansrijk.core.faults import BadInput
from kansrijk.offer import commands, queries, vocabulary
from kansrijk.offer.drafts import FIELDS, Draft
from kansrijk.offer.lists import reading, reading_hsds, reading_schema_org, writing_open
from kansrijk.offer.lists.columns import INTERNAL
from kansrijk.offer.models import Provider, Service
from kansrijk.offer.queries import ServiceCard

FORMS = {"hsds": writing_open.hsds, "schema_org": writing_open.schema_org}
FULL = draft(
    name="Hulp, met <komma's>".replace("<", "").replace(">", ""),
    summary="Wat het is.\nEn meer.",
    for_parents="Wij helpen.",
    factors=("RMa02", "RP01"),
    levels=tuple(vocabulary.levels()),
    phases=("before", "after"),
    parent_from_years=16,
    parent_until_years=40,
    child_from_months=0,
    child_until_months=24,
    inclusion="Wie wil.",
    exclusion="Wie niet wil.",
    areas=("WK990101", "9002"),
    how_to_refer="Bel, of mail.",
    parents_may_come=True,
    response_days=0,
    takes_new=False,
    families_a_year=0,
    waiting_weeks=3,
    languages=("nl", "ar"),
    opening="ma-vr 9-17",
    phone="0715123456",
    email="hulp@voorbeeld.invalid",
    website="https://hulp.voorbeeld.invalid/a?b=c",
    provider_website="https://voorbeeld.invalid/",
    address="Straat 1, Verzonnen",
    cost_cents=1250,
    cost_note="Per keer.",
    checked_on=date(2026, 10, 31),
)
BARE = Draft("Stichting", "Maatje", "midwife", ("after",), ("GM9901",), exclusion="Wie al hulp heeft.")
SHARED = [name for name in FIELDS if name not in INTERNAL]


def card_of(one: Draft, slug: str = "hulp") -> ServiceCard:
    values = {name: getattr(one, name) for name in SHARED}
    return ServiceCard(UUID(int=0), "verzonnen", slug, review_on=None, freshness="fresh", is_fictional=True, **values)


def file_of(form: str, *drafts: Draft) -> bytes:
    cards = [card_of(one, f"hulp-{number}") for number, one in enumerate(drafts)]
    return json.dumps(FORMS[form](cards, {}), ensure_ascii=False).encode()


def put(here, content: bytes, name: str = "kaart.json", **more):
    return commands.import_services(by=here.coordinator, coalition=here.coalition, content=content, name=name, **more)


def said(receipt) -> set[tuple[int, str, str]]:
    return {(one.row, one.column, one.code) for one in receipt.errors}


def _text(most: int, *, lines: bool = False) -> st.SearchStrategy[str]:
    marks = "\n" if lines else ""
    letters = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="<&\u00a0")
    return st.text(letters | st.sampled_from(list(marks)) if marks else letters, max_size=most).map(str.strip)


def _some(codes) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(list(codes)), unique=True, max_size=3).map(tuple)


DRAFTS = st.builds(
    Draft,
    provider=_text(20).map(lambda text: f"P{text}"),
    name=_text(20).map(lambda text: f"N{text}"),
    kind=st.sampled_from(list(vocabulary.kinds())),
    phases=st.lists(st.sampled_from(list(vocabulary.phases())), unique=True, min_size=1).map(tuple),
    areas=st.sampled_from([("GM9901",), ("WK990101", "9002")]),
    factors=_some(vocabulary.factors()),
    levels=_some(vocabulary.levels()),
    languages=_some(vocabulary.languages()),
    **{name: _text(30, lines=True) for name in ("summary", "for_parents", "inclusion", "exclusion", "how_to_refer")},
    **{name: _text(30) for name in ("opening", "address", "cost_note")},
    **{name: st.none() | st.integers(10, 80) for name in ("parent_from_years", "parent_until_years")},
    **{name: st.none() | st.integers(0, 90) for name in ("child_from_months", "child_until_months", "response_days")},
    **{name: st.none() | st.integers(0, 100) for name in ("families_a_year", "waiting_weeks")},
    **{
        name: st.sampled_from(["", "https://a.invalid", "http://b.invalid/c?d"])
        for name in ("website", "provider_website")
    },
    cost_cents=st.none() | st.integers(0, 10_000_000),
    checked_on=st.none() | st.dates(date(2000, 1, 1), date(2026, 1, 1)),
    parents_may_come=st.booleans(),
    takes_new=st.booleans(),
)


@pytest.mark.parametrize("form", FORMS)
@properties(max_examples=60)
@given(one=DRAFTS)
def test_whatever_stands_in_an_entry_comes_back_from_the_file(form, one):
    listed = reading.read(file_of(form, one), "kaart.json")
    assert (listed.form, listed.faults, listed.ignored) == (form, [], ())
    back = Draft(**{**{"provider": "", "name": "", "kind": "", "phases": ()}, **listed.rows[0].values})
    assert {name: getattr(back, name) for name in SHARED} == {name: getattr(one, name) for name in SHARED}


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMS)
def test_what_was_written_goes_into_an_empty_directory_as_the_same_entries(here, form):
    for one in (FULL, BARE):
        commands.add_service(by=here.coordinator, coalition=here.coalition, draft=one)
    cards = queries.services(here.coordinator, here.coalition).services
    content = json.dumps(FORMS[form](cards, {"GM9901": "Verzonnen"})).encode()
    where = {"by": here.stranger, "coalition": here.other, "content": content, "name": "kaart.json"}
    assert counts(commands.import_services(**where, dry_run=True)) == (2, 2, 0, 0, 0)
    assert not Service.objects.filter(coalition=here.other).exists()
    first = commands.import_services(**where)
    assert (counts(first), first.form, first.ignored) == ((2, 2, 0, 0, 0), form, ())
    assert counts(commands.import_services(**where)) == (2, 0, 0, 2, 0), "twice is once"
    back = queries.services(here.stranger, here.other).services
    assert [[getattr(card, name) for name in SHARED] for card in back] == [
        [getattr(card, name) for name in SHARED] for card in cards
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMS)
def test_one_wrong_value_and_nothing_is_stored(here, form):
    whole = json.loads(file_of(form, FULL, BARE))
    entries = whole["contents" if form == "hsds" else "@graph"]
    if form == "hsds":
        entries[1] |= {"phones": [{"number": "12"}], "assured_date": "gisteren", "name": ["twee", "namen"]}
        entries[1]["attributes"][0]["taxonomy_term"]["code"] = "toverij"
        entries[1]["service_areas"][0]["extent"] = "Atlantis"
        at = "$.contents[1]"
        paths = {
            (f"{at}.phones[0].number", "no_phone"),
            (f"{at}.assured_date", "no_date"),
            (f"{at}.name", "no_text"),
            (f"{at}.attributes[0].taxonomy_term.code", "unknown"),
            (f"{at}.service_areas[0].extent", "no_area"),
        }
    else:
        entries[1] |= {"telephone": "12", "kansrijk:checked_on": "gisteren", "name": None, "kansrijk:kind": "toverij"}
        entries[1]["availableChannel"] = {"processingTime": "P2D"}
        entries[1]["areaServed"] = ["Oost", "Atlantis"]
        at = "$['@graph'][1]"
        paths = {
            (f"{at}.telephone", "no_phone"),
            (f"{at}['kansrijk:checked_on']", "no_date"),
            (f"{at}.name", "missing"),
            (f"{at}['kansrijk:kind']", "unknown"),
            (f"{at}.areaServed[1]", "no_area"),
        }
    receipt = put(here, json.dumps(whole).encode())
    assert said(receipt) == {(2, path, code) for path, code in paths}
    assert counts(receipt) == (2, 0, 0, 0, 1)
    assert not Service.objects.exists()
    assert not Provider.objects.exists()


@pytest.mark.django_db
def test_entries_of_another_directory_in_hsds(here):
    """A tabular export with references, terms of its own, days and hours, and parts that we have no place for."""
    page = {
        "organizations": [{"id": "o1", "name": "Stichting Ver weg", "website": "https://verweg.invalid"}],
        "services": [
            {
                "id": "s1",
                "organization_id": "o1",
                "name": "Geld op orde",
                "status": "active",
                "minimum_age": 18,
                "accreditations": "Ja",
                "wait_time": "een week of twee",
                "attributes": [{"taxonomy_term": {"code": "BB-2", "name": "Debt help", "taxonomy": "ours"}}],
                "schedules": [{"byday": "MO,FR", "opens_at": "09:00:00", "closes_at": "17:00:00"}],
                "languages": [{"code": "nl-NL"}, {"name": "Turkish"}],
                "service_areas": [{"name": "Oost", "extent": "{}", "extent_type": "geojson"}],
                "cost_options": [{"amount": 0, "currency": "EUR"}],
            }
        ],
    }
    receipt = put(here, json.dumps(page).encode())
    assert (counts(receipt), receipt.errors) == ((1, 1, 0, 0, 0), ())
    assert receipt.ignored == ("$.services[].wait_time", "accreditations")
    row = Service.objects.get()
    assert (row.provider.name, row.kind, row.areas) == ("Stichting Ver weg", "debt_help", ["WK990101"])
    assert (row.provider.website, row.website) == ("https://verweg.invalid", "")
    assert row.phases == list(vocabulary.kinds()["debt_help"].phases), "nothing was said: those of its kind"
    assert (row.opening, row.languages, row.parent_from_years) == ("ma, vr 09:00-17:00", ["nl", "tr"], 18)
    page["services"][0]["attributes"][0]["taxonomy_term"]["name"] = "Toverij"
    page["services"][0]["cost_options"][0]["currency"] = "USD"
    page["services"].append({"naam": "geen hulp"})
    assert said(put(here, json.dumps(page).encode())) == {
        (1, "$.services[0].attributes", "missing"),
        (1, "$.services[0].cost_options[0].amount", "no_amount"),
        (2, "$.services[1]", "no_entry"),
    } | {(1, "$.services[0]", "missing")}


@pytest.mark.django_db
def test_entries_of_a_web_page_in_schema_org(here):
    graph = [
        {
            "@id": "#org",
            "@type": "Organization",
            "name": "Taal en zo",
            "url": "https://taal.invalid",
            "telephone": "071-5123456",
        },
        {
            "@type": ["GovernmentService"],
            "schema:name": {"@value": "Taalcafé", "@language": "nl"},
            "serviceType": "taalhuis",
            "provider": {"@id": "#org"},
            "areaServed": {"@type": "City", "name": "Oost"},
            "hoursAvailable": {"dayOfWeek": "https://schema.org/Monday", "opens": "10:00", "closes": "12:00"},
            "aggregateRating": 5,
        },
    ]
    receipt = put(here, json.dumps({"@context": "https://schema.org", "@graph": graph}).encode())
    assert (counts(receipt), receipt.errors, receipt.ignored) == ((1, 1, 0, 0, 0), (), ("aggregateRating",))
    row = Service.objects.get()
    assert (row.name, row.provider.name, row.phone) == ("Taalcafé", "Taal en zo", "0715123456")
    assert (row.areas, row.opening) == (["WK990101"], "ma 10:00-12:00")
    assert (row.provider.website, row.website) == ("https://taal.invalid", "")


NAMES = sorted(
    reading_hsds._KNOWN
    | reading_schema_org._KNOWN
    | set(
        "organizations services contents number extent amount currency location addresses address_1 code value".split()
    )
    | set("taxonomy taxonomy_term byday opens_at @type @id @value makesOffer itemOffered dayOfWeek opens price".split())
    | set("servicePhone availableLanguage serviceLocation suggestedMinAge kansrijk:kind kansrijk:phases".split())
)
ODD = st.sampled_from(
    [None, True, 1, -1, 1e308, "", "x" * 5_000, "Service", "EUR", "P2W", "kansrijk:kind", "debt_help"]
)
ANYTHING = st.recursive(
    ODD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
)


@given(
    service=st.dictionaries(st.sampled_from([name for name in NAMES if name != "@value"]), ANYTHING, max_size=6),
    key=ANYTHING,
    is_linked=st.booleans(),
)
def test_whatever_stands_where_it_does_not_belong_is_a_fault_and_no_failure(service, key, is_linked):
    organisation = {"id": key, "@id": key, "name": "Wij"}
    hsds = {"organizations": [organisation], "services": [service | {"name": "Hulp", "organization_id": key}]}
    linked = {"@graph": [service | {"@type": "Service", "provider": {"@id": key}}, organisation]}
    listed = reading.read(json.dumps(linked if is_linked else hsds).encode(), "kaart.json")
    assert len(listed.rows) + len(listed.faults) > 0
    assert all(fault.column.startswith("$") for fault in listed.faults)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[" * 300_000, "too deep"),
        (b"[" * 500_000, "more than we read"),
        (b'{"a":' * 2_000 + b"1" + b"}" * 2_000, "too deep"),
        (b'{"@context": 1, "@graph": ' + b"[" * 600 + b"]" * 600 + b"}", "too deep"),
        (b"{}," * 600_000, "more than we read"),
        ('{"name": "café"}'.encode("cp1252"), "UTF-8"),
        ('{"name": "x"}'.encode("utf-16"), "UTF-8"),
        (b'{"contents": [', "no JSON from line 1, character 15"),
        (b"{niets}", "no JSON from line 1"),
        (b'{"a": 1, "a": 2}', "twice in one group"),
        (b'{"contents": [{"minimum_age": NaN}]}', "a number"),
        (b'{"contents": [{"minimum_age": ' + b"9" * 5_000 + b"}]}", "a number"),
        (rb'{"contents": [{"name": "\ud800"}]}', "half a character"),
        (b'{"wat": "anders"}', "no service"),
        (b"3", "no service"),
        (b"null", "no service"),
        (b'{"@type": "Person", "name": "x"}', "no service"),
        (b"\xef\xbb\xbf[]", "no service"),
    ],
)
def test_json_that_is_no_directory_says_why_in_one_sentence(content, said):
    with pytest.raises(BadInput, match=said) as found:
        reading.read(content, "kaart.json")
    assert found.value.file == "kaart.json"
    assert ". " not in found.value.message


@pytest.mark.parametrize("value", [1, "x", None, [], {}, [[]], True, 1e308, "\x00", "<b>x</b>", {"a": {"b": []}}])
@pytest.mark.parametrize("form", FORMS)
def test_anything_in_the_place_of_anything_is_a_fault_or_is_left_out(form, value):
    """Every value of a full entry, however deep, replaced by something else: never an error of ours."""
    whole = json.loads(file_of(form, FULL))
    for path in _paths(whole):
        changed = json.loads(json.dumps(whole))
        held = changed
        for step in path[:-1]:
            held = held[step]
        held[path[-1]] = value
        try:
            listed = reading.read(json.dumps(changed).encode(), "kaart.json")
        except BadInput:
            continue
        for row in listed.rows:
            Draft(**row.values)
            assert all(isinstance(row.column(name), str) for name in FIELDS)


def _paths(value, before=()):
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inside in steps:
        yield (*before, step)
        yield from _paths(inside, (*before, step))


def test_a_list_longer_than_we_read(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    for form in FORMS:
        with pytest.raises(BadInput, match="longer than 2"):
            reading.read(file_of(form, BARE, BARE, BARE), "kaart.json")


@pytest.mark.django_db
def test_the_coordinator_looks_first_at_json_too(here):
    kim = client_of("kim")
    start = "/coalitie/verzonnen/sociale-kaart/inlezen"

    def offer(content: bytes, name: str = "kaart.json"):
        return kim.post(start, {"file": SimpleUploadedFile(name, content)})

    assert "Dit is geen JSON: het gaat mis in regel 1, bij teken 2." in offer(b"{niets").content.decode()
    assert "liggen te diep in elkaar" in offer(b"[" * 9_999).content.decode()
    whole = json.loads(file_of("hsds", BARE))
    whole["contents"][0]["attributes"][0]["taxonomy_term"]["code"] = "toverij"
    page = kim.get(offer(json.dumps(whole).encode())["Location"]).content.decode()
    assert "$.contents[0].attributes[0].taxonomy_term.code" in page
    assert "We kennen “toverij” hier niet." in page
    whole = {"services": [{"name": "Zonder organisatie"}]}
    page = kim.get(offer(json.dumps(whole).encode())["Location"]).content.decode()
    assert "In 1 van de 1 keer hulp" in page, "what cannot be understood was read as well"
    good = offer(file_of("schema_org", FULL, BARE), "kaart.jsonld")["Location"]
    page = kim.get(good).content.decode()
    assert "Dit zijn gegevens volgens schema.org." in page
    assert "2 keer hulp: 2 nieuw" in page
    assert not Service.objects.exists()
    kim.post(f"{good}/opslaan")
    assert Service.objects.count() == 2


@pytest.mark.django_db
def test_what_the_public_downloads_can_be_read_in_elsewhere(here):
    commands.add_service(by=here.coordinator, coalition=here.coalition, draft=FULL)
    for path in ("hsds.json", "schema.json"):
        content = client_of("vera").get(f"/sociale-kaart/verzonnen/{path}").content
        assert b"ans@voorbeeld.invalid" not in content
        other = SimpleNamespace(coordinator=here.stranger, coalition=here.other)
        assert put(other, content, path).errors == ()
        assert io.BytesIO(content).getvalue() == client_of("vera").get(f"/sociale-kaart/verzonnen/{path}").content
    assert Service.objects.filter(coalition=here.other).count() == 1, "one entry, from either format"


@pytest.mark.django_db
def test_the_command_reads_both_and_names_file_entry_and_path(here, tmp_path, monkeypatch):
    monkeypatch.setattr("kansrijk.cli.offer.prepare", lambda: None)
    file, out = tmp_path / "kaart.json", tmp_path / "uit.schema.json"

    def run(*words: str):
        return CliRunner().invoke(app, ["offer", *words, "--json"])

    whole = json.loads(file_of("hsds", FULL, BARE))
    file.write_text(json.dumps(whole))
    done = run("import", str(file), "--coalition", "verzonnen")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["form"], told["added"], told["errors"]) == ("hsds", 2, [])
    assert run("export", "verzonnen", "--out", str(out)).exit_code == 0
    done = run("import", str(out), "--coalition", "verzonnen")
    assert json.loads(done.stdout)["unchanged"] == 2, "the same entries, from the other format"
    whole["contents"][1]["phones"] = [{"number": "12"}]
    file.write_text(json.dumps(whole))
    done = run("import", str(file), "--coalition", "verzonnen")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["errors"][0]["column"] == "$.contents[1].phones[0].number"
    assert "kaart.json, row 2, column $.contents[1].phones[0].number" in done.stderr
    file.write_bytes(b"[" * 99_999)
    done = run("import", str(file), "--coalition", "verzonnen")
    assert done.exit_code == 1
    assert "too deep" in json.loads(done.stdout)["error"]["message"]
