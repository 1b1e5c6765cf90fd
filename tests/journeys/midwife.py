"""A midwife in a browser: her code, and a file that she wrote."""

from uuid import UUID, uuid4

from tests import prepared
from tests.families.screens import code_now


def show_code(page) -> None:
    """Gives the code that is asked for on the way to a page about a family."""
    page.get_by_role("heading", name="Vul uw code in of gebruik uw passkey").wait_for()
    page.get_by_label("Code van uw app").fill(code_now())
    page.get_by_role("button", name="Verder").click()


def a_file() -> UUID:
    """Written by commands: what carries and what weighs, confirmed."""
    from kansrijk.families import commands_signal, queries_signal
    from kansrijk.families.signals import Chosen
    from kansrijk.trust.models import Account
    from kansrijk.trust.queries import actor_for

    with prepared.in_compartment_for_real():
        actor = actor_for(Account.objects.get(name="anne"), has_shown_factor=True)
        tie = actor.ties[0]
        at = {"by": actor, "coalition": tie.coalition}
        key = commands_signal.begin_signal(
            organisation=tie.organisation, key=uuid4(), part="mother", name="Zoë Proef", **at
        )
        chosen = Chosen({"RMa02": "confirmed", "RS06": "suspected", "BS02": "confirmed"})
        commands_signal.choose_factors(signal=key, version=1, chosen=chosen, **at)
        return queries_signal.signal(actor, tie.coalition, key).file
