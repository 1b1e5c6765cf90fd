"""A care path in words, to be laid before readers: what happens, who does it and what parents may expect."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from kansrijk.paths.comparing import step_fields
from kansrijk.paths.definition import Definition, Step


def path_in_words(path: Definition) -> str:
    """Paragraphs of plain Dutch: what the drawing shows, and nothing that it does not."""
    with override("nl"):
        told = [
            _("For parents: %(text)s") % {"text": path.parents},
            _("It begins so: %(text)s") % {"text": path.first_talk},
            *_urgent(path),
            *(_step(path, number, step) for number, step in enumerate(path.steps, start=1)),
            _("What stays with who saw it first: %(text)s") % {"text": path.stays_responsible},
        ]
        if path.informal:
            told.append(_("Support of people nearby: %(text)s") % {"text": ", ".join(path.informal)})
    return "\n\n".join(told)


def _urgent(path: Definition) -> Iterator[str]:
    if path.urgent:
        signs = " ".join(path.urgent.signs)
        yield _("Today still, when: %(signs)s Then: %(act)s") % {"signs": signs, "act": path.urgent.act}


def _step(path: Definition, number: int, step: Step) -> str:
    """`3. Overdragen` and what is done, by whom, how fast, with whose consent, and what comes after."""
    told = step_fields(path, step, "nl")
    lines = [f"{number}. {step.name}", f"{told['party']}: {told['does']}"]
    for word, field in (
        (_("How fast"), "within"),
        (_("Asks consent for"), "ask_consent"),
        (_("Hands over to"), "hand_over"),
        (_("Tells back to"), "feedback"),
        (_("After that"), "next"),
    ):
        if told[field]:
            lines.append(f"{word}: {told[field]}")
    return "\n".join(lines)
