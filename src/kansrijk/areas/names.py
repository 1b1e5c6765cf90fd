"""Names as people type them: keys for sorting and searching, slugs, and how far two names are apart."""

import re
import unicodedata

# What CBS and StatLine add to tell a gemeente from a province or region of the same name.
_SUFFIX = re.compile(r"\s*\((gemeente|gm|pv|lv|cr|nl)\)\s*$", re.IGNORECASE)
_ARTICLE = re.compile(r"^['’‘`](s|t)[\s-]+", re.IGNORECASE)
# The province that CBS writes behind one of two gemeenten of a name, in some editions: Rijswijk (ZH.), Laren (NH.).
_PROVINCE = re.compile(r"\s*\([A-Z][A-Za-z]{0,3}\.\)\s*$")
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in folded if not unicodedata.combining(character))


def sort_key(name: str) -> str:
    """Casefolded, accents off, a leading 's- or 't left out: 's-Gravenhage sorts under G, Súdwest under S."""
    return _plain(_ARTICLE.sub("", _SUFFIX.sub("", name.strip())))[:200]


def is_formula(name: str) -> bool:
    """Whether a spreadsheet would run this name: no export may carry one."""
    return name.strip()[:1] in {"=", "+", "-", "@"}


def search_key(name: str) -> str:
    """Only letters and digits, words parted by one space: `'s-Hertogenbosch` is `s hertogenbosch`."""
    return _NOT_WORD.sub(" ", _plain(_SUFFIX.sub("", name.strip()))).strip()[:200]


def slug(name: str) -> str:
    """The name as part of an address: `s-hertogenbosch`."""
    return search_key(name).replace(" ", "-") or "gebied"


def is_same_name(first: str, second: str) -> bool:
    """Whether two names are one name apart from case, accents, punctuation and a CBS suffix.

    CBS numbers wijken ("Wijk 00 Centrum") in some editions and not in others, and names the province of some gemeenten
    ("Laren (NH.)"); neither tells places with one code apart.
    """
    return _bare(first) == _bare(second)


def _bare(name: str) -> str:
    return re.sub(r"^wijk [0-9a-z]{2} ", "", search_key(_PROVINCE.sub("", name))).replace(" ", "")


def typos(first: str, second: str, most: int = 2) -> int:
    """Letters added, dropped, changed or swapped between two keys; more than `most` is returned as `most + 1`."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, start=1):
        current = [i]
        for j, b in enumerate(second, start=1):
            cost = min(row[j] + 1, current[-1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before, row = row, current
    return min(row[-1], most + 1)
