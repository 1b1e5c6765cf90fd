"""What a parent's own page and its link are called on screen, and what a form says of what cannot be."""

from typing import Any

from django.utils.translation import gettext_lazy as _

STATES = {
    "works": _("The link works"),
    "over": _("The link is over"),
    "withdrawn": _("The link was withdrawn"),
    "closed": _("The link is closed: a wrong code was given too often"),
}
KINDS = {"correction": _("Something is not right"), "objection": _("I do not want this")}
ASKED = {"correction": _("says that something is not right"), "objection": _("does not want something")}
OUTCOMES = {
    "done": _("Done: it is changed"),
    "partly": _("Partly done"),
    "not_done": _("Not done"),
}
FAULTS: dict[str, Any] = {
    "state": _("Keep the file first: a proposal is seen by you alone."),
    "is_seen": _("Tick that you know who this is, and give the link in person."),
    "said_age": _("Choose how old this person is. Without that nobody knows who decides."),
    "age": _(
        "A child younger than 12 has no own page. Who has authority decides, and which of them would get the link is"
        " not settled. Look at the file together."
    ),
    "agreed": _("Not everybody who decides about this said yes. Between 12 and 16 that is both."),
    "key": _("This form was sent before. Make a new link when you need one."),
    "link": _("There is no link that works. Make one first."),
    "kind": _("Choose what you want to say."),
    "text": _("Write what it is, in at most 2000 characters and without a service number."),
    "outcome": _("Choose what you did."),
    "answer": _("Write your answer, in at most 2000 characters and without a service number."),
}
