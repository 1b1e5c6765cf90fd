"""`kansrijk coalition begin`: a goal, agreement or action that begins at a figure, by the commands of its screens."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from kansrijk.cli.application import acting_as, coalition_of, prepare
from kansrijk.cli.coalition import Slug
from kansrijk.cli.options import AsEmail, AsJson
from kansrijk.cli.output import answer, verb
from kansrijk.core.faults import BadInput

if TYPE_CHECKING:
    from kansrijk.trust.actors import Actor

ITEMS = ("goal", "agreement", "action")


@verb
def begin(
    slug: Slug,
    item: Annotated[str, typer.Argument(help="goal, agreement or action.")],
    area: Annotated[str, typer.Argument(help="The place and its edition: GM0546@2024.")],
    indicator: Annotated[str, typer.Argument(help="The figure that it begins at, as it is today.")],
    title: Annotated[str, typer.Option(help="Its title; of a goal its words. The same again is the same one.")],
    file: Annotated[
        Path | None, typer.Option(help="The text of an agreement or the note of an action, UTF-8.", dir_okay=False)
    ] = None,
    level: Annotated[str, typer.Option(help="Of an agreement: execution, organisation or board.")] = "execution",
    phase: Annotated[str, typer.Option(help="Of a goal or action: before, during or after.")] = "",
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Begin a goal, agreement or action at a figure of a place: it remembers the figure and its release."""
    prepare()
    if item not in ITEMS:
        raise BadInput(f"{item!r} does not begin at a figure: {', '.join(ITEMS)}", field="ITEM")
    if "@" not in area:
        raise BadInput(f"{area!r} has no edition: write it as GM0546@2024", field="AREA")
    text = _text(file)
    with acting_as(acting) as actor:
        coalition = coalition_of(actor, slug)
        assert coalition is not None
        key = _made(actor, coalition, item, area, indicator, title, text, level, phase)
    told = {"id": str(key), "item": item, "title": title, "area": area, "indicator": indicator}
    answer(told, as_json=as_json, words=f"{item}: {title}")


def _text(file: Path | None) -> str:
    try:
        return file.read_text("utf-8") if file else ""
    except FileNotFoundError as error:
        raise BadInput("there is no such file", file=str(file)) from error
    except UnicodeDecodeError as error:
        raise BadInput("the file is not text in UTF-8", file=str(file)) from error


def _made(
    by: "Actor", coalition: UUID, item: str, area: str, indicator: str, title: str, text: str, level: str, phase: str
) -> UUID:
    from kansrijk.coalition import commands

    if item == "goal":
        return commands.add_goal(by=by, coalition=coalition, text=title, phase=phase, area=area, indicator=indicator)
    if item == "agreement":
        about = commands.Terms(title, area=area, indicator=indicator)
        return commands.make_agreement(by=by, coalition=coalition, level=level, text=text, about=about)
    task = commands.Task(title, note=text, phase=phase, area=area, indicator=indicator)
    return commands.make_action(by=by, coalition=coalition, task=task)


def add_to(app: typer.Typer) -> None:
    """Puts the verb under `kansrijk coalition`."""
    app.command("begin")(begin)
