"""Somebody with an account: signs in, adds an app and a passkey, and comes in with the passkey alone."""

import re

import pytest
from tests.journeys.conftest import LOOKS, WIDTHS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EMAIL, PASSWORD = "noor@voorbeeld.invalid", "een heel lang wachtwoord"


@pytest.fixture
def account(transactional_db):
    from kansrijk.trust.models import Account

    person = Account(email=EMAIL, name="Noor Voorbeeld", is_active=True)
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(page) -> None:
    page.goto("/aanmelden")
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Aanmelden", exact=True).click()
    page.wait_for_url("**/vandaag")


def show_who_you_are(page) -> None:
    """The question that stands before every change of security."""
    if page.get_by_role("heading", name="Bent u het zelf?").count():
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("button", name="Bevestigen").click()


def give_key(page) -> None:
    """A security key that lives in the browser and always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), pytest.param(1280, "dark", marks=pytest.mark.long)])
def test_pages_of_an_account_are_accessible(visit, axe, account, width, theme):
    page = visit("/aanmelden", width=width, theme=theme)
    sign_in(page)
    axe(page)
    for path in (
        "/account",
        "/account/beveiliging/",
        "/account/wachtwoord",
        "/account/beveiliging/totp/activate/",
        "/account/beveiliging/webauthn/",
        "/account/beveiliging/webauthn/add/",
        "/afmelden",
    ):
        page.goto(path)
        show_who_you_are(page)
        axe(page)


def test_a_wrong_password_is_told_kindly(visit, axe, account):
    page = visit("/aanmelden")
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_label("Wachtwoord").fill("iets anders dan het wachtwoord")
    page.get_by_role("button", name="Aanmelden", exact=True).click()
    assert page.get_by_role("alert").inner_text().strip() == "Het e-mailadres of het wachtwoord klopt niet."
    axe(page)


def test_a_passkey_lets_one_in(visit, axe, account):
    page = visit("/aanmelden")
    give_key(page)
    sign_in(page)
    page.goto("/account/beveiliging/webauthn/add/")
    show_who_you_are(page)
    page.get_by_label("Zonder wachtwoord").check()
    page.get_by_role("button", name="Toevoegen").click()
    page.wait_for_url("**/recovery-codes/**")
    axe(page)
    page.goto("/account/beveiliging/webauthn/")
    assert page.get_by_role("table").get_by_text("Passkey").count() == 1
    axe(page)
    page.goto("/account/beveiliging/")
    axe(page)
    page.locator(".k-menu > summary").click()
    page.get_by_role("button", name="Afmelden", exact=True).click()
    page.goto("/aanmelden")
    page.get_by_role("button", name="Aanmelden met een passkey").click()
    page.wait_for_url("**/vandaag")


def test_a_key_that_does_not_answer_is_told(visit, account):
    page = visit("/aanmelden")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }")
    page.get_by_role("button", name="Aanmelden met een passkey").click()
    page.get_by_text("De sleutel gaf geen antwoord").wait_for()


def code_of(secret: str) -> str:
    """What an authenticator app shows now for this secret."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    _before, now, _after = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now))


def switch_on_app(page) -> str:
    """Sets up the app; its secret."""
    page.goto("/account/beveiliging/totp/activate/")
    show_who_you_are(page)
    secret = page.get_by_label("Geheime code").input_value()
    page.locator("input[name=code]").fill(code_of(secret))
    page.get_by_role("button", name="Aanzetten").click()
    page.wait_for_url("**/recovery-codes/**")
    return secret


def forget_used_codes() -> None:
    """A code of an app works once; a test does not wait half a minute for the next."""
    from django.core.cache import cache

    cache.clear()


def give_password(page) -> None:
    page.goto("/aanmelden")
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Aanmelden", exact=True).click()
    page.get_by_role("heading", name="Tweede slot").wait_for()


def sign_out(page) -> None:
    page.goto("/account")
    page.locator(".k-menu > summary").click()
    page.get_by_role("button", name="Afmelden", exact=True).click()
    page.wait_for_url("**/")


@pytest.mark.req("IAM-06", "allauth.mfa")
@pytest.mark.parametrize("width", WIDTHS)
def test_an_app_gives_codes_and_a_code_lets_one_in(visit, axe, account, width):
    page = visit("/aanmelden", width=width)
    sign_in(page)
    secret = switch_on_app(page)
    axe(page)
    sign_out(page)
    give_password(page)
    axe(page)
    page.goto("/vandaag")
    assert "/vandaag" not in page.url, "a password alone does not open the second lock"
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Aanmelden", exact=True).click()
    page.get_by_text("Deze code klopt niet").wait_for()
    axe(page)
    forget_used_codes()
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Aanmelden", exact=True).click()
    page.wait_for_url("**/vandaag")


@pytest.mark.req("IAM-06", "allauth.mfa")
@pytest.mark.long
def test_a_recovery_code_lets_one_in_once(visit, axe, account):
    page = visit("/aanmelden", width=360)
    sign_in(page)
    switch_on_app(page)
    page.goto("/account/beveiliging/recovery-codes/")
    show_who_you_are(page)
    shown = (
        page.locator("textarea").input_value()
        if page.locator("textarea").count()
        else page.locator("main").inner_text()
    )
    code = re.search(r"\b[0-9a-f]{8}\b", shown)[0]
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Downloaden").click()
    assert code in download.value.path().read_text()
    for path in ("recovery-codes/generate/", "totp/deactivate/"):
        page.goto(f"/account/beveiliging/{path}")
        axe(page)
    sign_out(page)
    give_password(page)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Aanmelden", exact=True).click()
    page.wait_for_url("**/vandaag")
    sign_out(page)
    give_password(page)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Aanmelden", exact=True).click()
    page.get_by_text("Deze code klopt niet").wait_for()


@pytest.mark.long
def test_an_app_is_switched_off_again(visit, axe, account):
    page = visit("/aanmelden")
    sign_in(page)
    switch_on_app(page)
    page.goto("/account/beveiliging/totp/deactivate/")
    page.get_by_role("button", name="Uitzetten").click()
    page.wait_for_url("**/beveiliging/")
    axe(page)
    sign_out(page)
    sign_in(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.long
def test_a_key_is_renamed_and_removed(visit, axe, account, width):
    page = visit("/aanmelden", width=width)
    give_key(page)
    sign_in(page)
    page.goto("/account/beveiliging/webauthn/add/")
    show_who_you_are(page)
    page.get_by_label("Zonder wachtwoord").check()
    page.get_by_role("button", name="Toevoegen").click()
    page.wait_for_url("**/recovery-codes/**")
    page.goto("/account/beveiliging/webauthn/")
    page.get_by_role("link", name="Naam wijzigen").click()
    axe(page)
    page.get_by_label("Naam").fill("Telefoon van het werk")
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_text("Telefoon van het werk").wait_for()
    page.get_by_role("link", name="Verwijderen").click()
    axe(page)
    page.get_by_role("button", name="Verwijderen").click()
    page.wait_for_url("**/webauthn/")
    axe(page)
    assert page.get_by_role("table").count() == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_a_forgotten_password_is_replaced(visit, axe, account, mailoutbox, width):
    page = visit("/aanmelden", width=width)
    page.get_by_role("link", name="Wachtwoord vergeten?").click()
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_role("button", name="Stuur mij de link").click()
    page.get_by_role("heading", name="Kijk in uw mailbox").wait_for()
    axe(page)
    link = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body)[1]
    page.goto(link)
    axe(page)
    for field in page.locator("main input[type=password]").all():
        field.fill("vier losse woorden samen")
    page.get_by_role("button", name="Wachtwoord opslaan").click()
    page.get_by_role("heading", name="Uw wachtwoord is gewijzigd").wait_for()
    axe(page)
    page.goto(link)
    page.get_by_role("heading", name="Deze link werkt niet meer").wait_for()
    axe(page)


@pytest.mark.req("WEB-05", "views.end_sessions")
@pytest.mark.parametrize("width", WIDTHS)
def test_another_device_is_signed_out_from_here(visit, axe, account, width):
    there, here = visit("/aanmelden"), visit("/aanmelden", width=width)
    sign_in(there)
    sign_in(here)
    here.goto("/account")
    axe(here)
    here.get_by_role("button", name="Daar afmelden").click()
    here.get_by_text("Daar bent u afgemeld").wait_for()
    there.goto("/vandaag")
    assert "/aanmelden" in there.url


@pytest.mark.req("WEB-02", "Clear-Site-Data")
@pytest.mark.req("WEB-55", "no storage")
def test_after_signing_out_nothing_is_left_in_the_browser(visit, account):
    page = visit("/aanmelden")
    sign_in(page)
    page.goto("/account")
    kept = "() => [localStorage.length, sessionStorage.length, document.cookie]"
    assert page.evaluate(kept) == [0, 0, ""]
    page.locator(".k-menu > summary").click()
    page.get_by_role("button", name="Afmelden", exact=True).click()
    page.wait_for_url("**/")
    page.go_back()
    page.wait_for_load_state()
    assert "Noor Voorbeeld" not in page.content(), "the way back shows nothing"
    assert page.evaluate(kept) == [0, 0, ""]
    assert page.evaluate("async () => (await caches.keys()).length + (await indexedDB.databases()).length") == 0
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


COPIES = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const one of await cache.keys()) {
      found.push([new URL(one.url).pathname, await (await cache.match(one)).text()]);
    }
  }
  return found;
}"""


@pytest.mark.req("WEB-55", "data/offline.js")
def test_the_copy_for_when_there_is_no_network_knows_nobody(visit, account):
    """Made while somebody is signed in, it holds public pages as a visitor sees them."""
    page = visit("/aanmelden")
    sign_in(page)
    page.goto("/hulp-vinden")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/hulp-vinden")
    page.goto("/account")
    copies = page.evaluate(COPIES)
    assert "/hulp-vinden" in [path for path, _text in copies]
    assert [path for path, _text in copies if not path.startswith(("/hulp-vinden", "/paden", "/static/"))] == []
    assert not any("Noor Voorbeeld" in text or "csrftoken" in text for _path, text in copies)


@pytest.mark.req("A11Y-03", "target size")
def test_what_one_presses_is_large_enough(visit, account):
    """WCAG 2.5.8: 24 by 24 pixels, or that much room around it; links inside a sentence apart."""
    page = visit("/aanmelden", width=360)
    sign_in(page)
    crowded = """() => {
      const all = [...document.querySelectorAll("button, input:not([type=hidden]), select, summary, a")]
        .filter((one) => !one.closest("p, td") && one.offsetParent && !one.className.includes("skip-link"))
        .map((one) => ({ html: one.outerHTML.slice(0, 80), box: one.getBoundingClientRect() }));
      const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
      const near = (a, b) => Math.hypot(middle(a)[0] - middle(b)[0], middle(a)[1] - middle(b)[1]) < 24;
      return all.filter((one) => (one.box.width < 24 || one.box.height < 24) &&
        all.some((other) => other !== one && near(one.box, other.box))).map((one) => one.html);
    }"""
    for path in ("/aanmelden", "/account", "/account/beveiliging/", "/over", "/zoeken"):
        page.goto(path)
        assert page.evaluate(crowded) == [], path
    page.goto("/afmelden")


@pytest.mark.req("IAM-06", "password fields")
def test_a_password_may_be_pasted_and_kept_by_a_safe(visit, account):
    """WCAG 3.3.8: no test of memory. Fields say what they are, so that a password safe can fill them in."""
    page = visit("/aanmelden")
    assert page.get_by_label("Wachtwoord").get_attribute("autocomplete") == "current-password"
    assert page.get_by_label("E-mailadres").get_attribute("autocomplete") in {"email", "username"}
    assert page.locator("input[onpaste]").count() == 0


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_the_coordinator_invites_and_ends(visit, axe, transactional_db, mailoutbox, width, theme):
    from kansrijk.demo.people import load_people
    from kansrijk.trust.commands import installation_actor

    load_people(by=installation_actor())
    page = visit("/demo", width=width, theme=theme)
    page.get_by_role("button", name="Aanmelden als coördinator (Noor Dijksma)").click()
    page.goto("/coalitie/kansrijk-waterdam/mensen")
    axe(page)
    page.get_by_role("link", name="Iemand uitnodigen").click()
    axe(page)
    page.get_by_label("Naam").fill("Femke Zijlstra")
    page.get_by_label("E-mailadres van het werk").fill("femke@voorbeeld.invalid")
    page.get_by_label("Organisatie").fill("Praktijk Zuid (fictief)")
    page.get_by_label("Rol").select_option(label="verloskundige")
    page.get_by_role("button", name="Uitnodiging sturen").click()
    page.get_by_text("De uitnodiging is onderweg").wait_for()
    axe(page)
    assert len(mailoutbox) == 1
    page.get_by_role("link", name="Beëindigen Femke Zijlstra").click()
    axe(page)
    page.get_by_role("button", name="Deelname beëindigen").click()
    page.get_by_text("De deelname heeft nu een laatste dag").wait_for()
    page.get_by_role("link", name="Wie heeft wat bekeken").click()
    axe(page)
    page.get_by_role("cell", name="beëindigde een rol").wait_for()


@pytest.mark.req("WEB-03", "web/session.html")
def test_one_is_warned_before_the_session_ends_and_may_stay(visit, axe, account, settings):
    settings.SESSION_IDLE_SECONDS = 121
    page = visit("/aanmelden", width=360)
    sign_in(page)
    page.get_by_role("alert").filter(has_text="Over twee minuten wordt u afgemeld").wait_for()
    axe(page)
    with page.expect_response("**/account/sessies/verlengen") as answer:
        page.get_by_role("button", name="Aangemeld blijven").click()
    assert answer.value.status == 204
    page.get_by_text("Over twee minuten wordt u afgemeld").wait_for(state="hidden")
