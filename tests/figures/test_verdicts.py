"""Better, similar, worse: by the interval, by the polarity, and not by chance when much is compared."""

import pytest

from kansrijk.core.intervals import wilson
from kansrijk.figures.verdicts import Claim, overlapping, verdicts


def claim(
    cases: float, total: float, reference: float, polarity: str = "lower_is_better", counts: bool = True
) -> Claim:
    limits = wilson(cases, total)
    known = (cases, total) if counts else (None, None)
    return Claim(float(limits.lower) * 100, float(limits.upper) * 100, reference, "share", polarity, *known)


@pytest.mark.parametrize(
    ("cases", "polarity", "word", "side"),
    [
        (160, "lower_is_better", "worse", "higher"),
        (160, "higher_is_better", "better", "higher"),
        (160, "no_judgement", "higher", "higher"),
        (40, "lower_is_better", "better", "lower"),
        (40, "no_judgement", "lower", "lower"),
        (100, "lower_is_better", "similar", "similar"),
    ],
)
def test_the_word_follows_the_interval_and_the_polarity(cases, polarity, word, side):
    (found,) = verdicts([claim(cases, 1000, 10.0, polarity)])
    assert (found.word, found.side) == (word, side)


def test_nothing_is_compared_without_a_margin_or_a_reference():
    whole = claim(160, 1000, 10.0)
    without = [
        Claim(None, None, 10.0, "share", "lower_is_better", 160, 1000),
        Claim(whole.lower, whole.upper, None, "share", "lower_is_better", 160, 1000),
    ]
    assert [one.word for one in verdicts(without)] == ["not_compared", "not_compared"]
    assert not any(one.is_corrected for one in verdicts(without))


def test_a_difference_that_stands_alone_may_be_chance_among_many():
    """129 of 1000 against 10.8: p is 0.032, a difference by itself and none among twenty."""
    single = claim(129, 1000, 10.8)
    assert verdicts([single])[0].word == "worse"
    many = verdicts([single, *[claim(108, 1000, 10.8)] * 19])
    assert (many[0].word, many[0].was_chance, many[0].is_corrected) == ("similar", True, True)
    clear = verdicts([claim(200, 1000, 10.8), *[claim(108, 1000, 10.8)] * 19])
    assert (clear[0].word, clear[0].was_chance) == ("worse", False)


def test_what_has_no_counts_is_judged_by_its_margin_alone():
    found = verdicts([claim(129, 1000, 10.8, counts=False), *[claim(108, 1000, 10.8)] * 19])
    assert (found[0].word, found[0].is_corrected) == ("worse", False)


def test_pairs_that_overlap_are_counted():
    assert overlapping([(1, 3), (2, 4), (5, 6)]) == (1, 3)
    assert overlapping([(1, 2)]) == (0, 0)
