"""What the page of comparison says in words, before its table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kansrijk.figures.verdicts import Verdict, overlapping


@dataclass(frozen=True)
class Told:
    """One area: with a value `is_inside` the frame that is compared or `is_elsewhere`; with none neither."""

    name: str
    verdict: str
    limits: tuple[float, float] | None
    is_inside: bool
    is_elsewhere: bool


def sentences(told_of: Sequence[Told], *, has_reference: bool, land: str) -> tuple[str, ...]:
    """The answer in words: who differs from the country, whether areas differ from one another, what is left out."""
    if not any(one.is_inside for one in told_of):
        return (_("There is no figure of this indicator for these areas."),)
    told = []
    for word in ("better", "worse", "higher", "lower", "similar"):
        names = [one.name for one in told_of if one.verdict == word]
        if names:
            told.append(_SENTENCES[word]() % {"areas": joined(names), "land": land})
    if not has_reference:
        told.append(_("There is no figure of %(land)s of the same period and definition.") % {"land": land})
    limits = [one.limits for one in told_of if one.is_inside and one.limits is not None]
    same, pairs = overlapping(limits)
    if pairs:
        told.append(_overlap(same, pairs))
    if not limits:
        told.append(_("The source gives no margin. So we do not say whether the areas really differ."))
    apart = [one.name for one in told_of if one.is_elsewhere]
    if apart:
        told.append(
            _(
                "Of %(areas)s there is only a figure of another period, other boundaries or another definition. "
                "It is not compared."
            )
            % {"areas": joined(apart)}
        )
    return tuple(told)


def ratio_sentences(told_of: Sequence[Told]) -> tuple[str, ...]:
    """Each ratio beside what was expected, and never two beside one another: each area has a mixture of its own."""
    if not any(one.is_inside for one in told_of):
        return (_("There is no figure of this indicator for these areas."),)
    told = []
    for verdicts, sentence in (
        (("worse", "higher"), _("More than expected: %(areas)s.")),
        (("better", "lower"), _("Fewer than expected: %(areas)s.")),
        (("similar",), _("The difference with what was expected may be chance: %(areas)s.")),
    ):
        names = [one.name for one in told_of if one.verdict in verdicts]
        if names:
            told.append(sentence % {"areas": joined(names)})
    told.append(
        _(
            "Hold each area against 100, and not one area against another: what was expected is worked out for each "
            "area's own singletons and multiples."
        )
    )
    return tuple(told)


def _overlap(same: int, pairs: int) -> str:
    if same == pairs:
        return _("The margins of the areas overlap. So the areas do not demonstrably differ from one another.")
    if same == 0:
        return _("The margins of the areas do not overlap. That the areas differ is unlikely to be chance.")
    return _(
        "Of the %(pairs)s pairs of areas the margins overlap in %(same)s. Areas with overlapping margins do not "
        "demonstrably differ."
    ) % {"pairs": pairs, "same": same}


_SENTENCES: dict[str, Callable[[], str]] = {
    "better": lambda: _("More favourable than in %(land)s: %(areas)s."),
    "worse": lambda: _("Less favourable than in %(land)s: %(areas)s."),
    "higher": lambda: _("Higher than in %(land)s: %(areas)s."),
    "lower": lambda: _("Lower than in %(land)s: %(areas)s."),
    "similar": lambda: _("The difference with %(land)s may be chance: %(areas)s."),
}


def joined(names: Sequence[str]) -> str:
    """ "Leiden, Delft and Gouda"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def correction(judged: Sequence[Verdict], land: str) -> str:
    """What was done about comparing much at once; nothing for a single comparison."""
    count = sum(verdict.is_corrected for verdict in judged)
    if count < 2:
        return ""
    return _(
        "This page makes %(count)s comparisons with %(land)s. Whoever compares often, always finds a difference by "
        "chance. We corrected for that, over all of them together (Benjamini-Hochberg, 5%%)."
    ) % {"count": count, "land": land}
