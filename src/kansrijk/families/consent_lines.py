"""Consents in words, for the page of a file and the receipt of a parent."""

from typing import Any

from kansrijk.families import words_consent
from kansrijk.families.queries_consent import ConsentRead


def lines(found: list[ConsentRead]) -> list[dict[str, Any]]:
    """Consents in words, for the page of the file."""
    return [
        {
            "consent": one,
            "purpose": words_consent.purpose(one.purpose),
            "categories": [(code, words_consent.category(code)) for code in one.categories],
            "given": [words_consent.category(code) for code in one.given],
            "ended": words_consent.ENDED.get(one.how_ended, ""),
            "who": [words_consent.WHO_SAID[code] for code in one.agreed],
            "channel": words_consent.CHANNELS[one.channel],
        }
        for one in found
    ]


def stopped(one: ConsentRead) -> list[str]:
    """Kinds of data that hold no longer, where others still do."""
    return [words_consent.category(code) for code in one.given if code not in one.categories] if one.categories else []
