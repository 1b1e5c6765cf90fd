"""What was rounded to a whole per cent when it was released is shown as one: a decimal would be one nobody counted."""

import io
import re

import pytest
from tests import prepared

from kansrijk.figures.rules import is_whole

loaded = prepared.fixture(prepared.REGION)
pytestmark = pytest.mark.django_db
PAGES = [
    "/gebied/GM9901",
    "/gebied/GM9902",
    "/gebied/XX00",
    "/gebied/WK990100",
    "/vergelijk?gebied=GM9901&gebied=GM9902&gebied=GM9903&indicator=bereik_jgz&indicator=big2",
    "/vergelijk?gebied=GM9901&gebied=GM9902&indicator=bereik_jgz&vorm=verloop",
    "/insluiten/GM9901/bereik_jgz",
    "/insluiten/GM9901/bereik_jgz?vorm=verloop",
    "/indicatoren/bereik_jgz?land=XX",
    "/samenhang?x=laagste_inkomens&y=bereik_jgz&binnen=XX00",
]
A_DECIMAL = re.compile(r"\d,\d+\N{NO-BREAK SPACE}(?:%|per 1\.000)")


@pytest.mark.parametrize("address", PAGES)
def test_no_page_of_the_fictional_country_gives_a_share_a_decimal(client, loaded, address):
    answer = client.get(address)
    if answer.status_code != 404:
        assert A_DECIMAL.findall(answer.content.decode()) == []
    else:
        pytest.fail(f"{address} is no page")


def test_limits_keep_the_digits_that_the_counts_allow(client, loaded):
    """Limits are worked out from counts: 94 (93,8 to 94,9) says more than 94 (94 to 95)."""
    text = client.get("/gebied/GM9901").content.decode()
    assert re.search(r"<strong>9\d\N{NO-BREAK SPACE}%</strong> <span[^>]*>\(9\d,\d tot 9\d,\d\)", text)


def test_a_row_of_the_map_has_the_digits_of_the_page_and_the_zoom_map_is_told_so(client, loaded):
    text = client.get("/kaart?indicator=bereik_jgz&gebied=XX00&niveau=gemeente").content.decode()
    rows = re.findall(r"<td[^>]*>\s*(\d+(?:,\d)?)\N{NO-BREAK SPACE}%", text)
    assert rows
    assert not [one for one in rows if "," in one]
    assert '"whole": true' in text.replace("&quot;", '"')


def test_a_workbook_shows_the_value_without_a_decimal_and_its_limits_with(client, loaded):
    from openpyxl import load_workbook

    answer = client.get("/gebied/GM9901/cijfers.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    sheet = next(one for one in book.worksheets if one.max_column > 10)
    heads = [cell.value for cell in sheet[1]]
    at = heads.index(next(one for one in heads if str(one).lower() in {"waarde", "value"}))
    rows = [row for row in sheet.iter_rows(min_row=2) if any(cell.value == "share" for cell in row)]
    found = {row[at].number_format for row in rows if row[at].value is not None}
    assert found == {"#,##0"}


def test_what_a_publisher_rounded_and_what_is_not_released_keep_their_decimals():
    assert is_whole("own", "published", "share")
    assert is_whole("own", "proposed", "per_1000")
    assert not is_whole("own", "imported", "share"), "not rounded yet"
    assert not is_whole("published_at_source", "published", "share")
    assert not is_whole("own", "published", "km")


def test_a_phase_counts_everything_that_has_no_figure_and_each_absent_one_says_who_has_it(client, loaded):
    """What is empty at the source or hidden has no figure either; what a source of ours delivers is the publisher's."""
    text = client.get("/gebied/GM9903").content.decode()
    for phase in ("before", "during", "after"):
        section = text.partition(f'<section aria-labelledby="fase-{phase}"')[2].partition("</section>")[0]
        card = text.partition(f"k-phase-card--{phase}")[2].partition("</li>")[0]
        told = int(re.search(r"(\d+) zonder cijfer", card)[1])
        absent = re.findall(r"<li><a [^>]*>[^<]*</a>(: [^<]+)?</li>", section)
        empty = section.count("k-figure__value") - section.count('k-figure__value"><strong>')
        assert told == len(absent) + empty
        assert all(absent), "each says who has it"
