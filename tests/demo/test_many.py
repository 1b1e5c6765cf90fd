"""The many families of the demo: worked out beforehand, made by commands, put on days of two years."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from tests import prepared

from kansrijk.demo import families, many, many_plans
from kansrijk.offer import vocabulary
from kansrijk.referrals import rules
from kansrijk.trust.commands import installation_actor

region = prepared.fixture_for_real(prepared.REGION)


def _state(sent: many_plans.Sent) -> str:
    walk = [("withdraw_consent" if one.event == "withdraw" else one.event, one.side) for one in sent.steps]
    return rules.walked(walk)


def test_four_hundred_families_and_nine_hundred_referrals_in_every_kind_of_state():
    planned = many_plans.families(many.SEED)
    assert planned == many_plans.families(many.SEED)
    assert len(planned) == len({one.name for one in planned}) == 400
    sent = [one for family in planned for one in family.sent]
    assert len(sent) == 900
    states = Counter(map(_state, sent))
    made_by_clock_or_file = {"expired", "moved", "stopped", "evaluated"}
    assert set(rules.STATES) - made_by_clock_or_file == set(states)
    assert max(family.days for family in planned) > 700
    assert all(0 <= one.days <= family.days for family in planned for one in family.sent)
    happened = Counter(family.happened for family in planned)
    assert {name: happened[name] for name in ("birth", "pregnancy_lost", "secret_address")} == {
        "birth": 1,
        "pregnancy_lost": 1,
        "secret_address": 1,
    }


def test_what_they_are_put_together_from_exists():
    told = many_plans.told()
    codes = {code for one in told["senders"] for code in one["risk"]} | set(told["protective"])
    assert all(vocabulary.factors()[code].storage == "normal" for code in codes), "nothing guarded is made up"
    assert set(told["languages"]) <= set(vocabulary.languages())
    assert {kind for one in told["senders"] for kind in one["doors"]} == set(told["doors"]) <= set(vocabulary.kinds())
    for course in told["courses"]:
        for one in course["of"]:
            for step in one["steps"]:
                _, event, *reason = step.split()
                assert reason == [] or reason[0] in rules.REASONS[event]
                assert event in many_plans.WITH_WORDS or event not in rules.WITH_WORDS


TRUE = {
    "the text that was told is the one that was hashed": """
        select count(*) from families.consent where told_hash <> sha256(convert_to(told, 'UTF8'))""",
    "the text that was told names its last day": """
        select count(*) from families.consent where told not like '%' || to_char(expires_on, 'DD-MM-YYYY') || '%'""",
    "a consent was given when its referral was sent": """
        select count(*) from referrals.referral r join families.consent c on c.id = r.consent_id
        where r.sent_at::date <> c.given_at::date""",
    "steps follow one another": """
        select count(*) from referrals.event a join referrals.event b using (referral_id)
        where a.number < b.number and a.at > b.at""",
    "nothing happened after today": "select count(*) from referrals.event where at > now()",
}


@pytest.mark.long
@pytest.mark.django_db(transaction=True, databases=["default", "families"])
def test_they_are_made_once_and_put_on_their_days(region, database_server, monkeypatch):
    from django.db import connections

    monkeypatch.setenv("KANSRIJK_FAMILIES", "1")
    wanted = many_plans.families(many.SEED)
    some = [*wanted[:8], *(one for one in wanted if one.happened), *wanted[-4:]]
    monkeypatch.setattr(many, "families", lambda seed: some)
    sent = sum(len(one.sent) for one in some)
    told: list[tuple[int, int]] = []
    families.load(by=installation_actor())
    with database_server.connect(database=connections["default"].settings_dict["NAME"]) as owner:
        before = owner.execute("select count(*) from referrals.referral").fetchone()[0]
        for _ in range(2):
            many.load(owner, lambda made, total: told.append((made, total)))
        assert owner.execute("select count(*) from referrals.referral").fetchone()[0] == before + sent
        for what, statement in TRUE.items():
            assert owner.execute(statement).fetchone() == (0,), what
        (oldest,) = owner.execute("select min(made_at) from families.person").fetchone()
    assert told == [(n, len(some)) for n in range(1, len(some) + 1)] * 2
    assert timezone.now() - oldest > timedelta(days=many_plans.OLDEST - 60)
