"""The plan of a coalition in words, to be laid before readers: what it wants and does, and no name of a person."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from kansrijk.coalition import words
from kansrijk.coalition.queries.actions import actions
from kansrijk.coalition.queries.choices import choices
from kansrijk.coalition.queries.profile import goals, pillars, profile
from kansrijk.coalition.rules import PHASES
from kansrijk.offer import menu
from kansrijk.trust.actors import Actor


def plan_in_words(actor: Actor, coalition: UUID) -> str:
    """Paragraphs of plain Dutch; '' for a coalition that wrote nothing yet."""
    with override("nl"):
        parts = [*_wants(actor, coalition), *_does(actor, coalition), *_chose(actor, coalition)]
    return "\n\n".join(parts)


def _wants(actor: Actor, coalition: UUID) -> Iterator[str]:
    ambition = profile(actor, coalition).ambition
    if ambition:
        yield _("What we want: %(text)s") % {"text": ambition}
    named = [name for _key, name in pillars(actor, coalition)]
    if named:
        yield _("We work on: %(names)s.") % {"names": ", ".join(named)}
    live = [one for one in goals(actor, coalition) if one.ended_on is None]
    for phase in PHASES:
        own = [one.text for one in live if one.phase == phase]
        if own:
            yield _list(_("Our goals, %(phase)s:") % {"phase": words.word("phases", phase).lower()}, own)


def _does(actor: Actor, coalition: UUID) -> Iterator[str]:
    lines = []
    for one in actions(actor, coalition, with_ended=False):
        ready = _("ready on %(day)s") % {"day": date_format(one.due_on, "j F Y")} if one.due_on else ""
        more = ", ".join(filter(None, [one.party, ready]))
        lines.append(f"{one.title} ({more})" if more else one.title)
    if lines:
        yield _list(_("What we are doing:"), lines)


def _chose(actor: Actor, coalition: UUID) -> Iterator[str]:
    names = menu.interventions()
    chosen = [one for one in choices(actor, coalition) if (one.state, one.verdict) == ("current", "chosen")]
    lines = [f"{names[one.intervention].name}: {one.because}" for one in chosen if one.intervention in names]
    if lines:
        yield _list(_("The help that we chose, and why:"), lines)


def _list(head: str, lines: list[str]) -> str:
    return "\n".join([head, *(f"- {line}" for line in lines)])
