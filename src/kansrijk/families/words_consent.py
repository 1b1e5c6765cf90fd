"""What consents are called on screen, and what their form says of what cannot be."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kansrijk.families import grounds
from kansrijk.families.words import language

WHO = {
    "self": _("This person says yes"),
    "holders": _("Who has authority over the child says yes"),
    "representative": _("Who decides for this person says yes"),
}
WHO_SAID = {
    "self": _("the person"),
    "holders": _("who has authority"),
    "representative": _("who decides for the person"),
}
CHANNELS = {"spoken": _("spoken, in a conversation"), "written": _("on paper, signed")}
HELP = {"yes": _("yes"), "not_yet": _("not decided yet")}
INDICATIONS = {
    "own_interest": _("This is in the interest of this person alone"),
    "own_question": _("This person asked for help"),
    "no_disadvantage": _("No does no harm: the help of now goes on"),
}
ENDED = {
    "professional": _("stopped"),
    "parent": _("stopped by the parent"),
    "replaced": _("replaced by a newer one"),
    "event": _("ended"),
    "expired": _("over by itself"),
}
FAULTS: dict[str, Any] = {
    "receiver": _("Choose one receiver of the directory."),
    "purpose": _("Choose what it is for."),
    "categories": _("Tick what may be shared. Nothing is ticked beforehand."),
    "said_age": _("Choose how old this person is. Without that nobody knows who decides."),
    "exception": _("This exception does not belong to this age."),
    "agreed": _("Not everybody who decides about this said yes. Without that nothing is shared."),
    "is_informed": _("Tell first what is shared, with whom, what for and how long. Then tick this."),
    "channel": _("Choose how consent was given."),
    "help_wanted": _("Choose whether the help itself is wanted."),
    "reason": _("An exception needs its reason, in at most 500 characters and without a service number."),
    "by_whom": _("Write down who said yes, in at most 200 characters and without a service number."),
    "use_agreed": _("Ask also whether the receiver may use this. Then tick it."),
    "indications": _("Tick all three, and write down what was asked. Without that this consent is not free."),
    "own_question": _("At most 500 characters, and no service number: we never keep that."),
    "category": _("This consent does not speak of that. Nothing was changed."),
    "key": _("This form was sent before. Begin again."),
    "version": _("The text or the rules changed in the meantime. Look at it again, and send it once more."),
}


def category(code: str) -> str:
    return grounds.categories()[code].name(language())


def purpose(code: str) -> str:
    return grounds.purposes()[code].name(language())
