"""The interval of own figures is made of the counts that are shown, by the method of its indicator, and is named."""

import pytest

from kansrijk.figures import commands, queries
from kansrijk.figures.catalogue import indicators
from kansrijk.figures.limits import limits_of
from kansrijk.figures.models import Release
from kansrijk.figures.pages import wording

HEAD = "gebied;periode;indicator;teller;noemer;waarde;status\n"
# Limits by hand: Wilson 15 of 100 and Byar of 100 (numbers.md 3.5).
WANTED = {
    "ervaren_gezondheid_goed": (15, 100, 9.306, 23.284, "Wilson score"),
    "meldingen_kindermishandeling": (100, 10_000, 8.1362, 12.1628, "Byar, exact chi-square below 10"),
    "geboorte_per_1000": (50, 5_000, None, None, None),
}


@pytest.mark.django_db
def test_every_interval_of_own_figures_says_how_it_was_made(person, coalition, made_up, write):
    who = person("epidemioloog", coalition)
    lines = "".join(f"GM9901@2024;2023;{name};{x};{n};;\n" for name, (x, n, *_) in WANTED.items())
    receipt = commands.import_delivery(by=who, source="tidy", file=write(HEAD + lines), coalition=coalition.pk)
    assert not receipt.is_refused, receipt.errors
    named = dict(zip(*Release.objects.values_list("columns", "interval_methods").get(pk=receipt.release), strict=True))
    commands.propose_release(by=who, release=receipt.release)
    for figure in queries.figures_of(who, "GM9901", 2024, list(WANTED)):
        *_, lower, upper, method = WANTED[figure.indicator.id]
        assert (figure.lower, figure.upper) == (pytest.approx(lower, abs=0.001), pytest.approx(upper, abs=0.001))
        assert figure.interval_method == method
        assert named[figure.indicator.id] == (method or ""), "what is never said otherwise later"


def test_a_unit_that_is_no_fraction_has_no_limits():
    without = [one for one in indicators().values() if one.per is None or one.interval_method is None]
    assert without
    assert [one.id for one in without if limits_of(one, 15, 100) is not None] == []


def test_every_method_has_words():
    """A page told one in the words of the code."""
    found = {limits.method for one in indicators().values() if (limits := limits_of(one, 15, 100)) is not None}
    assert len(found) == 2
    assert found <= set(wording.METHODS)
