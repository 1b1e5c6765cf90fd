"""`kansrijk atlas …`: estimation in a closed environment without a database; publishing where there is one."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn

from kansrijk.cli.application import NotInOrder, acting_as, coalition_of, prepare
from kansrijk.cli.options import AsEmail, AsJson
from kansrijk.cli.output import answer, messages, verb
from kansrijk.core.faults import BadInput

app = typer.Typer(help="Shares estimated for every neighbourhood, with an interval that holds.", no_args_is_help=True)


@app.callback()
def atlas() -> None:
    """Shares estimated for every neighbourhood, with an interval that holds."""


@app.command()
@verb
def estimate(
    survey: Annotated[Path, typer.Option(help="Respondents: area, covariates, outcomes (CSV or Parquet).")],
    population: Annotated[Path, typer.Option(help="Everybody: area and the same covariates.")],
    neighbours: Annotated[Path, typer.Option(help="Which areas touch: from,to.")],
    model: Annotated[Path, typer.Option(help="The model (TOML).")],
    out: Annotated[Path, typer.Option(help="Where the bundle goes (a folder).")],
    areas: Annotated[Path | None, typer.Option(help="area and one column per higher level.")] = None,
    totals: Annotated[Path | None, typer.Option(help="Trusted totals: level,area,indicator,total.")] = None,
    indicators: Annotated[str | None, typer.Option(help="Only these of the model, with commas.")] = None,
    backend: Annotated[str, typer.Option(help="Where persons are: duckdb (here), spark (a cluster).")] = "duckdb",
    as_json: AsJson = False,
) -> None:
    """Estimate a share for every area from person records; only area figures leave."""
    try:
        from kansrijk.atlas.estimating import Files, estimate
    except ModuleNotFoundError as error:
        raise NotInOrder("This verb needs the extra 'estimation': pip install 'kansrijk[estimation]'") from error

    files = Files(survey, population, neighbours, model, areas, totals)
    only = tuple(name.strip() for name in indicators.split(",")) if indicators else ()
    try:
        with Progress(TextColumn("{task.description}"), BarColumn(), console=messages, transient=True) as bar:
            task = bar.add_task("reading", total=None)

            def told(step: str, done: float) -> None:
                bar.update(task, description=step, completed=done, total=1.0)

            found = estimate(files, out, only=only, backend=backend, told=told)
    except MemoryError as error:
        raise NotInOrder(str(error) or "there is not enough memory for this run; nothing was written") from error
    words = f"{found['areas']} areas, {len(model_names(found))} indicators: {out}"
    answer(found, as_json=as_json, words=words)


@app.command("estimate-counts")
@verb
def estimate_counts(
    counts: Annotated[Path, typer.Option(help="area,indicator,cases,total and perhaps population (CSV or Parquet).")],
    neighbours: Annotated[Path, typer.Option(help="Which areas touch: from,to.")],
    out: Annotated[Path, typer.Option(help="Where the bundle goes (a folder).")],
    level: Annotated[str, typer.Option(help="What kind of areas these are: wijk, gemeente, pc4, buurt.")],
    as_json: AsJson = False,
) -> None:
    """Estimate a share for every area from counts: neighbours smooth, nothing about persons goes in."""
    from kansrijk.atlas.from_counts import estimate_counts

    with messages.status("estimating"):
        found = estimate_counts(counts, neighbours, out, level=level)
    words = f"{found['areas']} areas, {len(model_names(found))} indicators: {out}"
    answer(found, as_json=as_json, words=words)


@app.command()
@verb
def publish(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The bundle that `atlas estimate` wrote.")],
    period: Annotated[str, typer.Option(help="Of which year the survey is: 2024, or 2022-2024.")],
    dpia: Annotated[str, typer.Option(help="Reference of the impact assessment (DPIA) of this model.")],
    name: Annotated[list[str] | None, typer.Option(help="MODEL=CATALOGUE: the indicator that a name means.")] = None,
    coalition: Annotated[str | None, typer.Option(help="Whose figures these are; by itself that of --as.")] = None,
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Register a run and propose its figures; a second person publishes them (`figures publish`)."""
    prepare()
    from kansrijk.atlas import commands

    named = dict(_pair(one) for one in name or [])
    with messages.status(f"reading {folder.name}"), acting_as(acting) as actor:
        whose = coalition_of(actor, coalition)
        if whose is None:
            raise BadInput("say whose figures these are", field="--coalition")
        run = commands.publish_bundle(by=actor, folder=folder, period=period, dpia=dpia, coalition=whose, named=named)
    found = run.as_json()
    words = f"run {found['run']} registered; its figures are proposed as release {found['release']}"
    answer(found, as_json=as_json, words=words)


def _pair(text: str) -> tuple[str, str]:
    one, mark, other = (part.strip() for part in text.partition("="))
    if not (one and mark and other):
        raise BadInput(f"{text!r} is not MODEL=CATALOGUE", field="--name")
    return one, other


def model_names(found: dict[str, object]) -> list[str]:
    """The indicators of a summary."""
    names = found["indicators"]
    assert isinstance(names, list)
    return names
