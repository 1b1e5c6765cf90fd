"""The shipped words: counts, codes, storage classes, and that they load where Django is not."""

import re
import subprocess
import sys
from collections import Counter

import pytest

from kansrijk.offer import vocabulary

SERIES = {"RM": 19, "RP": 13, "RS": 18, "RMa": 10, "RL": 9, "BS": 24}


def test_69_factors_weigh_and_24_carry_in_unbroken_series():
    every = vocabulary.factors()
    assert Counter(one.side for one in every.values()) == {"risk": 69, "protective": 24}
    for series, count in SERIES.items():
        numbers = [int(m[1]) for code in every if (m := re.fullmatch(rf"{series}(\d\d)", code))]
        assert numbers == list(range(1, count + 1)), series


def test_what_may_be_kept_of_a_factor_is_what_the_red_line_says():
    kept = {storage: set() for storage in vocabulary.STORAGE}
    for one in vocabulary.factors().values():
        kept[one.storage].add(one.code)
    assert kept["never"] == {"RS02", "RS18"}
    assert kept["guarded"] == {"RS01", "RS03", "RS07", "RS08"}
    assert kept["need_only"] == {"RS12", "RS13"}
    assert len(kept["normal"]) == 93 - 8
    assert all(vocabulary.factors()[code].recorded_as for code in kept["need_only"])
    assert not any(vocabulary.factors()[code].recorded_as for code in kept["normal"])


def test_every_factor_and_kind_names_known_domains_phases_and_factors():
    for one in [*vocabulary.factors().values(), *vocabulary.kinds().values()]:
        assert one.nl, one
        assert one.en, one
        assert one.domains, one
        assert set(one.domains) <= set(vocabulary.domains()), one
        assert one.phases, one
        assert set(one.phases) <= set(vocabulary.phases()), one
    risks = {code for code, one in vocabulary.factors().items() if one.side == "risk"}
    named = {code for kind in vocabulary.kinds().values() for code in kind.factors}
    assert named == risks, "every factor that weighs has a kind of door, and no kind names another"
    for kind in vocabulary.kinds().values():
        assert kind.side in {"medical", "social", "informal"}
        assert re.fullmatch(r"[a-z_]+", kind.code)


def test_no_factor_asks_what_is_never_recorded():
    forbidden = re.compile(r"nationalit|etnici|ethnic|godsdienst|religi|geloof|\bBSN\b", re.I)
    assert [one for one in vocabulary.factors().values() if forbidden.search(one.nl + one.en)] == []


def test_phases_and_levels_stand_in_their_order():
    assert list(vocabulary.phases()) == ["before", "during", "after"]
    assert list(vocabulary.levels()) == ["self_reliant", "potentially_vulnerable", "vulnerable", "very_vulnerable"]


def test_domains_of_a_set_of_factors():
    assert vocabulary.domains_of(["RMa02", "RS06", "E01"]) == ("social", "material")
    assert vocabulary.domains_of([]) == ()


@pytest.mark.parametrize("name", ["factors", "phases", "domains", "kinds", "languages"])
def test_each_file_says_its_version_source_and_checker(name):
    from importlib.resources import files

    found = vocabulary.edition(name)
    assert re.fullmatch(r"\d{4}\.\d+", found.version)
    assert found.checked_on
    assert found.checked_by
    assert "# source:" in files("kansrijk.offer").joinpath(f"data/{name}.yaml").read_text("utf-8")


def test_a_code_that_stands_twice_is_refused():
    term = vocabulary.Term("a", "a", "a")
    with pytest.raises(ValueError, match="twice"):
        vocabulary._by_code([term, term])


def test_the_words_load_where_django_is_not():
    code = (
        "import sys; sys.modules['django'] = None\n"
        "from kansrijk.offer import rules, vocabulary\n"
        "print(len(vocabulary.factors()), len(vocabulary.kinds()), rules.REVIEW_MONTHS)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["93", str(len(vocabulary.kinds())), "6"]
