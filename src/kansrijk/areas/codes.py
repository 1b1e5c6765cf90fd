"""Area codes as text: which level a code is of, `GM0546@2024`, and padding. A code is never a number."""

import re
from dataclasses import dataclass

LEVELS = (
    "country",
    "province",
    "ggd_region",
    "region",
    "gemeente",
    "stadsdeel",
    "gebied",
    "wijk",
    "buurt",
    "pc4",
    "pc3",
    "working_area",
)

# Levels without a pattern of their own (stadsdeel, gebied, other regions) take any code of this form.
FREE = re.compile(r"[A-Z0-9][A-Z0-9.\-]{0,11}")
PATTERNS = {
    "country": re.compile(r"NL00|XX00"),
    "province": re.compile(r"PV\d{2}"),
    "ggd_region": re.compile(r"GG\d{4}|GGD-[A-Z]{1,8}"),
    "gemeente": re.compile(r"GM\d{4}"),
    "wijk": re.compile(r"WK\d{4}[0-9A-Z]{2}"),
    "buurt": re.compile(r"BU\d{4}[0-9A-Z]{4}"),
    "pc4": re.compile(r"\d{4}"),
    "pc3": re.compile(r"\d{3}X"),
    "working_area": re.compile(r"WG-[0-9A-Z]{8}"),
}
PREFIXES = {"province": "PV", "gemeente": "GM", "wijk": "WK", "buurt": "BU"}
_DIGITS = {"province": 2, "gemeente": 4, "wijk": 6, "buurt": 8}
_AT = re.compile(r"(?P<code>[^@\s]{1,12})(?:@(?P<edition>\d{4}))?")
_POSTCODE = re.compile(r"(\d{4})\s?([A-Za-z]{2})?")


@dataclass(frozen=True)
class CodeAt:
    """`GM0546@2024`; without an edition the reader of it decides which."""

    code: str
    edition: int | None = None

    def __str__(self) -> str:
        return self.code if self.edition is None else f"{self.code}@{self.edition}"


def level_of(code: str) -> str | None:
    """The level that the form of a code tells, or None: stadsdelen, gebieden and other regions have no form."""
    return next((level for level, pattern in PATTERNS.items() if pattern.fullmatch(code)), None)


def is_code(code: str, level: str) -> bool:
    """Whether the code has the form of this level."""
    return bool(PATTERNS.get(level, FREE).fullmatch(code))


def parse(text: str) -> CodeAt | None:
    """`GM0546` or `GM0546@2024`; None when it is neither, such as a name."""
    match = _AT.fullmatch(text.strip())
    if not match or not FREE.fullmatch(match["code"].upper()):
        return None
    return CodeAt(match["code"].upper(), int(match["edition"]) if match["edition"] else None)


def normalise(raw: str | int | float, level: str) -> str:
    """A code as sources write it, as a code: padding off, the prefix and lost leading zeros back.

    `363`, `"0363"` and `"GM0363   "` are all GM0363 at gemeente level. Text with letters in it is only stripped:
    `0363AF` at wijk level becomes WK0363AF, and nothing is ever read as a number. A whole float (a PC4 that passed
    through a spreadsheet as 1011.0) loses its decimals.
    """
    text = str(raw).strip().upper()
    if text.endswith(".0") and text[:-2].isdigit():
        text = text[:-2]
    prefix = PREFIXES.get(level, "")
    if prefix and not text.startswith(prefix):
        if text.isdigit():
            text = text.zfill(_DIGITS[level])
        if PATTERNS[level].fullmatch(prefix + text):
            text = prefix + text
    return text


def parent_code(code: str) -> str | None:
    """The code that a buurt, wijk or province carries of its parent; None where the code does not tell."""
    level = level_of(code)
    if level == "buurt":
        return f"WK{code[2:8]}"
    if level == "wijk":
        return f"GM{code[2:6]}"
    return "NL00" if level == "province" else None


def postcode(text: str) -> str | None:
    """The four digits of `2311` or `2311 AB`; None for anything else."""
    match = _POSTCODE.fullmatch(text.strip())
    return match[1] if match else None


def three_digits(text: str) -> str | None:
    """The code of the postcode area of three digits that `101`, `101X` or `101x` names; None for anything else."""
    stripped = text.strip().upper()
    code = f"{stripped}X" if len(stripped) == 3 else stripped
    return code if PATTERNS["pc3"].fullmatch(code) else None


def own_code(name_key: str) -> str:
    """A code of ours for a GGD region that a source gives by name only: four letters of each telling word.

    `name_key` is names.search_key(name). Not a CBS code: GGD-HOLLMIDD is GGD Hollands-Midden.
    """
    quiet = {"ggd", "regio", "en", "dienst", "gezondheid", "gezondheids", "gezondheidsregio", "veiligheids"}
    words = [word for word in name_key.split() if word not in quiet] or name_key.split()
    return "GGD-" + "".join(word[:4] for word in words)[:8].upper()
