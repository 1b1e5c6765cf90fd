"""Codes are text, names are forgiven."""

import pytest

from kansrijk.areas import codes, names


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("GM0363", "gemeente"),
        ("WK0363AF", "wijk"),
        ("BU0363TE01", "buurt"),
        ("PV27", "province"),
        ("NL00", "country"),
        ("2311", "pc4"),
        ("101X", "pc3"),
        ("GM363", None),
        ("WK0363A", None),
        ("GM0363 ", None),
        ("gm0363", None),
    ],
)
def test_the_form_of_a_code_tells_its_level(code, level):
    assert codes.level_of(code) == level


@pytest.mark.parametrize(
    ("raw", "level", "code"),
    [
        ("GM0363  ", "gemeente", "GM0363"),
        (363, "gemeente", "GM0363"),
        ("0363AF", "wijk", "WK0363AF"),
        ("035800", "wijk", "WK035800"),
        (1011.0, "pc4", "1011"),
        ("3E10", "pc4", "3E10"),
        ("WK036301", "wijk", "WK036301"),
    ],
)
def test_padding_comes_off_and_letters_are_never_read_as_numbers(raw, level, code):
    assert codes.normalise(raw, level) == code


def test_a_code_carries_its_edition():
    assert codes.parse("GM0546@2024") == codes.CodeAt("GM0546", 2024)
    assert codes.parse("GM0546") == codes.CodeAt("GM0546")
    assert codes.parse("den haag") is None
    assert str(codes.CodeAt("GM0546", 2024)) == "GM0546@2024"


def test_a_buurt_carries_the_codes_of_its_wijk_and_gemeente():
    assert codes.parent_code("BU0363TE01") == "WK0363TE"
    assert codes.parent_code("WK0363TE") == "GM0363"


def test_dutch_names_sort_without_article_and_accent():
    assert sorted(["Zwolle", "'s-Gravenhage", "Súdwest-Fryslân", "Goes"], key=names.sort_key) == [
        "Goes",
        "'s-Gravenhage",
        "Súdwest-Fryslân",
        "Zwolle",
    ]


def test_a_name_is_the_same_with_another_suffix_case_or_number():
    assert names.is_same_name("Groningen (gemeente)", "Groningen")
    assert names.is_same_name("Wijk 00 Centrum", "Centrum")
    assert names.is_same_name("Rijswijk", "Rijswijk (ZH.)")
    assert not names.is_same_name("Centrum", "Centrum-Oost")
    assert not names.is_same_name("Beek (L.)", "Beek en Donk")


@pytest.mark.parametrize(
    ("first", "second", "apart"), [("leiden", "lieden", 1), ("leiden", "leidn", 1), ("leiden", "utrecht", 3)]
)
def test_typing_errors_are_counted(first, second, apart):
    assert names.typos(first, second) == apart


def test_every_ggd_region_gets_a_code_of_its_own():
    regions = ["GGD Hollands-Midden", "GGD Hollands-Noorden", "Dienst Gezondheid & Jeugd ZHZ", "GGD Fryslân"]
    made = {codes.own_code(names.search_key(region)) for region in regions}
    assert len(made) == 4
    assert all(codes.is_code(code, "ggd_region") for code in made)
