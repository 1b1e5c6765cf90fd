"""`kansrijk results …`: what was released of the loop, per year."""

from dataclasses import asdict
from typing import Annotated

import typer

from kansrijk.cli.application import NotInOrder, acting_as, coalition_of, prepare
from kansrijk.cli.options import AsEmail, AsJson
from kansrijk.cli.output import answer, verb

app = typer.Typer(help="What comes of it: released measures.", no_args_is_help=True)
Slug = Annotated[str, typer.Argument(help="The name of the coalition in addresses.")]


@app.callback()
def _results() -> None:
    """What comes of it: released measures."""


@app.command("show")
@verb
def show(
    slug: Slug,
    year: Annotated[int | None, typer.Option("--year", help="One year; all by itself.")] = None,
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Tell what may be told of signals, consent and prenatal home visits: hidden where few are meant."""
    prepare()
    from django.conf import settings

    if not settings.FAMILIES:
        raise NotInOrder("measures are counted where compartment B is installed")
    from kansrijk.results import queries

    with acting_as(acting) as actor:
        coalition = coalition_of(actor, slug)
        assert coalition is not None
        found = queries.measures(actor, coalition, year)
    words = "\n".join(
        f"{one.year} {one.measure} {one.part}: "
        + (one.status if one.value is None else f"{one.value}" + (f" ({one.share} %)" if one.share is not None else ""))
        for one in found
    )
    answer({"measures": [asdict(one) for one in found]}, as_json=as_json, words=words or "nothing was released yet")
