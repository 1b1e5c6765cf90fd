"""A calendar as a file (RFC 5545): text escaped, lines of at most 75 octets, days without a clock."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijk.coalition.queries import Calendar
from kansrijk.coalition.queries.actions import Entry

AMSTERDAM, UTC = ZoneInfo("Europe/Amsterdam"), ZoneInfo("UTC")


def ical(found: Calendar, site: str) -> str:
    """The file; every line ends in CRLF."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kansrijk//coalitie//NL", f"X-WR-CALNAME:{_text(found.name)}"]
    for entry in found.entries:
        lines += _event(entry, found, site)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(entry: Entry, found: Calendar, site: str) -> list[str]:
    page = "coalition_meeting" if entry.what == "meeting" else "coalition_action"
    word = "" if entry.what == "meeting" else f"{_('Due:')} "
    address = site + reverse(page, kwargs={"slug": found.slug, "number": entry.key})
    lines = [
        "BEGIN:VEVENT",
        f"UID:{entry.key}@kansrijk",
        f"DTSTAMP:{found.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{_text(word + entry.title)}",
        f"URL:{address}",
    ]
    if entry.begins_at is None:
        lines += [f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}", f"DTEND;VALUE=DATE:{entry.on + timedelta(days=1):%Y%m%d}"]
    else:
        begin = datetime.combine(entry.on, entry.begins_at, AMSTERDAM).astimezone(UTC)
        lines += [f"DTSTART:{begin:%Y%m%dT%H%M%SZ}", "DURATION:PT1H"]
    if entry.place:
        lines.append(f"LOCATION:{_text(entry.place)}")
    return [*lines, "END:VEVENT"]


def _text(raw: str) -> str:
    """Backslash, comma, semicolon and line breaks, as the standard wants them."""
    plain = raw.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def _folded(line: str) -> Iterator[str]:
    """Pieces of at most 75 octets, never within a character; each next one begins with a space."""
    piece, size = "", 0
    for character in line:
        width = len(character.encode())
        if size + width > 75:
            yield piece
            piece, size = " ", 1
        piece, size = piece + character, size + width
    yield piece
