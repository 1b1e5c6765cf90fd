"""What is hidden is not told to those who listen either (WEB-58): titles, alternative texts, labels, descriptions.

Read out of every page as a screen reader gets them. The made-up release hides 7,919 of 7,923 births of one buurt.
"""

import re
from html.parser import HTMLParser

import pytest

pytestmark = pytest.mark.django_db
HIDDEN, SHOWN = "BU99010101", "BU99010202"
SECRETS = ("7919", "7.919", "7,919", "7923", "7.923", "7920", "7.920", "7925", "99.9", "99,9", "100,0", "100.0")
# Attributes that are spoken or shown on hovering; those of our own scripts too.
SPOKEN = re.compile(r"^(title|alt|label|placeholder|value|summary|aria-\w+|data-[\w-]+)$")
SILENT = re.compile(r"^(aria-(hidden|expanded|controls|current|live|haspopup)|data-(page|embed)-)")
PAGES = [
    f"/gebied/{HIDDEN}",
    f"/gebied/{HIDDEN}/duiding",
    "/indicatoren/vroeggeboorte?niveau=buurt",
    "/indicatoren/vroeggeboorte?niveau=buurt&volgorde=hoog",
    f"/vergelijk?gebied={HIDDEN}&gebied={SHOWN}&indicator=vroeggeboorte",
    "/trechter?binnen=GM9901&niveau=buurt&indicator=vroeggeboorte",
    "/verschillen?gebied=GM9901&niveau=buurt&indicator=vroeggeboorte",
    f"/insluiten/{HIDDEN}/vroeggeboorte",
    f"/insluiten/{HIDDEN}/vroeggeboorte?vorm=verloop",
    "/kaart?indicator=vroeggeboorte&gebied=GM9901&niveau=buurt",
]


class _Heard(HTMLParser):
    """Every text that is not simply read on the page: attributes, and elements that only listeners get."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.heard: list[str] = []
        self._inside: list[tuple[str, bool]] = []

    def handle_starttag(self, tag, attrs) -> None:
        given = dict(attrs)
        self.heard += [
            f"{name}: {value}"
            for name, value in given.items()
            if value and SPOKEN.match(name) and not SILENT.match(name) and given.get("type") != "hidden"
        ]
        is_heard_only = tag in {"title", "desc", "caption", "figcaption"} or "k-hide" in (given.get("class") or "")
        if tag not in {"br", "img", "input", "meta", "link", "hr", "path", "rect", "circle", "line", "use"}:
            self._inside.append((tag, is_heard_only))

    def handle_endtag(self, tag) -> None:
        for at in range(len(self._inside) - 1, -1, -1):
            if self._inside[at][0] == tag:
                del self._inside[at:]
                return

    def handle_data(self, data) -> None:
        if data.strip() and any(only for _, only in self._inside):
            self.heard.append(" ".join(data.split()))


def heard(client, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200, address
    parser = _Heard()
    parser.feed(response.content.decode())
    return parser.heard


@pytest.mark.req("WEB-58", "figures.disclosing.make_safe")
@pytest.mark.parametrize("address", PAGES)
def test_what_is_hidden_is_not_told_to_who_listens(client, released, address):
    told = heard(client, address)
    assert told, "nothing was read out: then this proves nothing"
    for text in told:
        assert not any(re.search(rf"(?<![\d.,]){re.escape(one)}(?!\d)", text) for one in SECRETS), text


@pytest.mark.req("WEB-58", "web.templatetags.components.status_word")
def test_a_listener_hears_the_word_and_the_numbers_of_others(client, released):
    """The list of the level: the hidden area with its word and no number of its own, the shown one with its number."""
    page = client.get("/indicatoren/vroeggeboorte?niveau=buurt&periode=2020").content.decode()
    rows = {code: row for row in re.findall(r"<tr.*?</tr>", page, re.S) for code in (HIDDEN, SHOWN) if code in row}
    assert set(rows) == {HIDDEN, SHOWN}
    parser = {code: _Heard() for code in rows}
    said = {}
    for code, row in rows.items():
        parser[code].feed(row)
        text = " ".join(re.sub(r"<[^>]+>", " ", row).split())
        said[code] = " ".join([text, *parser[code].heard]).replace(code, "")
    assert "verborgen" in said[HIDDEN].lower()
    assert not re.search(r"\d+,\d|\d+%|\d+ %|\d+ van \d+", said[HIDDEN]), said[HIDDEN]
    assert re.search(r"\d", re.sub(r"buurt \d+", "", said[SHOWN])), said[SHOWN]
