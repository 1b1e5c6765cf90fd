"""Rate limits: per account and per network address, for all workers together, and not talked round by a header."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from kansrijk.trust import limits
from kansrijk.trust.models import Account, RateBucket
from kansrijk.trust.network import network_address

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD = "noor@voorbeeld.invalid", "een heel lang wachtwoord"


@pytest.fixture
def account(db):
    return Account.objects.create_user(EMAIL, PASSWORD, name="Noor")


def attempt(client, password: str, *, email: str = EMAIL, address: str = "192.0.2.1", **headers):
    return client.post("/aanmelden", {"login": email, "password": password}, REMOTE_ADDR=address, headers=headers)


@pytest.mark.req("WEB-19", "trust.sign_in.tried")
def test_an_account_can_be_tried_five_times_from_wherever(client, account, settings):
    settings.RATE_FACTOR = 1
    for number in range(5):
        assert attempt(client, "wrong", address=f"192.0.2.{number}").status_code == 200
    refused = attempt(client, PASSWORD, address="198.51.100.7")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 15 * 60
    assert "Wacht 15 minuten" in refused.content.decode(), "nobody counts 876 seconds"
    assert attempt(client, PASSWORD, email=f"  {EMAIL.upper()} ", address="198.51.100.8").status_code == 429
    assert attempt(client, "wrong", email="ander@voorbeeld.invalid", address="198.51.100.9").status_code == 200


@pytest.mark.req("WEB-19", "trust.limits.forget")
def test_signing_in_starts_the_count_again(client, account, settings):
    settings.RATE_FACTOR = 1
    for _ in range(3):
        for _ in range(4):
            attempt(client, "wrong")
        assert attempt(client, PASSWORD).status_code == 302
        RateBucket.objects.filter(key=limits.stored("sign_in  visitor 192.0.2.1")).delete()
        client.post("/afmelden")


@pytest.mark.req("WEB-19", "trust.gate._wait")
def test_an_address_can_try_twenty_accounts(client, db, settings):
    settings.RATE_FACTOR = 1
    answers = [attempt(client, "wrong", email=f"p{n}@voorbeeld.invalid").status_code for n in range(21)]
    assert answers == [200] * 20 + [429]


@pytest.mark.req("WEB-19", "trust.network.network_address")
def test_a_header_does_not_make_somebody_else(client, db, settings):
    settings.RATE_FACTOR = 1
    answers = []
    for number in range(21):
        header = {"x-forwarded-for": f"203.0.113.{number}", "x-real-ip": f"203.0.113.{number}"}
        answers.append(attempt(client, "wrong", email=f"p{number}@voorbeeld.invalid", **header).status_code)
    assert answers[-1] == 429


@pytest.mark.req("WEB-39", "trust.network.network_address")
@pytest.mark.parametrize(
    ("proxies", "told", "expected"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "no address\r\nat all", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_our_own_proxies_are_believed(rf, settings, proxies, told, expected):
    settings.PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=told)
    assert network_address(request) == expected


def test_a_subscriber_with_many_addresses_is_one_neighbour():
    assert limits.neighbourhood("2001:db8:1:2::1") == limits.neighbourhood("2001:db8:1:2:ffff::9")
    assert limits.neighbourhood("2001:db8:1:2::1") != limits.neighbourhood("2001:db8:1:3::1")
    assert limits.neighbourhood("::ffff:192.0.2.1") == limits.neighbourhood("192.0.2.1") == "192.0.2.1"
    assert limits.neighbourhood("") == ""


@pytest.mark.req("WEB-43", "trust.sign_in.tried")
def test_codes_of_the_second_lock_can_be_tried_five_times(client, account, settings):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    settings.RATE_FACTOR = 1
    TOTP.activate(account, generate_totp_secret())
    assert attempt(client, PASSWORD)["Location"] == "/account/beveiliging/authenticate/"
    answers = [
        client.post("/account/beveiliging/authenticate/", {"code": "000000"}, REMOTE_ADDR=f"192.0.2.{n}").status_code
        for n in range(6)
    ]
    assert answers == [200] * 5 + [429]


@pytest.mark.req("LAW-06", "trust.limits.stored")
def test_the_table_of_limits_names_nobody(client, account):
    attempt(client, "wrong")
    keys = list(RateBucket.objects.values_list("key", flat=True))
    assert keys
    for key in keys:
        assert len(key) == 64
        int(key, 16)


@pytest.mark.req("SEC-11", "trust.gate._wait")
def test_a_coalition_has_limits_of_its_own(client, monkeypatch):
    from kansrijk.demo.people import load_people
    from kansrijk.trust.commands import installation_actor

    load_people(by=installation_actor())
    client.post("/demo/aanmelden/coordinator")
    seen = []
    monkeypatch.setattr("kansrijk.trust.limits.take", lambda key, **_: seen.append(key) or 0)
    client.post("/coalitie/kansrijk-waterdam/mensen/uitnodigen")
    client.post("/coalitie/andere/mensen/uitnodigen")
    assert len(set(seen)) == 2
    assert "kansrijk-waterdam" in seen[0]


def test_windows_that_are_over_are_thrown_away():
    old = datetime.now(UTC) - limits.KEPT - timedelta(minutes=1)
    RateBucket.objects.create(key="old", window_started_at=old, hits=1)
    RateBucket.objects.create(key="new", window_started_at=datetime.now(UTC), hits=1)
    limits.forget_old(datetime.now(UTC))
    assert list(RateBucket.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.req("WEB-19", "trust.limits._TAKE")
def test_all_workers_count_together(database_server):
    """Eight connections of their own, twenty-five uses each: every number from 1 to 200 is given once."""
    from django.db import connection

    from kansrijk.config import embedded

    name, now = connection.settings_dict["NAME"], datetime.now(UTC)
    values = {"key": "together", "now": now, "since": now - timedelta(seconds=60)}

    def worker(_) -> list[int]:
        with database_server.connect(role=embedded.APPLICATION, database=name) as own:
            return [own.execute(limits._TAKE, values).fetchone()[0] for _ in range(25)]

    try:
        with ThreadPoolExecutor(8) as pool:
            numbers = [number for given in pool.map(worker, range(8)) for number in given]
        assert sorted(numbers) == list(range(1, 201))
    finally:
        with database_server.connect(role=embedded.APPLICATION, database=name) as own:
            own.execute("delete from trust_ratebucket where key = 'together'")


def test_the_interface_is_told_to_wait_by_a_problem(client, settings):
    settings.RATE_FACTOR = 0
    response = client.get("/api/v1/indicators")
    assert response.status_code == 429
    assert response["Content-Type"] == "application/problem+json"
    assert int(response["Retry-After"]) > 0


HEAVY = (
    "/kaart",
    "/vergelijk",
    "/samenhang",
    "/trechter",
    "/verschillen",
    "/indicatoren/big2",
)


@pytest.mark.req("WEB-19", "figures/data/addresses.csv")
@pytest.mark.parametrize("path", HEAVY)
def test_a_page_that_asks_much_of_the_machine_has_a_limit(client, db, settings, path):
    """One visitor may open many, and no more than that; somebody else is not in the way of it."""
    settings.RATE_FACTOR = 1 / 120  # two in a minute
    answers = [client.get(path, REMOTE_ADDR="192.0.2.1") for _ in range(3)]
    assert [answer.status_code == 429 for answer in answers] == [False, False, True]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert client.get(path, REMOTE_ADDR="198.51.100.1").status_code != 429


def test_every_page_that_draws_or_ranks_has_a_limit():
    """A page over all areas of a level, whoever adds one: the gate of these rooms knows none without a limit."""
    from kansrijk.trust.addresses import addresses

    named = {"map", "compare", "scatter", "funnel", "inequality", "indicator", "embed", "block", "reexpression"}
    pages = {name: row.limit for (name, method), row in addresses().items() if name in named and method == "GET"}
    assert set(pages) == named
    assert set(pages.values()) == {"page"}
