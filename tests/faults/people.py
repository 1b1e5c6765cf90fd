"""Somebody who reads files in, with one made-up gemeente, in a database that another process sees too."""

from datetime import date

from kansrijk.trust.actors import Actor


def epidemioloog() -> Actor:
    """An epidemiologist of a coalition of their own."""
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited
    from kansrijk.trust.keys import new_wrapped_key
    from kansrijk.trust.models import Account, Coalition, Membership, Organisation
    from kansrijk.trust.queries import actor_for

    register_unaudited(2024, [AreaRecord("GM9901", "Verzonnen", "gemeente", country="XX")])
    coalition = Coalition.objects.create(name="Test", slug="test", wrapped_key=new_wrapped_key())
    account = Account.objects.create_user("epi@example.org", None, name="Epi")
    Membership.objects.create(
        account=account,
        organisation=Organisation.objects.create(name="GGD"),
        coalition=coalition,
        role="epidemioloog",
        starts_on=date(2020, 1, 1),
    )
    return actor_for(account)
