"""What stands in the audit, in the words of its reader. A kind or event without words is shown as it is stored."""

import re

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "signed in": _("signed in"),
    "signed out": _("signed out"),
    "sign-in failed": _("failed to sign in"),
    "demo sign-in": _("signed in to the demo"),
    "sessions ended": _("ended sessions"),
    "password set": _("chose a password"),
    "told of a change": _("told of a change"),
    "totp activated": _("switched on the app with codes"),
    "totp deactivated": _("switched off the app with codes"),
    "webauthn added": _("added a key"),
    "webauthn removed": _("removed a key"),
    "recovery codes generated": _("made recovery codes"),
    "account created": _("made an account"),
    "account closed": _("closed an account"),
    "organisation created": _("added an organisation"),
    "coalition created": _("made the coalition"),
    "installation role given": _("gave a role over the installation"),
    "membership began": _("gave somebody a role"),
    "membership ended": _("ended a role"),
    "profile changed": _("changed what the coalition is about"),
    "stage changed": _("changed the stage"),
    "guide closed": _("closed the start"),
    "pillar added": _("added a pillar"),
    "goal added": _("added a goal"),
    "goal ended": _("closed a goal"),
    "party joined": _("added a party"),
    "party left": _("wrote down that a party leaves"),
    "person added": _("listed somebody"),
    "person changed": _("changed somebody's entry"),
    "person left": _("wrote down that somebody leaves"),
    "person asked": _("asked somebody to confirm"),
    "person confirmed": _("confirmed an entry"),
    "agreement made": _("made an agreement"),
    "agreement changed": _("changed an agreement"),
    "agreement written": _("wrote a next version"),
    "agreement written beside": _("wrote a version beside another"),
    "agreement merged": _("made one text of two"),
    "agreement signed": _("wrote down a signature"),
    "agreement ended": _("closed an agreement"),
    "action made": _("made an action"),
    "action changed": _("changed an action"),
    "action moved": _("moved an action"),
    "person nudged": _("reminded somebody"),
    "meeting planned": _("planned a meeting"),
    "minutes written": _("wrote minutes"),
    "decision made": _("wrote down a decision"),
    "calendar link made": _("made a calendar link"),
    "calendar link withdrawn": _("withdrew a calendar link"),
    "delivery offered": _("offered a file"),
    "offered file discarded": _("threw a file away"),
    "delivery imported": _("read a file in"),
    "delivery refused": _("read in a file that was refused"),
    "release proposed": _("proposed a release"),
    "release published": _("published a release"),
    "release withdrawn": _("withdrew a release"),
    "readings opened": _("opened a place for readings"),
    "reading written": _("wrote a reading"),
    "reading rewritten": _("changed a reading"),
    "reading withdrawn": _("withdrew a reading"),
    "reading approved": _("approved a reading"),
    "reading refused": _("refused a reading"),
    "working area made": _("made a working area"),
    "areas imported": _("read in areas"),
    "tiles made": _("made the zoom map"),
    "workbook offered": _("offered a workbook"),
    "workbook stored": _("stored a workbook"),
    "denied": _("asked for something"),
    "audit_log": _("read this log"),
}
KINDS = {
    "account": _("account"),
    "action": _("action"),
    "agreement": _("agreement"),
    "calendar": _("calendar"),
    "meeting": _("meeting"),
    "audit": _("log"),
    "coalition": _("coalition"),
    "delivery": _("delivery"),
    "figure": _("figures"),
    "goal": _("goal"),
    "membership": _("membership"),
    "organisation": _("organisation"),
    "party": _("party"),
    "person": _("person"),
    "pillar": _("pillar"),
    "reading": _("reading"),
    "area": _("area"),
    "release": _("release"),
    "sign_in": _("sign-in"),
    "working_area": _("working area"),
}
_KEY = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{4}([0-9a-f]{8})")


def event_words(event: str) -> str:
    """What happened."""
    return str(EVENTS.get(event, event))


def object_words(kind: str, reference: str) -> str:
    """To what: its kind, and the end of its key or the address that was opened."""
    return f"{KINDS.get(kind, kind)} {_KEY.sub(lambda found: f'…{found[1]}', reference)}".strip()
