"""What in a text points at one person, and how a telephone number is written down. One place for every room."""

import re

_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")
_PHONE = re.compile(r"(?<!\d)(?:\+31|0031|0)[\s.-]?(?:\d[\s.-]?){8}\d(?!\d)|(?<!\d)0(?:6|[1-9]\d)[\s.-]?\d{7,8}(?!\d)")
# Not in a longer number, nor in one that begins with +: that is a telephone number of elsewhere.
_NINE = re.compile(r"(?<![\d+])\d(?:[ .\u00a0\u2007\u2009\u202f\u2010\u2011-]?\d){8}(?!\d)")
# By slash or comma too, in groups of two at least: so no date, no list of small numbers and no amount is taken for one.
_PARTED = re.compile(r"(?<![\d+/,])\d{2,5}(?:[/,]\d{2,5}){1,3}(?![/,]?\d)")
_AFTER_PLUS = re.compile(r"\+\d{1,3}[\s(]*$")
_DUTCH = re.compile(r"0[1-9]\d{8}|0(?:800|900|906|909)(?:\d{4}|\d{7})|140\d{2,3}|112|113|116\d{3}")
_ABROAD = re.compile(r"\+[1-9]\d{6,14}")
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def holds_service_number(text: str) -> bool:
    """Whether nine digits in a row pass the eleven-test of a service number (BSN).

    Dots, dashes and spaces, hard ones too, may part them anywhere; slashes and commas may part groups of two and more.
    """
    parted = [
        found[0]
        for found in _PARTED.finditer(text)
        if sum(one.isdigit() for one in found[0]) == 9 and not _AFTER_PLUS.search(text[: found.start()])
    ]
    for found in _NINE.findall(text) + parted:
        digits = [int(one) for one in found if one.isdigit()]
        if any(digits) and sum(a * b for a, b in zip(digits, _WEIGHTS, strict=True)) % 11 == 0:
            return True
    return False


def personal_data_in(text: str) -> str:
    """What in a public text points at one person: "number" (passes the elfproef), "email", "phone"; "" for nothing."""
    if _MAIL.search(text):
        return "email"
    if holds_service_number(text):
        return "number"
    return "phone" if _PHONE.search(text) else ""


def readable_telephone(number: str) -> str:
    """A number as people read it: `071 512 34 56`; what is no Dutch number of ten digits stays as it is."""
    if len(number) == 10 and number.startswith("06"):
        return f"06 {number[2:4]} {number[4:6]} {number[6:8]} {number[8:]}"
    if len(number) == 10 and number.startswith("0"):
        return f"{number[:3]} {number[3:6]} {number[6:8]} {number[8:]}"
    return number


def telephone(text: str) -> str | None:
    """A Dutch or international number as it is dialled, `0101234567` or `+32…`; '' for nothing, None for no number."""
    plain = re.sub(r"[\s().\-/]", "", text.strip())
    if not plain:
        return ""
    plain = re.sub(r"^(?:\+|00)310?", "0", plain)
    plain = re.sub(r"^00", "+", plain)
    return plain if _DUTCH.fullmatch(plain) or _ABROAD.fullmatch(plain) else None
