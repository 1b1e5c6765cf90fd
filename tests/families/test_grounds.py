"""The table of what may be shared on which ground: every pair, every date, every age; unknown is never allowed."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansrijk.families import grounds
from kansrijk.families.grounds import Answer, Giver, Question, answer, who_agrees
from kansrijk.offer import vocabulary
from kansrijk.trust.roles import ROLE_CODES

TODAY = date(2026, 11, 26)
ADULT = Giver(date(1994, 2, 28))
MONEY = Question("verloskundige", "money_help", "question", "money")
CARING = ("verloskundige", "kraamverzorgende", "huisarts", "jgz", "sociaal-team")

texts = st.one_of(
    st.text(max_size=12),
    st.sampled_from([*grounds.receivers(), *grounds.categories(), *grounds.purposes(), *CARING, *ROLE_CODES]),
)
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
givers = st.builds(
    Giver,
    st.none() | days,
    st.sampled_from(["", "from_16", "from_12", "under_12", "old", "16"]),
    st.sampled_from(["", "nobody", *grounds.exceptions()]),
)
questions = st.builds(Question, texts, texts, texts, texts)


@pytest.mark.req("LAW-01", "families.grounds.answer")
@given(givers, questions, days)
def test_whatever_is_asked_there_is_an_answer_and_a_yes_has_a_rule_in_force(giver, asked, on):
    found = answer(giver, asked, on)
    assert found.outcome in {*grounds.ROADS, grounds.UNKNOWN, grounds.REFUSED}
    if not found.is_allowed:
        assert found.who == () or found.rule is None
        return
    rule = found.rule
    assert rule.is_in_force(on)
    assert rule.road == "ask"
    assert asked.sender in rule.senders
    assert asked.receiver in rule.receivers
    assert asked.purpose in rule.purposes
    assert asked.category in rule.categories
    assert found.who
    assert set(found.who) <= {"self", "holders", "representative"}


@pytest.mark.req("LAW-01", "families.grounds.answer")
@given(givers, questions, days)
def test_a_word_that_nobody_knows_is_never_allowed(giver, asked, on):
    """Each part of a question that was allowed, made unknown one by one, closes it."""
    if answer(giver, asked, on).is_allowed:
        for field in ("sender", "receiver", "category", "purpose"):
            changed = Question(**({name: getattr(asked, name) for name in asked.__dataclass_fields__} | {field: "?"}))
            assert not answer(giver, changed, on).is_allowed
        assert not answer(Giver(None, "", giver.exception), asked, on).is_allowed


@pytest.mark.req("LAW-01", "grounds.yaml")
def test_every_pair_of_parties_has_the_answer_of_the_table():
    """Over all senders, receivers and purposes: allowed exactly where the table of security.md says so."""
    rows = {
        ("R1", "birth_care", "care_together"): {"verloskundige"},
        ("R2", "youth_health", "prenatal_visit"): {"verloskundige", "huisarts"},
        ("R3", "youth_health", "birth_handover"): {"verloskundige", "kraamverzorgende"},
        ("R4", "municipality", "support"): {"verloskundige", "kraamverzorgende", "huisarts", "jgz"},
        ("R5", "money_help", "money"): set(CARING),
        ("R6", "volunteers", "company"): set(CARING),
        ("R7", "mental_health", "treatment"): set(CARING),
        ("R11", "meeting", "meeting"): set(CARING),
    }
    expected = {(sender, to, purpose): rule for (rule, to, purpose), senders in rows.items() for sender in senders}
    for sender, receiver, purpose in product(
        [*ROLE_CODES, "visitor", "member", "beheer", "landelijk"], grounds.receivers(), grounds.purposes()
    ):
        found = answer(ADULT, Question(sender, receiver, "contact", purpose), TODAY)
        assert found.is_allowed == ((sender, receiver, purpose) in expected), (sender, receiver, purpose)
        if found.is_allowed:
            assert found.rule.id == expected[sender, receiver, purpose]


def test_no_two_rules_speak_of_one_question_on_one_day():
    for rule, other in product(grounds.rules(), repeat=2):
        if rule is other or rule.begins is None or other.begins is None:
            continue
        apart = (rule.ends or date.max) <= other.begins or (other.ends or date.max) <= rule.begins
        same = set(rule.receivers) & set(other.receivers) and set(rule.purposes) & set(other.purposes)
        everybody = not rule.senders or not other.senders
        assert apart or not same or not (everybody or set(rule.senders) & set(other.senders)), (rule.id, other.id)


@pytest.mark.req("LAW-01", "grounds.yaml")
def test_volunteers_get_name_contact_and_question_and_debt_help_nothing_of_health():
    health = {code for code, one in grounds.categories().items() if one.health}
    assert health == {"moment", "health", "guarded"}
    for code in grounds.categories():
        money = answer(ADULT, Question("jgz", "money_help", code, "money"), TODAY)
        assert money.outcome == ("refused" if code in health else "ask")
        company = answer(ADULT, Question("jgz", "volunteers", code, "company"), TODAY)
        assert company.outcome == ("ask" if code in {"contact", "question", "feedback"} else "refused")


@pytest.mark.req("LAW-01", "valid on that date")
@pytest.mark.parametrize(
    ("begins", "ends", "on", "expected"),
    [
        (date(2026, 1, 1), None, date(2025, 12, 31), False),
        (date(2026, 1, 1), None, date(2026, 1, 1), True),
        (date(2026, 1, 1), date(2026, 6, 1), date(2026, 5, 31), True),
        (date(2026, 1, 1), date(2026, 6, 1), date(2026, 6, 1), False),
        (None, None, date(2099, 1, 1), False),
    ],
)
def test_a_rule_counts_on_its_own_days_only(begins, ends, on, expected):
    from dataclasses import replace

    assert replace(grounds.rules()[0], begins=begins, ends=ends).is_in_force(on) is expected


def test_before_the_table_began_nothing_was_allowed():
    assert answer(ADULT, MONEY, date(2025, 12, 31)) == Answer("unknown")
    assert answer(ADULT, MONEY, TODAY).is_allowed


@pytest.mark.req("LAW-03", "families/data/grounds.yaml")
@given(days)
def test_the_road_of_a_bill_that_is_no_law_is_off_on_every_day(on):
    asked = Question("sociaal-team", "municipality", "contact", "coordination")
    assert answer(ADULT, asked, on).outcome == "unknown"
    assert [rule.id for rule in grounds.rules() if rule.begins is None] == ["W1"]


def test_what_is_done_by_telephone_is_told_and_never_sent():
    assert [rule.id for rule in grounds.by_telephone(TODAY)] == ["R8", "R9", "R10", "R12"]
    for receiver, purpose in (("safety", "advice"), ("safety", "report"), ("protection", "report")):
        for category in grounds.categories():
            found = answer(ADULT, Question("jgz", receiver, category, purpose), TODAY)
            assert found.outcome == "telephone"
            assert not found.is_allowed
            assert found.rule.nl
    assert answer(ADULT, Question("jgz", "monitor", "health", "monitor"), TODAY).outcome == "counted"
    assert answer(ADULT, Question("jgz", "municipality", "contact", "advice"), TODAY).outcome == "nameless"


@pytest.mark.req("LAW-02", "families/data/grounds.yaml")
def test_what_the_law_presumes_is_asked_here_too():
    asked = {rule.id: rule for rule in grounds.rules() if rule.road == "ask"}
    assert {name for name, rule in asked.items() if rule.secrecy_by_law == "presumed"} == {"R1", "R3"}
    for rule in asked.values():
        assert rule.secrecy_release == "explicit_consent"
        assert rule.avg_basis
        assert rule.months
        assert rule.source
        assert rule.nl
        assert rule.en
        assert set(rule.senders) <= set(CARING) or (rule.id, rule.senders) == ("R15", ("parent",))
        assert set(rule.receivers) <= set(grounds.receivers())
        assert set(rule.purposes) <= set(grounds.purposes())
        assert set(rule.categories) <= set(grounds.categories())


@pytest.mark.req("CON-04", "families.grounds.years_on")
@pytest.mark.parametrize(
    ("born", "on", "who"),
    [
        (date(2014, 11, 27), TODAY, ("holders",)),
        (date(2014, 11, 26), TODAY, ("self", "holders")),
        (date(2014, 11, 25), TODAY, ("self", "holders")),
        (date(2010, 11, 27), TODAY, ("self", "holders")),
        (date(2010, 11, 26), TODAY, ("self",)),
        (date(2012, 2, 29), date(2024, 2, 28), ("holders",)),
        (date(2012, 2, 29), date(2024, 2, 29), ("self", "holders")),
        (date(2012, 2, 29), date(2028, 2, 28), ("self", "holders")),
        (date(2012, 2, 29), date(2028, 2, 29), ("self",)),
        (date(2010, 2, 28), date(2026, 2, 28), ("self",)),
        (date(2011, 3, 1), date(2027, 2, 28), ("self", "holders")),
        (TODAY, TODAY, ("holders",)),
        (TODAY + timedelta(days=1), TODAY, ()),
    ],
)
def test_who_agrees_changes_on_the_birthday(born, on, who):
    """Also for who was born on 29 February, and for a pregnant minor: the same table."""
    assert who_agrees(Giver(born), on) == who


@pytest.mark.req("CON-04", "families.grounds.years_on")
def test_who_was_born_on_29_february_is_a_year_older_on_1_march_where_there_is_no_29th():
    born = Giver(date(2012, 2, 29))
    assert grounds.years_on(born.born_on, date(2025, 2, 28)) == 12
    assert grounds.years_on(born.born_on, date(2025, 3, 1)) == 13


@pytest.mark.req("CON-04", "families.grounds.age_of")
def test_without_a_day_of_birth_the_age_that_was_asked_counts_and_silence_closes():
    assert who_agrees(Giver(said="from_16"), TODAY) == ("self",)
    assert who_agrees(Giver(said="from_12"), TODAY) == ("self", "holders")
    for unknown in (Giver(), Giver(said="adult"), Giver(said="from_16", exception="nobody")):
        assert who_agrees(unknown, TODAY) == ()
        assert not answer(unknown, MONEY, TODAY).is_allowed
    assert who_agrees(Giver(date(2020, 1, 1), "from_16"), TODAY) == ("holders",), "the day of birth is stronger"


@pytest.mark.req("CON-04", "families.grounds.who_agrees")
@pytest.mark.parametrize(
    ("exception", "age", "who"),
    [
        ("holders_aside", "from_12", ("self",)),
        ("holders_aside", "under_12", ()),
        ("holders_aside", "from_16", ()),
        ("represented", "from_16", ("representative",)),
        ("represented", "from_12", ()),
        ("represented_child", "from_12", ("holders",)),
    ],
)
def test_an_exception_counts_at_its_own_age_only(exception, age, who):
    assert who_agrees(Giver(said=age, exception=exception), TODAY) == who


def test_every_kind_of_help_is_of_one_kind_of_receiver_or_said_to_have_no_rule():
    held = [kind for kinds in grounds.receivers().values() for kind in kinds]
    assert len(held) == len(set(held))
    assert set(held) | grounds.without_rule() == set(vocabulary.kinds())
    assert not set(held) & grounds.without_rule()
    for kind in grounds.without_rule():
        assert grounds.receiver_of(kind) == "", "and so unknown, never allowed"
        assert not answer(ADULT, Question("jgz", grounds.receiver_of(kind), "contact", "support"), TODAY).is_allowed


def test_who_is_missing_is_named():
    assert grounds.missing(("self", "holders"), ["self"]) == ("holders",)
    assert grounds.missing(("self",), ["self", "holders"]) == ()
