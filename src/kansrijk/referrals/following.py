"""What referrals do when consent is stopped or replaced, or something happens: at once, in that same transaction."""

from kansrijk.core.announce import subscribe
from kansrijk.families.commands_consent import ConsentReplaced, ConsentWithdrawn
from kansrijk.families.commands_event import HelpEnded
from kansrijk.referrals import moving


def consent_withdrawn(told: ConsentWithdrawn) -> None:
    """Stopped as a whole it is over. For one kind of data the receiver no longer sees that: row security asks."""
    if not told.category:
        moving.end_for_consent(told.coalition, told.consent, told.by)
    if told.category in {"", "contact"}:
        moving.end_meetings([told.consent])


def consent_replaced(told: ConsentReplaced) -> None:
    """Help that goes on hangs on the newer consent."""
    moving.carry_over(told.coalition, told.old, told.new)


def help_ended(told: HelpEnded) -> None:
    """After a loss nothing that was asked waits for anybody; after a move it comes back to who asked."""
    moving.end_for_event(told.coalition, told.consents, told.how, told.by)
    moving.end_meetings(told.consents)


def register() -> None:
    """Called when the application starts."""
    subscribe(ConsentWithdrawn, consent_withdrawn)
    subscribe(ConsentReplaced, consent_replaced)
    subscribe(HelpEnded, help_ended)
