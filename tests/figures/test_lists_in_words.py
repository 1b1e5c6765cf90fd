"""Years and events as a reader says them."""

import re
from pathlib import Path

import kansrijk.figures
from kansrijk.figures.words import periods_words
from kansrijk.trust.words import EVENTS

RECORDED = re.compile(r'(?:record\([a-z_, ]*|if approve else |event=)"([a-z ]+)"')


def test_years_in_a_row_are_one_and_years_and_windows_say_which_is_which():
    told = periods_words(["2016", "2018-2020", "2015-2017", "2014", "2015", "2018"])
    assert told == "per jaar 2014–2016, 2018; samengenomen 2015–2017, 2018–2020"
    assert periods_words(["2015-2017", "2012-2014"]) == "2012–2014, 2015–2017"
    assert periods_words(["2023"]) == "2023"
    assert periods_words([]) == ""


def test_the_log_has_words_for_everything_that_figures_records():
    folder = Path(kansrijk.figures.__file__).parent / "commands"
    events = {one for file in folder.glob("*.py") for one in RECORDED.findall(file.read_text("utf-8")) if " " in one}
    assert len(events) >= 10
    assert not events - set(EVENTS)
