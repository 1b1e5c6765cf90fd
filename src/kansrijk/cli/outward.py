"""`kansrijk coalition page` and `news`: what a coalition shows, by the commands that its screens call."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from kansrijk.cli.application import acting_as, coalition_of, prepare
from kansrijk.cli.coalition import Slug
from kansrijk.cli.options import AsEmail, AsJson
from kansrijk.cli.output import answer, verb
from kansrijk.core.faults import BadInput


def _day(text: str) -> date | None:
    """A day as year-month-day; None for nothing. Raises BadInput."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInput(f"{text!r} is no day: give it as year-month-day", field="--on") from error


@verb
def page(
    slug: Slug,
    publish: Annotated[bool, typer.Option("--publish", help="From now on everybody sees it.")] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Nobody outside sees it any more.")] = False,
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Say whether the public page is published and what stands on it; publish it or withdraw it."""
    prepare()
    from kansrijk.coalition import commands, queries

    if publish and withdraw:
        raise BadInput("give --publish or --withdraw, one of the two", field="--publish")
    with acting_as(acting) as actor:
        coalition = coalition_of(actor, slug)
        assert coalition is not None
        if publish:
            commands.publish_page(by=actor, coalition=coalition)
        if withdraw:
            commands.withdraw_page(by=actor, coalition=coalition)
        desk = queries.public_desk(actor, coalition)
    told = {"slug": slug, "is_published": desk.published_at is not None, "blocks": list(desk.blocks)}
    words = "published" if told["is_published"] else "not published"
    answer(told, as_json=as_json, words=f"{words}: {', '.join(desk.blocks) or 'nothing chosen'}")


@verb
def news(
    slug: Slug,
    file: Annotated[Path, typer.Argument(help="The text of the message, UTF-8.", exists=True, dir_okay=False)],
    title: Annotated[str, typer.Option(help="Its title; the same title is the same message.")],
    on: Annotated[str, typer.Option(help="The day from which it is there (year-month-day); without it a draft.")] = "",
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Write a message for the public page, or other words for the one of that title."""
    prepare()
    from kansrijk.coalition import commands

    posted_on = _day(on)
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput("the file is not text in UTF-8", file=file.name) from error
    with acting_as(acting) as actor:
        coalition = coalition_of(actor, slug)
        assert coalition is not None
        key = commands.write_news(by=actor, coalition=coalition, title=title, text=text, posted_on=posted_on)
    answer(
        {"id": str(key), "title": title, "posted_on": on or None}, as_json=as_json, words=f"{title}: {on or 'draft'}"
    )


def add_to(app: typer.Typer) -> None:
    """Puts the verbs under `kansrijk coalition`."""
    app.command("page")(page)
    app.command("news")(news)
