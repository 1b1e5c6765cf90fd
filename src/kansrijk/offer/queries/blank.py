"""The empty list of services that is filled in, on a sheet of its own or of another workbook."""

from kansrijk.offer import vocabulary
from kansrijk.offer.lists.columns import COLUMNS, NEEDED

_PHASES = {"before": "voor", "during": "tijdens", "after": "na"}
_EXAMPLE = {
    "organisatie": "Gemeente Voorbeeld",
    "hulp": "Schuldhulp",
    "soort": "schuldhulp",
    "fase": "voor, tijdens, na",
    "antwoord werkdagen": "3",
    "plek": "ja",
    "kosten euro": "0",
}
_WHERE = (
    "leeg: overal waar de coalitie werkt",
    "naam of code van een gemeente of wijk",
    "naam of code van een GGD-regio, andere regio of provincie",
    "naam van een eigen werkgebied",
    "postcode van vier cijfers",
)


def template_lines() -> list[list[str]]:
    """The header and one line as an example; the same for everybody."""
    shown = [head for head in COLUMNS if head != "kenmerk"]
    return [shown, [_EXAMPLE.get(head, "") for head in shown]]


def needed_columns() -> tuple[str, ...]:
    """The columns without which a list is none."""
    return NEEDED


def choices() -> list[tuple[str, str, str]]:
    """(column, what one may write there, code)."""
    rows = [("kolom", "schrijf", "code")]
    rows += [("fase", word, code) for code, word in _PHASES.items()]
    rows += [("soort", kind.nl, kind.code) for kind in vocabulary.kinds().values()]
    rows += [("situatie", term.nl, term.code) for term in vocabulary.levels().values()]
    rows += [("talen", term.nl, term.code) for term in vocabulary.languages().values()]
    rows += [("werkgebied", where, "") for where in _WHERE]
    rows += [("waarvoor", factor.nl, factor.code) for factor in vocabulary.factors().values()]
    return [*rows, *(("verplicht", column, "") for column in NEEDED)]
