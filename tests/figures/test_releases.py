"""Own figures stay private, are made safe, and go out by a second person; deliveries replace each other in order."""

import pytest
from django.db import DatabaseError, connection, transaction

from kansrijk.core.announce import subscribe
from kansrijk.core.faults import BadInput
from kansrijk.figures import commands, queries
from kansrijk.figures.models import Release, Row
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
HEAD = "gebied;periode;indicator;teller;noemer;waarde;status\n"
# The two buurten add up to their wijk; the first has too few cases to show.
FEW, OTHER = "BU99010101", "BU99010102"
COUNTS = {"GM9901": (160, 1200), "WK990101": (60, 400), FEW: (4, 150), OTHER: (56, 250)}


def _file(write, counts=COUNTS, period="2023", name="eigen.csv"):
    return write(HEAD + "".join(f"{code}@2024;{period};big2;{n};{d};;\n" for code, (n, d) in counts.items()), name)


@pytest.fixture
def epidemioloog(person, coalition):
    return person("epidemioloog", coalition)


@pytest.fixture
def imported(epidemioloog, coalition, made_up, write):
    return commands.import_delivery(by=epidemioloog, source="tidy", file=_file(write), coalition=coalition.pk)


def _big2(actor, code=FEW):
    return queries.figures_of(actor, code, 2024, ["big2"])[0]


@pytest.mark.req("SEC-11", "figures.queries.visible")
def test_own_figures_are_seen_by_the_own_coalition_only(imported, epidemioloog, person, coalition, db):
    from kansrijk.trust.keys import new_wrapped_key
    from kansrijk.trust.models import Coalition

    other = Coalition.objects.create(name="Andere", slug="andere", wrapped_key=new_wrapped_key())
    stranger = person("epidemioloog", other, 2)
    assert _big2(epidemioloog).status == "no_data", "counts as delivered are on no page, not even the owner's"
    assert _big2(epidemioloog, "GM9901").status == "no_data"
    commands.propose_release(by=epidemioloog, release=imported.release)
    assert (_big2(epidemioloog).status, _big2(epidemioloog, "GM9901").numerator) == ("hidden", 160)
    assert not _big2(epidemioloog).is_public
    for actor in (VISITOR, stranger):
        assert _big2(actor).status == "no_data"
        assert queries.column(actor, "big2", "buurt") is None
        assert queries.releases(actor) == []
        assert queries.release(actor, imported.release) is None
        assert queries.newest_edition(actor, FEW) is None


@pytest.mark.req("WEB-17", "figures.commands.releases")
def test_one_person_cannot_publish_and_what_is_published_is_safe(imported, epidemioloog, person, coalition):
    heard = []
    subscribe(commands.ReleasePublished, heard.append)
    card = commands.propose_release(by=epidemioloog, release=imported.release)
    assert card.status == "proposed"
    assert card.audit_report["recoverable"] == []
    with pytest.raises(BadInput, match="second person"):
        commands.publish_release(by=epidemioloog, release=imported.release)
    card = commands.publish_release(by=person("coordinator", coalition), release=str(imported.release))
    assert card.status == "published"
    assert heard[-1].indicators == ("big2",)
    shown = _big2(VISITOR)
    assert (shown.status, shown.value, shown.numerator, shown.denominator, shown.lower) == ("hidden",) + (None,) * 4
    # One more is hidden with it, or the wijk's total would give it away; the attacker sees it when that is undone.
    hidden = [code for code in COUNTS if _big2(VISITOR, code).status == "hidden"]
    assert len(hidden) >= 2
    assert queries.audit_released(VISITOR).recoverable == ()
    assert "'numerator': 4" not in str(queries.show_json(VISITOR, f"{FEW}@2024", "big2"))
    row = Row.objects.filter(area_code=next(code for code in hidden if code != FEW))
    n, d = COUNTS[row.get().area_code]
    row.update(status=[0], value=[22.0], numerator=[round(n / 5) * 5.0], denominator=[float(d)])
    assert [one.cell for one in queries.audit_released(VISITOR).recoverable] != []


def test_a_withdrawn_release_says_so_and_shows_nothing(imported, epidemioloog, person, coalition):
    commands.propose_release(by=epidemioloog, release=imported.release)
    commands.publish_release(by=person("coordinator", coalition), release=imported.release)
    commands.withdraw_release(by=epidemioloog, release=imported.release, because="fout in de teller")
    assert _big2(VISITOR, "GM9901").status == "no_data"
    card = queries.release(VISITOR, imported.release)
    assert (card.status, card.withdrawn_because) == ("withdrawn", "fout in de teller")


def test_a_share_without_counts_cannot_be_proposed(epidemioloog, coalition, made_up, write):
    path = write(HEAD + "GM9901@2024;2023;big2;;;13;\n")
    receipt = commands.import_delivery(by=epidemioloog, source="tidy", file=path, coalition=coalition.pk)
    with pytest.raises(BadInput, match="numerator and denominator"):
        commands.propose_release(by=epidemioloog, release=receipt.release)


def test_strangers_may_not_import_propose_or_even_learn_of_a_release(imported, person, coalition, made_up, write):
    nurse = person("jgz", coalition)
    with pytest.raises(Denied):
        commands.import_delivery(by=nurse, source="tidy", file=_file(write), coalition=coalition.pk)
    with pytest.raises(BadInput, match="no such release"):
        commands.propose_release(by=nurse, release=imported.release)
    with pytest.raises(BadInput, match="no such release"):
        commands.propose_release(by=VISITOR, release=imported.release)


@pytest.mark.req("RES-12", "figures.commands.imports._Work._previous")
def test_an_older_delivery_never_replaces_a_newer_one(beheer, made_up, write):
    first = _file(write)
    one = commands.import_delivery(by=beheer, source="tidy", file=first, delivery="revised")
    assert commands.import_delivery(by=beheer, source="tidy", file=first).unchanged == 4
    newer = _file(write, {**COUNTS, OTHER: (57, 250), "GM9901": (161, 1200)}, name="nieuw.csv")
    with pytest.raises(BadInput, match="preliminary"):
        commands.import_delivery(by=beheer, source="tidy", file=newer, delivery="preliminary")
    two = commands.import_delivery(by=beheer, source="tidy", file=newer, delivery="final")
    assert (two.read, two.stored, two.unchanged, two.rejected) == (4, 2, 2, 0)
    assert Release.objects.get(pk=one.release).status == "replaced"
    with pytest.raises(BadInput, match="older delivery"):
        commands.import_delivery(by=beheer, source="tidy", file=first)


def test_one_window_per_level_not_two(beheer, made_up, write):
    commands.import_delivery(by=beheer, source="tidy", file=_file(write))
    receipt = commands.import_delivery(by=beheer, source="tidy", file=_file(write, period="2021-2023", name="b.csv"))
    assert receipt.is_refused
    assert "overlap" in receipt.errors[0].message


@pytest.mark.parametrize(
    "statement",
    [
        "update figures_row set status = '{2}'",
        "update figures_row set value = '{NULL}'",
        "update figures_row set value = '{1,2}'",
        "update figures_row set value = '{NULL}', status = '{3}'",
        "update figures_row set status = '{9}'",
        "update figures_row set value = '{NaN}'",
        "update figures_release set status = 'published'",
        "update figures_release set policy = 'published_at_source', status = 'published', published_at = now()",
        "update figures_release set coalition_id = null",
        "update figures_release set source = 'cbs-kwb'",
        f"update figures_release set sha256 = '{'0' * 64}'",
    ],
)
def test_the_database_refuses_a_number_behind_a_gap_and_a_release_without_second_person(
    imported, epidemioloog, statement
):
    commands.propose_release(by=epidemioloog, release=imported.release)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.req("DAT-04", "figures.commands.keeping")
@pytest.mark.req("WEB-36", "figures.commands.keeping")
@pytest.mark.req("SEC-11", "figures.commands.keeping")
def test_the_raw_file_is_kept_with_its_licence(imported, settings, coalition):
    release = Release.objects.get(pk=imported.release)
    folder = settings.DATA_DIR / "deliveries" / str(coalition.pk) / release.sha256
    assert (folder / "raw").read_bytes().startswith(b"gebied")
    assert '"licence": "own"' in (folder / "origin.json").read_text()
    assert (Row.objects.count(), release.row_count) == (0, 4)


@pytest.mark.req("SDC-01", "a published own release carries the hash of the attacker's report")
@pytest.mark.parametrize(
    "change",
    [
        "audit_report = audit_report - 'sha256'",
        "audit_report = audit_report - 'signature'",
        "audit_report = jsonb_set(audit_report, '{sha256}', '\"0000\"')",
        "audit_report = jsonb_set(audit_report, '{sha256}', to_jsonb(repeat('a', 64)))",
        "audit_report = '{}'",
        "audit_report = null",
    ],
)
def test_the_database_refuses_a_published_release_without_the_hash_of_its_report(
    imported, epidemioloog, person, coalition, change
):
    commands.propose_release(by=epidemioloog, release=imported.release)
    commands.publish_release(by=person("coordinator", coalition), release=imported.release)
    report = Release.objects.get(pk=imported.release).audit_report
    assert len(report["sha256"]) == 64
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update figures_release set {change}")
