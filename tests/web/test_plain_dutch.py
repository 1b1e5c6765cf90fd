"""Dutch that people read is plain: measured against ten texts that are.

Names of institutes weigh heavily in Flesch-Douma, so data (definitions, who holds a figure) are judged together and
texts on screens one by one. Texts under ten words say nothing about reading ease and are left out of that measure.
"""

import importlib.util
import statistics
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).resolve().parent
_spec = importlib.util.spec_from_file_location("kansrijk_dutch", HERE / "dutch.py")
dutch = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(dutch)

GOOD = yaml.safe_load((HERE / "good_dutch.yaml").read_text("utf-8"))
HARD = (
    "De gemeentelijke uitvoeringsorganisatie conformeert zich aan de vigerende verantwoordingssystematiek inzake de"
    " ketensamenwerking, met inachtneming van de interdisciplinaire afstemmingsprocedures.",
    "Middels onderhavige rapportage wordt inzichtelijk gemaakt in hoeverre de geïmplementeerde interventies een"
    " aantoonbare effectiviteit hebben gerealiseerd.",
)
WORDS_FOR_A_SCORE = 10
LONGEST_SENTENCE = 25
LOWEST_ON_SCREEN = 30
LOWEST_MEDIAN = 60


def measured() -> list[tuple[float, str, str]]:
    """(score, where, text), hardest first, each text once."""
    long_enough = {
        (where, text) for where, text in dutch.texts() if sum(map(len, dutch.sentences(text))) >= WORDS_FOR_A_SCORE
    }
    by_text = {text: where for where, text in long_enough}
    return sorted((dutch.flesch_douma(text), where, text) for text, where in by_text.items())


@pytest.mark.parametrize("text", GOOD)
def test_the_measure_calls_a_good_text_good(text):
    assert dutch.flesch_douma(text) >= 80
    assert dutch.longest(text) <= 15
    assert not dutch.unused(text)


@pytest.mark.parametrize("text", HARD)
def test_the_measure_calls_a_hard_text_hard(text):
    assert dutch.flesch_douma(text) < LOWEST_ON_SCREEN


@pytest.mark.parametrize(
    ("word", "count"),
    [("kind", 1), ("zwangerschap", 3), ("coördinator", 5), ("moeilijk", 2), ("ruïne", 3), ("fooien", 2), ("nieuwe", 2)],
)
def test_syllables(word, count):
    assert dutch.syllables(word) == count


def test_ten_good_texts():
    assert len(GOOD) == 10


def test_no_sentence_is_long():
    long = [f"{where}: {text}" for where, text in dutch.texts() if dutch.longest(text) > LONGEST_SENTENCE]
    assert not long, "\n".join(long)


def test_words_that_we_do_not_use():
    found = [f"{where}: {dutch.unused(text)} in {text}" for where, text in dutch.texts() if dutch.unused(text)]
    assert not found, "\n".join(found)


def test_the_screens_say_u_to_everybody():
    found = [text for where, text in dutch.texts() if where == "catalogue" and dutch.familiar(text)]
    assert not found, "\n".join(found)
    assert dutch.familiar("Wat heb je gedaan?")


def test_dutch_reads_easily():
    rows = measured()
    worst = "\n".join(f"{score:6.1f}  {where}: {text}" for score, where, text in rows[:20])
    print(f"the twenty hardest of {len(rows)} texts:\n{worst}")
    hard = [row for row in rows if row[1] == "catalogue" and row[0] < LOWEST_ON_SCREEN]
    assert not hard, worst
    assert statistics.median(row[0] for row in rows) >= LOWEST_MEDIAN, worst
