"""What help there is in the fictional region: a list per coalition, read in as a coordinator would read one in."""

from datetime import date, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml

from kansrijk.core.tables import csv_of
from kansrijk.demo.people import COALITIONS, DemoCoalition
from kansrijk.offer import commands, vocabulary
from kansrijk.offer.lists.columns import COLUMNS
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Coalition

TEXTS = {
    "medical": "Zorg rond de zwangerschap en de eerste jaren. Samen kijken wat nodig is.",
    "social": "Hulp bij wat thuis speelt. Iemand kijkt met het gezin wat eerst moet.",
    "informal": "Steun van mensen uit de buurt, zolang een gezin dat fijn vindt.",
}
FOR_PARENTS = {
    "medical": "Hier krijg je zorg en uitleg. Je mag alles vragen.",
    "social": "Hier helpt iemand je verder. Je hoeft niets mee te nemen.",
    "informal": "Hier vind je mensen die met je meedoen. Je bent welkom.",
}
SITUATIONS = (
    "",  # says nothing about for whom
    "zelfredzaam, potentieel kwetsbare situatie",
    "potentieel kwetsbare situatie, kwetsbare situatie",
    "kwetsbare situatie, zeer kwetsbare situatie",
    "kwetsbare situatie",
    "zelfredzaam",
)
ONLY_BY_REFERRAL = {"pop_clinic", "case_meeting", "mental_health", "infant_mental_health", "family_clinic"}


def load(*, by: Actor, today: date) -> None:
    """Opens the directories and reads in the lists; again changes nothing."""
    keys: dict[str, UUID] = dict(Coalition.objects.values_list("slug", "pk"))
    for coalition in COALITIONS:
        key = keys[coalition.slug]
        commands.open_directory(by=by, coalition=key, areas=[coalition.area], is_public=True)
        content = csv_of(lines(coalition, today))
        receipt = commands.import_services(by=by, coalition=key, content=content, name=f"{coalition.slug}.csv")
        assert not receipt.errors, receipt.errors[:3]


def lines(coalition: DemoCoalition, today: date) -> list[list[str]]:
    """Header and a line per service; what differs between them follows from their place in the list."""
    known = yaml.safe_load(files("kansrijk.demo").joinpath("data/offer.yaml").read_text("utf-8"))
    organisations: list[dict[str, Any]] = known[coalition.slug]
    header = [head for head in COLUMNS if head != "kenmerk"]
    rows, number = [], 0
    for place, organisation in enumerate(organisations):
        for service in organisation["services"]:
            number += 1
            said = _said(organisation["name"], service, place, number, today)
            rows.append([said.get(head, "") for head in header])
    return [header, *rows]


def _said(name: str, service: dict[str, str], place: int, number: int, today: date) -> dict[str, str]:
    kind = vocabulary.kinds()[service["kind"]]
    checked = today - timedelta(days=number * 37 % 230)
    return {
        "organisatie": name,
        "hulp": service["name"],
        "soort": kind.nl,
        "wat": TEXTS[kind.side],
        "voor ouders": FOR_PARENTS[kind.side],
        "fase": ", ".join({"before": "voor", "during": "tijdens", "after": "na"}[code] for code in kind.phases),
        "situatie": SITUATIONS[number % len(SITUATIONS)],
        "werkgebied": service.get("areas", ""),
        "verwijzen": "Bel of mail met toestemming van de ouder. U hoort wanneer er contact is geweest.",
        "ouders zelf": "nee" if kind.code in ONLY_BY_REFERRAL else "ja",
        "antwoord werkdagen": str((1, 2, 3, 5, 10)[number % 5]),
        "plek": "nee" if number % 17 == 0 else "ja",
        "wachttijd weken": "" if number % 4 == 0 else str((0, 1, 2, 4, 8)[number % 5]),
        "gezinnen per jaar": "" if number % 3 == 0 else str(10 + number * 7 % 140),
        "talen": "Nederlands" if number % 3 else "Nederlands, Engels, Arabisch",
        "open": "maandag tot en met vrijdag, 9.00–17.00 uur",
        "telefoon": f"099{place:03d}{number:04d}",
        "e-mail": f"hulp{number}@demo.invalid",
        "website organisatie": f"https://organisatie{place}.demo.invalid/" if place % 3 else "",
        "kosten euro": "0" if kind.side != "medical" else "",
        "over kosten": "" if kind.side != "medical" else "via de zorgverzekering",
        "beheerder": f"Beheer {name}"[:100],
        "e-mail beheerder": f"beheer{place}@demo.invalid",
        "nagekeken op": f"{checked:%d-%m-%Y}" if number % 29 else "",
        "nagekeken door": f"Beheer {name}"[:100] if number % 29 else "",
    }
