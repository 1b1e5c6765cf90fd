"""What the attacker could recompute stands on the page of the release: where, never how much. And levels in order."""

import pytest
from tests.figures.test_desk import DESK, HEAD, offer, text_of, work_off
from tests.figures.test_desk import as_role as as_role
from tests.figures.test_desk import stored as stored

from kansrijk.figures.models import Release, Row

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed(as_role, stored):
    as_role("epidemioloog").post(f"{DESK}/{stored}/voorstellen")
    work_off()
    assert Release.objects.get(pk=stored).status == "proposed"
    return stored


def _show(release, code: str, numerator: float, denominator: float) -> None:
    """Shows a cell against the rules, as a mistake of ours would."""
    Row.objects.filter(release=release, area_code=code).update(
        status=[0], value=[100 * numerator / denominator], numerator=[numerator], denominator=[denominator]
    )


@pytest.mark.req("SDC-01", "what can be recomputed is not published, and said")
def test_what_can_be_recomputed_is_named_and_not_published(as_role, proposed):
    hidden = set(Row.objects.filter(release=proposed, status=[2]).values_list("area_code", flat=True))
    assert {"BU99010101", "BU99010102"} <= hidden
    _show(proposed, "BU99010102", 55.0, 250.0)  # 60 of the wijk less 55 of this buurt leaves few for the other
    client = as_role("coordinator", number=2)
    page = f"{DESK}/{proposed}"
    assert "geen enkel verborgen cijfer terugrekenen" in text_of(client.get(page))
    client.post(f"{page}/vrijgeven")
    work_off()
    assert Release.objects.get(pk=proposed).status == "proposed"
    text = text_of(client.get(page))
    told = text.partition("Cijfers die zijn terug te rekenen")[2].partition("Kwam er na het voorstel")[0]
    assert "BU99010101" in told
    assert "Vroeg geboren of te licht (Big 2)" in told
    assert "het aantal zelf" in told or "de anderen in die groep" in told
    assert not set("0123456789") & set(told.replace("BU99010101", "").replace("2023", "").replace("Big 2", "")), (
        "where and what, and no number of people"
    )
    assert "geen enkel verborgen cijfer terugrekenen" not in text, "an older answer does not stand against it"
    assert "Trek deze vrijgave dan in" in text


@pytest.mark.req("SEC-11", "what could be recomputed stays with its coalition")
def test_a_stranger_does_not_read_what_could_be_recomputed(as_role, proposed, db):
    from kansrijk.trust.keys import new_wrapped_key
    from kansrijk.trust.models import Coalition

    _show(proposed, "BU99010102", 55.0, 250.0)
    as_role("coordinator", number=2).post(f"{DESK}/{proposed}/vrijgeven")
    work_off()
    other = Coalition.objects.create(name="Andere", slug="andere", wrapped_key=new_wrapped_key())
    assert as_role("epidemioloog", other, 9).get(f"{DESK}/{proposed}").status_code == 404


def test_a_release_goes_from_the_country_down_whatever_is_hidden(as_role, coalition, made_up):
    """The first level with something hidden, or the first of the alphabet, does not come first."""
    client = as_role("epidemioloog")
    counts = {"BU99010101": (4, 150), "BU99010102": (56, 250), "WK990101": (60, 400), "GM9901": (160, 1200)}
    page = offer(
        client,
        HEAD + "".join(f"{code}@2024;2023;big2;{n};{d};;\n" for code, (n, d) in counts.items()),
        coalition=coalition,
    )["Location"]
    work_off()
    client.post(f"{page}/opslaan")
    work_off()
    release = Release.objects.get().pk
    for step in ("", "voorstellen"):
        if step:
            client.post(f"{DESK}/{release}/{step}")
            work_off()
        text = text_of(client.get(f"{DESK}/{release}")).partition("Wat er te zien blijft")[2]
        text = text.partition("Welke cijfers")[0].partition("Wat er is aangeleverd")[0]
        assert [text.index(f" {level} ") for level in ("gemeente", "wijk", "buurt")] == sorted(
            text.index(f" {level} ") for level in ("gemeente", "wijk", "buurt")
        )
    from kansrijk.figures.queries import desk

    actor = as_role.actors[("epidemioloog", 1)]
    order = ["country", "gemeente", "wijk", "buurt"]
    levels = [order.index(one.level) for one in desk.hidden_cells(actor, release)]
    assert levels
    assert levels == sorted(levels)
