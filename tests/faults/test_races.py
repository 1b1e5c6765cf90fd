"""Several people at the same moment, each with a connection of their own."""

import threading

import pytest

from kansrijk.demo.people import load_people
from kansrijk.trust import commands
from kansrijk.trust.models import Account


@pytest.mark.req("RES-05", "unique constraints")
@pytest.mark.django_db(transaction=True)
def test_ten_invitations_at_the_same_moment_give_one_account_and_one_membership():
    from datetime import date

    from django.db import connections

    from kansrijk.trust.commands_invitations import invite
    from kansrijk.trust.models import Membership
    from kansrijk.trust.queries import actor_for

    coalition = load_people(by=commands.installation_actor())
    by = actor_for(Account.objects.get(email="coordinator@demo.invalid"))
    start, wrong = threading.Barrier(10), []

    def ask() -> None:
        start.wait()
        try:
            invite(
                by=by,
                coalition=coalition,
                email="samen@voorbeeld.invalid",
                name="Samen",
                organisation="Praktijk Samen",
                role="jgz",
                starts_on=date(2026, 1, 1),
                site=None,
            )
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(10)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert wrong == []
    assert Account.objects.filter(email="samen@voorbeeld.invalid").count() == 1
    assert Membership.objects.filter(account__email="samen@voorbeeld.invalid").count() == 1
