"""Ages added up to the group that a figure is about: real files of postcodes and gemeenten."""

import csv

import pytest

from kansrijk.areas.commands import AreaRecord
from kansrijk.areas.commands.registering import register_unaudited
from kansrijk.figures import commands, queries

pytestmark = pytest.mark.django_db
PC4 = "pc4_inwoners_leeftijd_geslacht_2021_certegis.csv"
AGES = "bevolking_leeftijd_gemeente_2022_2023_statline.csv"


def value(actor, area: str, edition: int, indicator: str):
    return queries.figures_of(actor, area, edition, [indicator])[0].value


def test_women_and_young_children_per_postcode(data, beheer):
    with (data / "kwb" / PC4).open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    codes = dict.fromkeys(row["postcode"] for row in rows)
    register_unaudited(2021, [AreaRecord("NL00", "Nederland", "country"), *(AreaRecord(c, c, "pc4") for c in codes)])
    receipt = commands.import_delivery(by=beheer, source="cbs-bevolking", file=data / "kwb" / PC4)
    assert not receipt.is_refused, receipt.errors[:3]
    assert receipt.read == receipt.stored + receipt.unchanged + receipt.rejected
    fertile = {f"{age}-{age + 4}" for age in range(15, 50, 5)}
    for code in ("1011", "2311", "9726"):
        own = [row for row in rows if row["postcode"] == code]
        women = [row["inwoners_vrouw"] for row in own if row["leeftijd"] in fertile]
        assert len(women) == 7
        expected = sum(map(int, women)) if all(women) else None
        assert value(beheer, code, 2021, "vrouwen_15_49") == expected
        young = next(row["inwoners"] for row in own if row["leeftijd"] == "0-4")
        assert value(beheer, code, 2021, "kinderen_0_4") == (int(young) if young else None)


@pytest.mark.parametrize("year", [2022, 2023])
def test_children_under_two_per_gemeente_by_name_each_year_in_its_own_edition(data, beheer, year):
    text = (data / "kwb" / AGES).read_text("utf-8-sig")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))[1:]
    filled = {name for age, when, name, count in rows if when == str(year) and count.strip()}
    records = [AreaRecord(f"GM{at:04d}", name, "gemeente") for at, name in enumerate(sorted(filled), start=1)]
    register_unaudited(year, [AreaRecord("NL00", "Nederland", "country"), *records])
    receipt = commands.import_delivery(by=beheer, source="cbs-bevolking", file=data / "kwb" / AGES, period=str(year))
    assert not receipt.is_refused, receipt.errors[:3]
    code = next(record.code for record in records if record.name == "Aa en Hunze")
    own = {age: int(count) for age, when, name, count in rows if name == "Aa en Hunze" and when == str(year)}
    assert value(beheer, code, year, "kinderen_onder_2") == own["0 jaar"] + own["1 jaar"]
    assert value(beheer, code, year, "kinderen_0_4") == sum(own[f"{age} jaar"] for age in range(5))


def test_a_missing_age_leaves_a_gap_and_a_double_one_is_refused(beheer, write, made_up):
    from kansrijk.core.faults import BadInput

    head = "Leeftijd;Perioden;Regio's;Bevolking op 1 januari (aantal)\n"
    one = "".join(f"{age} jaar;2024;Verzonnen gemeente;{10 + age}\n" for age in range(4))
    receipt = commands.import_delivery(by=beheer, source="cbs-bevolking", file=write(head + one), period="2024")
    assert not receipt.is_refused, receipt.errors
    assert value(beheer, "GM9901", 2024, "kinderen_onder_2") == 21
    assert value(beheer, "GM9901", 2024, "kinderen_0_4") is None, "4 jaar is not there"
    twice = write(head + one + "0 jaar;2024;Verzonnen gemeente;1\n", "twice.csv")
    with pytest.raises(BadInput, match="twice"):
        commands.import_delivery(by=beheer, source="cbs-bevolking", file=twice, period="2024")
