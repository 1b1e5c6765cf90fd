"""What states, steps and reasons of a referral are called on screen, and what a form says of what cannot be."""

from typing import Any

from django.utils.translation import gettext_lazy as _

STATES = {
    "sent": _("sent, not opened yet"),
    "received": _("received"),
    "information_asked": _("a question was asked"),
    "accepted": _("taken on"),
    "contacted": _("first contact was made"),
    "started": _("help has begun"),
    "handed_over": _("handed over together"),
    "fed_back": _("word came back"),
    "evaluated": _("looked back together"),
    "ended": _("ended"),
    "declined": _("not taken on"),
    "not_reached": _("the family was not reached"),
    "returned": _("given back"),
    "expired": _("nobody opened it"),
    "moved": _("the family moved"),
    "closed": _("closed"),
    "called_off": _("called off"),
    "recalled": _("taken back before it was opened"),
    "consent_withdrawn": _("the parent stopped sharing"),
    "stopped": _("stopped"),
}
"""Where it stands."""
FOR_PARENTS = {
    "sent": _("the question was sent"),
    "received": _("they have read it"),
    "information_asked": _("they asked something more"),
    "accepted": _("they will help"),
    "contacted": _("there was contact"),
    "started": _("the help has begun"),
    "handed_over": _("the help has begun"),
    "fed_back": _("the help has begun"),
    "evaluated": _("the help has begun"),
    "ended": _("the help has ended"),
    "declined": _("they cannot help; there is another plan to be made"),
    "not_reached": _("they could not reach you"),
    "returned": _("they cannot help any further; there is another plan to be made"),
    "expired": _("nobody answered; there is another plan to be made"),
    "moved": _("you moved; there is another plan to be made"),
    "closed": _("this is over"),
    "called_off": _("this is over"),
    "recalled": _("this is over"),
    "consent_withdrawn": _("you stopped this"),
    "stopped": _("this is over"),
}
"""Where it stands, as a parent reads it."""
STEPS = {
    "send": _("sent"),
    "receive": _("opened"),
    "recall": _("taken back"),
    "expire": _("came back: nobody opened it"),
    "escalate": _("an answer was asked for"),
    "accept": _("taken on"),
    "decline": _("not taken on"),
    "ask": _("asked a question"),
    "answer": _("answered"),
    "call_off": _("called off"),
    "try": _("tried to reach the family"),
    "contact": _("first contact was made"),
    "miss": _("did not reach the family"),
    "return": _("given back"),
    "ask_again": _("asked to try again"),
    "close": _("closed"),
    "start": _("help has begun"),
    "hand_over": _("handed over together"),
    "feed_back": _("gave word back"),
    "evaluate": _("looked back together with the parent"),
    "go_on": _("help goes on"),
    "end": _("help ended"),
    "move": _("the family moved"),
    "withdraw_consent": _("the parent stopped sharing"),
    "stop": _("stopped"),
}
"""What happened."""
BUTTONS = {
    "receive": _("I have read it"),
    "recall": _("Take back"),
    "accept": _("We take this on"),
    "decline": _("We do not take this on"),
    "ask": _("Ask a question"),
    "answer": _("Answer"),
    "call_off": _("Call off"),
    "try": _("Tried, not reached yet"),
    "contact": _("Contact was made"),
    "miss": _("We do not reach the family"),
    "return": _("Give back"),
    "ask_again": _("Ask to try again"),
    "close": _("Close"),
    "start": _("Help has begun"),
    "hand_over": _("Handed over together"),
    "feed_back": _("Give word back"),
    "evaluate": _("Looked back with the parent"),
    "go_on": _("Help goes on"),
    "end": _("Help has ended"),
}
"""What somebody can do. What only the parent, the clock or the file does has no button."""
ASKED = {
    "ask": _("What do you need to know?"),
    "answer": _("Your answer"),
    "hand_over": _("Who were there?"),
    "feed_back": _("How does it go? Only what the parent agreed to."),
}
NOTE = _("A note, if one is needed")
REASONS = {
    "not_suitable": _("this is not the help that fits"),
    "full": _("there is no room now"),
    "not_here": _("we do not work there"),
    "no_answer": _("nobody answers"),
    "wrong_number": _("the number is not right"),
    "family_stopped": _("the parent does not want it any more"),
    "other_help": _("other help took over"),
    "done": _("it is enough for now"),
    "other": _("something else"),
}
ASKED_OF = {
    "turn": _("of whoever has it"),
    "desk": _("of everybody who receives there"),
    "coordinator": _("of the coordinator, by a number only"),
}
HOW = {
    "link": _("by a sealed link"),
    "telephone": _("told by telephone"),
    "secure_mail": _("told by secure mail"),
    "letter": _("told by letter"),
}
"""By which road a step came."""
HOW_BUTTONS = {"telephone": _("By telephone"), "secure_mail": _("By secure mail"), "letter": _("By letter")}
TOLD = {
    "receive": _("They have it and read it"),
    "accept": _("They take it on"),
    "decline": _("They do not take it on"),
    "try": _("They tried, not reached yet"),
    "contact": _("They had contact"),
    "miss": _("They do not reach the family"),
    "return": _("They give it back"),
    "start": _("Help has begun"),
    "evaluate": _("They looked back with the parent"),
    "go_on": _("Help goes on"),
    "end": _("Help has ended"),
}
"""What somebody told past the screen."""
LINKS = {
    "works": _("The link works."),
    "over": _("The link is over."),
    "withdrawn": _("The link was withdrawn."),
    "closed": _("The link is closed: too many wrong codes."),
}
WHO = {
    "sender": _("who referred"),
    "receiver": _("who receives"),
    "parent": _("the parent"),
    "clock": _("the time limit"),
    "file": _("the file"),
}
FAULTS: dict[str, Any] = {
    "receiver": _("Nobody receives for this door on screen. Call, or send it and hand over a link or a letter."),
    "given": _("The parent did not agree to share with this door, or stopped. Ask first."),
    "contact": _("Say how this person is reached, in at most 1000 characters and without a service number."),
    "key": _("This form was sent before. Look at what it says now."),
    "version": _("Somebody else was first. Look at what it says now. Nothing of this was stored."),
    "state": _("The parent stopped sharing. Nothing more can be done with this referral."),
    "event": _("This is not possible any more. Look at what it says now."),
    "reason": _("Choose why."),
    "words": _("Write a few words: at most 1000 characters, and no service number."),
    "how": _("Choose how you heard it."),
}
LINK_FAULTS = {
    "key": _("This form was sent before. The link was shown then. Make a new one."),
    "state": _("There is nothing more to receive here: it is over, or the parent stopped sharing."),
}
AWAY_FAULTS = {
    "starts_on": _("Choose today or a later day."),
    "ends_on": _("Choose a day on or after the first day, and within a year."),
}
TOO_LONG = _("At most 1000 characters, and no service number: we never keep that.")
