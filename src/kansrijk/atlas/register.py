"""A run as the Algoritmeregister asks it (AI-08), in Dutch: what it is for readers of the register, B1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kansrijk.figures.catalogue import indicators

if TYPE_CHECKING:
    from kansrijk.atlas.queries import RunCard

LENGTHS: Mapping[str, int] = {"Naam": 100, "Korte omschrijving": 350, "Doel en impact": 2_500}
STATES: Mapping[str, str] = {
    "in development": "In ontwikkeling",
    "in use": "In gebruik",
    "out of use": "Buiten gebruik",
}
CATEGORIES = ("Hoog-risico AI-systemen", "Impactvolle algoritmes", "Overige algoritmes")
_MONTH = "%Y-%m"


def entry(run: RunCard, *, contact: str = "", page: str = "", code: str = "") -> dict[str, Any]:
    """The fields of the publication standard; contact and addresses are the organisation's to give."""
    names = ", ".join(indicators()[one].name.nl.lower() for one in run.indicators)
    begun, ended = run.registered_at, run.stopped_at
    found = {
        "Naam": f"Schatting per gebied: {names}",
        "Korte omschrijving": (
            "Dit model schat per buurt, wijk of gemeente hoe groot een aandeel is. Het zegt niets over een persoon. "
            "Bij elke schatting staat hoe zeker die is."
        ),
        "Organisatie": run.coalition_name,
        "Thema": "Zorg en gezondheid",
        "Status": STATES[run.state],
        "Begindatum": begun.strftime(_MONTH),
        "Einddatum": ended.strftime(_MONTH) if ended else "",
        "Contactgegevens": contact,
        "Link publiekspagina": page,
        "Publicatiecategorie": "Overige algoritmes",
        "Link bronregistratie": "",
        "Doel en impact": (
            "Gemeenten en hun partners zien met deze schattingen waar hulp voor (aanstaande) ouders nodig kan zijn. "
            "Zij verdelen er hulp mee over gebieden. Over een gezin wordt met deze cijfers niets besloten."
        ),
        "Afwegingen": (
            "Zonder model zijn cijfers van kleine gebieden te onzeker. Het model gebruikt geen nationaliteit, afkomst, "
            "godsdienst of geboorteland, ook als dat de schatting beter zou maken."
        ),
        "Menselijke tussenkomst": (
            "Een tweede persoon kijkt de schattingen na en geeft ze vrij. Wie met de cijfers werkt, besluit zelf."
        ),
        "Risicobeheer": (
            "Elke run controleert zichzelf op mensen en gebieden die niet meededen. Te onzekere schattingen worden "
            "niet getoond. De schattingen kunnen in één keer worden teruggetrokken."
        ),
        "Wettelijke basis": "Wet publieke gezondheid, artikel 2",
        "Impacttoetsen": f"DPIA: {run.dpia}",
        "Gegevens": "; ".join(f"{name}: {meaning}" for name, meaning in run.card.get("covariates", {}).items()),
        "Technische werking": f"{run.engine}: {run.card.get('formula', '')}",
        "Leverancier": "Kansrijk, open broncode",
        "Link broncode": code,
        "Tags": "gebieden, schatting, Kansrijke Start",
    }
    return {name: _cut(text, LENGTHS.get(name)) for name, text in found.items()}


def _cut(text: str, most: int | None) -> str:
    return text if most is None or len(text) <= most else text[: most - 1].rstrip(", ") + "…"
