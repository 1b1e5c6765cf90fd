"""The `kansrijk` command: thin. Each verb calls the command or query that a button would call."""

import typer

from kansrijk.cli import (
    areas,
    atlas,
    begin,
    bench,
    births,
    coalition,
    families,
    figures,
    offer,
    outward,
    paths,
    people,
    questionnaires,
    referrals,
    results,
    server,
)

app = typer.Typer(
    help="Kansrijk: the software that Kansrijke Start coalitions run on.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    add_completion=False,
)
app.add_typer(areas.app, name="areas")
app.add_typer(figures.app, name="figures")
app.add_typer(births.app, name="births")
app.add_typer(atlas.app, name="atlas")
app.add_typer(paths.app, name="paths")
app.add_typer(questionnaires.app, name="questionnaires")
app.add_typer(offer.app, name="offer")
app.add_typer(referrals.app, name="referrals")
app.add_typer(families.app, name="families")
app.add_typer(results.app, name="results")
app.add_typer(people.app, name="people")
outward.add_to(coalition.app)
begin.add_to(coalition.app)
app.add_typer(coalition.app, name="coalition")
server.add_to(app)
app.command()(bench.bench)


def main() -> None:
    """The entry point."""
    app()


if __name__ == "__main__":
    main()
