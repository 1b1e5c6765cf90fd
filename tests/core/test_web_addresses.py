"""An address on the web: what people write is taken, and what hides something is not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansrijk.core.web_addresses import is_web_address

LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True).filter(lambda one: one[2:4] != "--")
NAMES = st.builds(
    lambda labels, last: ".".join([*labels, last]),
    st.lists(LABELS, min_size=1, max_size=3),
    st.sampled_from(["nl", "invalid", "amsterdam"]),
)
PATHS = st.from_regex(r"(/[A-Za-z0-9_.~%-]{0,8}){0,3}(\?[a-z]=[a-z0-9+]{0,5})?(#[a-z]{0,5})?", fullmatch=True)
ADDRESSES = st.builds(
    lambda scheme, name, path: f"{scheme}://{name}{path}", st.sampled_from(["http", "https"]), NAMES, PATHS
)
UNSEEN = [
    chr(code) for code in range(0x11000) if unicodedata.category(chr(code))[0] in "CZ" and not 0xD800 <= code < 0xF900
]


@given(ADDRESSES)
def test_an_address_as_people_write_it_is_taken(text):
    assert is_web_address(text)


@pytest.mark.req("WEB-11", "core.web_addresses.is_web_address")
@given(ADDRESSES, st.sampled_from(UNSEEN), st.data())
def test_a_blank_a_line_end_or_a_turn_of_direction_anywhere_is_refused(text, unseen, data):
    at = data.draw(st.integers(0, len(text)))
    assert not is_web_address(text[:at] + unseen + text[at:])


@given(NAMES, PATHS, st.data())
def test_a_name_with_an_empty_part_is_refused(name, path, data):
    dots = [at for at, one in enumerate(name) if one == "."]
    at = data.draw(st.sampled_from([0, *dots]))
    assert not is_web_address(f"https://{name[:at]}.{name[at:]}{path}")


@given(NAMES, NAMES, st.sampled_from(["@", "\\@", "\\", "%2e", "%00.", "[", ":x/", "<", '"']))
def test_a_name_that_is_not_where_one_arrives_is_refused(shown, reached, between):
    assert not is_web_address(f"https://{shown}{between}{reached}")


@given(st.text(max_size=40))
def test_whatever_is_written_is_an_address_or_is_none(text):
    assert is_web_address(text) in {True, False}
    assert not is_web_address(f"javascript:{text}")
    assert not is_web_address(f"//{text}")


@pytest.mark.parametrize(
    "text", ["https://café.nl/", "https://xn--caf-dma.nl", "http://a.nl:8080/b", "https://a-b.c.nl/d?e=f&g=h#i"]
)
def test_letters_with_a_sign_and_ports_are_names_too(text):
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "www.voorbeeld.nl",
        "ftp://voorbeeld.nl",
        "https://a..b",
        "https://.b.nl",
        "https://b.nl.",
        "https://localhost/x",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://-a.nl",
        "https://a.nl:99999/",
        "https://voorbeeld.nl\n",
        "https://voorbeeld.nl/\u202egpj.exe",
        f"https://{'a' * 64}.nl",
        f"https://{'a.' * 130}nl",
    ],
)
def test_what_cannot_be_reached_is_refused(text):
    assert not is_web_address(text)


def test_where_only_a_safe_road_will_do_another_is_refused():
    assert not is_web_address("http://voorbeeld.nl", schemes=("https",))
