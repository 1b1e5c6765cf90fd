"""Making a working area on screen: who may, what is picked, what is refused in one sentence, who sees it."""

import re

import pytest

from kansrijk.areas import commands
from kansrijk.areas.commands import AreaRecord
from kansrijk.areas.models import Area
from kansrijk.demo.people import load_people
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.models import Account

pytestmark = pytest.mark.django_db
ADDRESS = "/coalitie/kansrijk-waterdam/werkgebieden"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def land(db):
    by = installation_actor()
    load_people(by=by)
    names = [("XX00", "Fictief land", "country"), ("GM9901", "Verzonnendam", "gemeente")]
    names += [(f"WK9901{n:02d}", f"Verzonnen wijk {n}", "wijk") for n in range(3)]
    names += [("GM9902", "Verzonnenmeer", "gemeente"), ("WK990200", "Verzonnen overkant", "wijk")]
    records = [AreaRecord(code, name, level, country="XX", is_fictional=True) for code, name, level in names]
    commands.register(by=by, edition=2023, areas=records)


def sign_in(client, role):
    client.force_login(Account.objects.get(email=f"{role}@demo.invalid"), backend=BACKEND)


def offered(text):
    return re.findall(r'name="deel" value="([^"]+)"', text)


def test_the_coordinator_picks_areas_of_two_municipalities_and_names_them(client, land):
    sign_in(client, "coordinator")
    assert "Nog geen werkgebied" in client.get(ADDRESS).content.decode()
    first = client.get(ADDRESS, {"plaats": "verzonnendam", "niveau": "wijk"}).content.decode()
    assert offered(first) == ["WK990100@2023", "WK990101@2023", "WK990102@2023"]
    kept = {"plaats": "Verzonnenmeer", "niveau": "wijk", "deel": ["WK990100@2023", "WK990102@2023"]}
    second = client.get(ADDRESS, kept).content.decode()
    assert {"WK990100@2023", "WK990102@2023", "WK990200@2023"} <= set(offered(second))
    made = client.post(ADDRESS, {"naam": "Ons gebied", "deel": ["WK990100@2023", "WK990102@2023", "WK990200@2023"]})
    assert made.status_code == 302
    text = client.get(ADDRESS).content.decode()
    assert "Ons gebied" in text
    assert "Verzonnen overkant" in text
    assert Area.objects.get(level="working_area").wholes.count() == 0
    assert Area.objects.get(level="working_area").parts.count() == 3


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"naam": "x"}, "Kies minstens één gebied."),
        ({"naam": " ", "deel": ["WK990100@2023"]}, "Geef het werkgebied een naam"),
        ({"naam": "x", "deel": ["WK990100@2023", "GM9901@2023"]}, "ligt in een ander"),
        ({"naam": "x", "deel": ["WK990100@1999"]}, "bestaat dit jaar niet"),
        ({"naam": "x", "deel": ["WK990100@2023", "WK990101@2022"]}, "verschillende jaren"),
        ({"naam": "x", "deel": ["zomaar"]}, "Kies minstens één gebied."),
    ],
)
def test_what_makes_no_working_area_is_said_in_one_sentence(client, land, sent, sentence):
    sign_in(client, "epidemioloog")
    answer = client.post(ADDRESS, sent)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Area.objects.filter(level="working_area").exists()


@pytest.mark.req("SEC-11", "trust.rules.require_may")
def test_a_midwife_sees_it_but_makes_none_and_a_stranger_sees_not_found(client, land):
    sign_in(client, "coordinator")
    client.post(ADDRESS, {"naam": "Ons gebied", "deel": ["WK990100@2023"]})
    sign_in(client, "verloskundige")
    text = client.get(ADDRESS).content.decode()
    assert "Ons gebied" in text
    assert "Maak een werkgebied" not in text
    assert client.post(ADDRESS, {"naam": "x", "deel": ["WK990101@2023"]}).status_code == 404
    sign_in(client, "landelijk")
    assert client.get(ADDRESS).status_code == 404
    client.logout()
    assert client.get(ADDRESS).status_code in {302, 404}
    assert Area.objects.filter(level="working_area").count() == 1
