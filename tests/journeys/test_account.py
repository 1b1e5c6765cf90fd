"""Somebody with an account: signs in, adds an app and a passkey, and comes in with the passkey alone."""

import pytest

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


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1280, "dark")])
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
    page.get_by_role("button", name="Afmelden", exact=True).click()
    page.goto("/aanmelden")
    page.get_by_role("button", name="Aanmelden met een passkey").click()
    page.wait_for_url("**/vandaag")


def test_a_key_that_does_not_answer_is_told(visit, account):
    page = visit("/aanmelden")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }")
    page.get_by_role("button", name="Aanmelden met een passkey").click()
    page.get_by_text("De sleutel gaf geen antwoord").wait_for()


def test_an_app_gives_codes(visit, axe, account):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    page = visit("/aanmelden")
    sign_in(page)
    page.goto("/account/beveiliging/totp/activate/")
    show_who_you_are(page)
    secret = page.get_by_label("Geheime code").input_value()
    counter = next(iter(yield_hotp_counters_from_time()))
    page.locator("input[name=code]").fill(format_hotp_value(hotp_value(secret, counter)))
    page.get_by_role("button", name="Aanzetten").click()
    page.wait_for_url("**/recovery-codes/**")
    page.goto("/account/beveiliging/totp/deactivate/")
    axe(page)
    page.goto("/account/beveiliging/recovery-codes/generate/")
    axe(page)
    page.goto("/account")
    page.get_by_role("button", name="Afmelden", exact=True).click()
    page.goto("/aanmelden")
    page.get_by_label("E-mailadres").fill(EMAIL)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Aanmelden", exact=True).click()
    page.get_by_role("heading", name="Tweede slot").wait_for()
    axe(page)
