"""The block that stands in another site: one indicator of one area, in words and number, or its course."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from kansrijk.figures import queries, words
from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.pages.compare import Asked, Block, compare_page
from kansrijk.figures.pages.continued import Continued, continued, remark, value_words
from kansrijk.figures.pages.course import course, period_words
from kansrijk.figures.queries.told import told_of
from kansrijk.trust.actors import VISITOR

SHAPES = ("getal", "verloop")


@dataclass(frozen=True, eq=False)
class EmbeddedBlock:
    """`course` is the drawing of the periods, with `steps` (period, value, remark) beside it; both empty without.

    `is_waiting`: own figures of other borders are left out of it, because the attacker has yet to look at them.
    """

    asked: Asked
    block: Block
    value: str
    interval: str
    verdict: str
    reason: str
    period: str
    course: SafeString
    steps: tuple[tuple[str, str, str], ...]
    breaks: tuple[tuple[int, str, str], ...]
    is_waiting: bool = False

    @property
    def edition(self) -> int | None:
        return self.block.frame.edition if self.block.frame else None


def embedded_block(one: Asked, indicator: Indicator, shape: str) -> EmbeddedBlock | None:
    """What anybody may see, whoever asks: the actor is always a stranger. None for an unknown shape."""
    if shape not in SHAPES:
        return None
    # An address that names a year stays in its boundaries: without a figure there the block says so.
    page = compare_page(VISITOR, [one], [indicator.id], edition=one.area.edition if one.is_pinned else None)
    block = page.blocks[0]
    line = block.lines[0]
    run, is_waiting = _run(one, indicator) if shape == "verloop" else (Continued(()), False)
    course, steps = _course(run, indicator)
    verdict = ""
    if block.reference and line.verdict != "not_compared":
        verdict = line.verdict_word
    return EmbeddedBlock(
        asked=one,
        block=block,
        value=line.value,
        interval=line.interval,
        verdict=verdict,
        reason=line.note if line.figure is None or line.figure.value is None else "",
        period=block.frame.period if block.frame else "",
        course=course,
        steps=steps,
        breaks=tuple(
            (i, each.from_period, each.reason.in_language(words.language()))
            for i, each in enumerate(indicator.breaks_of_line, start=1)
        )
        if course
        else (),
        is_waiting=is_waiting,
    )


def _course(run: Continued, indicator: Indicator) -> tuple[SafeString, tuple[tuple[str, str, str], ...]]:
    if len([figure for figure in run.figures if figure.value is not None]) < 2:
        return SafeString(""), ()
    shown = tuple(
        (period_words(figure), value_words(figure, told), remark(told, figure.edition) if told else "")
        for figure in run.figures
        for told in [run.of(figure)]
    )
    return mark_safe(course(indicator, run, borders=True).inline("verloop")), shown  # noqa: S308 - texts are escaped


def _run(one: Asked, indicator: Indicator) -> tuple[Continued, bool]:
    """The periods in the borders of the block: an address that names a year has no figure of another in it. And
    whether own ones are left out until the attacker has looked."""
    area = one.area
    edition = area.edition if one.is_pinned else None
    found = queries.beside(VISITOR, {area.code: area.name}, [indicator.id], edition=edition)
    history = tuple({figure.period or "": figure for figure in found}.values())
    if one.is_pinned or not any(figure.edition == area.edition for figure in history):
        return Continued(history), False
    told = told_of(VISITOR, area, waits=True)
    return continued(history, told.series.get(indicator.id, ()), told.same, area.edition), told.is_waiting
