"""A path hung on an agreement: seen from both sides by who may read agreements, changed by who writes them."""

import pytest
from tests.coalition.conftest import SLUG, client_of
from tests.coalition.test_agreements import make
from tests.paths.own import publish

from kansrijk.core.faults import BadInput
from kansrijk.paths import commands, queries
from kansrijk.paths.commands_agreements import hang_path
from kansrijk.paths.models import HungPath
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.models import AuditRecord

pytestmark = pytest.mark.django_db
TEMPLATE = "roken"


@pytest.fixture
def agreed(coordinator, coalition):
    """An agreement, and a published path beside it."""
    publish(coalition.pk, TEMPLATE)
    return make(coordinator, coalition, title="Stoppen met roken")


def test_a_path_is_hung_seen_from_both_sides_and_taken_off(agreed, coordinator, coalition):
    browser = client_of(coordinator)
    at, path = f"/coalitie/{SLUG}/afspraken/{agreed}", f"/coalitie/{SLUG}/paden/{TEMPLATE}"
    assert "hangt nog geen pad" in browser.get(at).content.decode()
    for _ in range(2):
        assert browser.post(f"{at}/paden", {"pad": TEMPLATE}).status_code == 302
    assert HungPath.objects.count() == 1
    assert AuditRecord.objects.filter(event="path hung on agreement").count() == 1
    page = browser.get(at).content.decode()
    assert path in page
    assert f"opgehangen door {coordinator.name} op " in page
    assert f'<option value="{TEMPLATE}">' not in page, "what hangs there cannot be hung again"
    assert "Stoppen met roken" in browser.get(path).content.decode()
    assert browser.post(f"{at}/paden/{TEMPLATE}/weghalen").status_code == 302
    assert "Stoppen met roken" not in browser.get(path).content.decode()
    assert not HungPath.objects.exists()


def test_a_visitor_of_the_public_path_reads_nothing_of_the_agreement(agreed, coordinator, client, person, other):
    hang_path(by=coordinator, agreement=agreed, slug=TEMPLATE)
    page = client.get(f"/coalitie/{SLUG}/paden/{TEMPLATE}")
    assert page.status_code == 200
    assert "Stoppen met roken" not in page.content.decode()
    assert queries.agreements_of(VISITOR, queries.path(VISITOR, SLUG, TEMPLATE)) == []
    elsewhere = client_of(person("coordinator", other))
    assert "Stoppen met roken" not in elsewhere.get(f"/coalitie/{SLUG}/paden/{TEMPLATE}").content.decode()
    assert elsewhere.post(f"/coalitie/{SLUG}/afspraken/{agreed}/paden", {"pad": TEMPLATE}).status_code == 404


def test_who_only_reads_sees_the_path_and_no_button(agreed, coordinator, coalition, person):
    hang_path(by=coordinator, agreement=agreed, slug=TEMPLATE)
    browser = client_of(person("wethouder", coalition))
    page = browser.get(f"/coalitie/{SLUG}/afspraken/{agreed}").content.decode()
    assert f"/paden/{TEMPLATE}" in page
    assert "Haal eraf" not in page
    assert browser.post(f"/coalitie/{SLUG}/afspraken/{agreed}/paden", {"pad": TEMPLATE}).status_code == 404
    assert browser.post(f"/coalitie/{SLUG}/afspraken/{agreed}/paden/{TEMPLATE}/weghalen").status_code == 404
    assert HungPath.objects.count() == 1


def test_a_path_of_another_coalition_does_not_hang_here(agreed, coordinator, other):
    publish(other.pk, "geld-en-schulden")
    with pytest.raises(BadInput):
        hang_path(by=coordinator, agreement=agreed, slug="geld-en-schulden")
    browser = client_of(coordinator)
    browser.post(f"/coalitie/{SLUG}/afspraken/{agreed}/paden", {"pad": "geld-en-schulden"})
    assert not HungPath.objects.exists()


def test_a_withdrawn_path_says_so_where_it_hangs(agreed, coordinator, coalition):
    hang_path(by=coordinator, agreement=agreed, slug=TEMPLATE)
    commands.withdraw_version(by=coordinator, coalition=coalition.pk, slug=TEMPLATE)
    page = client_of(coordinator).get(f"/coalitie/{SLUG}/afspraken/{agreed}").content.decode()
    assert "ingetrokken" in page
