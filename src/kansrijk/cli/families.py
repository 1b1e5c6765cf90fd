"""`kansrijk families …`: weighing together, what happened in a family, and a file in an emergency (compartment B).

By the same commands as a screen and the REST interface, whose bodies come in here too; see `cli.acting`.
"""

import json
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from kansrijk.cli.acting import acting, body, told
from kansrijk.cli.options import AsEmail, AsJson
from kansrijk.cli.output import answer, verb

if TYPE_CHECKING:
    from kansrijk.trust.actors import Actor

app = typer.Typer(help="Families: weighing, what happened, a file in an emergency.", no_args_is_help=True)
Coalition = Annotated[str, typer.Argument(help="The name of the coalition in addresses.")]
File = Annotated[UUID, typer.Argument(help="The key of the file.")]
Weighing = Annotated[UUID, typer.Argument(help="The key of the weighing.")]
Event = Annotated[UUID, typer.Argument(help="The key of the event.")]
Opening = Annotated[UUID, typer.Argument(help="The key of the opening.")]


def _where(actor: "Actor", slug: str, kind: str) -> UUID:
    from kansrijk.families.queries import place

    return place(actor, slug, kind).id


def _whole(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


@app.command()
@verb
def weighings(coalition: Coalition, file: File, as_: AsEmail = None, as_json: AsJson = False) -> None:
    """Show the weighings of one person, the newest first."""
    with acting(as_) as actor:
        from kansrijk.api import weighings as interface

        lines = interface.lines_of(actor, _where(actor, coalition, "weighing"), file)
        found = told(interface.WeighingLinesOut, {"weighings": lines})
    words = "\n".join(f"{one['weighing']}  {one['weighed_on']}, {one['level'] or '-'}" for one in found["weighings"])
    answer(found, as_json=as_json, words=words or "nothing was weighed together")


@app.command()
@verb
def weighing(coalition: Coalition, weighing: Weighing, as_: AsEmail = None, as_json: AsJson = False) -> None:
    """Show one weighing, and which levels the definition leaves open now."""
    with acting(as_) as actor:
        from kansrijk.api import weighings as interface
        from kansrijk.families import queries_weighing

        read = queries_weighing.weighing(actor, _where(actor, coalition, "weighing"), weighing)
        found = told(interface.WeighingOut, interface.weighing_of(read))
    answer(found, as_json=as_json, words=_whole(found))


@app.command()
@verb
def weigh(coalition: Coalition, file: File, as_: AsEmail = None, as_json: AsJson = False) -> None:
    """Begin to weigh together; key and sufficiency come in as JSON on the standard input."""
    with acting(as_) as actor:
        from kansrijk.api import weighings as interface
        from kansrijk.families import commands_weighing

        said, where = body(interface.WeighingIn), _where(actor, coalition, "weighing")
        made = commands_weighing.begin_weighing(by=actor, coalition=where, file=file, **said.model_dump())
    answer({"weighing": str(made)}, as_json=as_json, words=f"begun: {made}")


@app.command()
@verb
def enough(coalition: Coalition, weighing: Weighing, as_: AsEmail = None, as_json: AsJson = False) -> None:
    """Say again whether what carries is enough; version and sufficiency come in as JSON."""
    with acting(as_) as actor:
        from kansrijk.api import weighings as interface
        from kansrijk.families import commands_weighing

        said, where = body(interface.EnoughIn), _where(actor, coalition, "weighing")
        version = commands_weighing.say_whether_enough(
            by=actor, coalition=where, weighing=weighing, **said.model_dump()
        )
    answer({"version": version}, as_json=as_json, words=f"done, version {version}")


@app.command()
@verb
def level(coalition: Coalition, weighing: Weighing, as_: AsEmail = None, as_json: AsJson = False) -> None:
    """Write down the level that was chosen together; version, level and reason come in as JSON."""
    with acting(as_) as actor:
        from kansrijk.api import weighings as interface
        from kansrijk.families import commands_weighing

        said, where = interface.level_said(body(interface.LevelIn)), _where(actor, coalition, "weighing")
        version = commands_weighing.choose_level(by=actor, coalition=where, weighing=weighing, **said)
    answer({"version": version}, as_json=as_json, words=f"done, version {version}")


@app.command()
@verb
def held(coalition: Coalition, weighing: Weighing, as_: AsEmail = None, as_json: AsJson = False) -> None:
    """Write down with whom it was weighed and until when it holds; version, present, view and days come in as JSON."""
    with acting(as_) as actor:
        from kansrijk.api import weighings as interface
        from kansrijk.families import commands_weighing

        said, where = interface.held_said(body(interface.HeldIn)), _where(actor, coalition, "weighing")
        version = commands_weighing.close_weighing(by=actor, coalition=where, weighing=weighing, **said)
    answer({"version": version}, as_json=as_json, words=f"done, version {version}")


@app.command()
@verb
def unweigh(coalition: Coalition, weighing: Weighing, as_: AsEmail = None, as_json: AsJson = False) -> None:
    """Take a weighing of one's own away, with its history."""
    with acting(as_) as actor:
        from kansrijk.families import commands_weighing

        commands_weighing.drop_weighing(by=actor, coalition=_where(actor, coalition, "weighing"), weighing=weighing)
    answer({"removed": True}, as_json=as_json, words="taken away")


@app.command()
@verb
def events(coalition: Coalition, file: File, as_: AsEmail = None, as_json: AsJson = False) -> None:
    """Show what happened to one person, the newest first."""
    with acting(as_) as actor:
        from kansrijk.api import events as interface

        lines = interface.events_of(actor, _where(actor, coalition, "life_event"), file)
        found = told(interface.EventsOut, {"events": lines})
    words = "\n".join(f"{one['event']}  {one['recorded_at']}, {one['kind']}" for one in found["events"])
    answer(found, as_json=as_json, words=words or "nothing was recorded")


@app.command()
@verb
def effects(coalition: Coalition, file: File, as_: AsEmail = None, as_json: AsJson = False) -> None:
    """Show what recording an event would do; its kind comes in as JSON. Nothing is changed."""
    with acting(as_) as actor:
        from kansrijk.api import events as interface
        from kansrijk.families import queries_event

        said, where = body(interface.KindIn), _where(actor, coalition, "life_event")
        found = told(interface.BeforeOut, interface.before_of(queries_event.before(actor, where, file, said.kind)))
    answer(found, as_json=as_json, words=_whole(found))


@app.command()
@verb
def happened(coalition: Coalition, file: File, as_: AsEmail = None, as_json: AsJson = False) -> None:
    """Record what happened, with all that it does; key, kind and the choices come in as JSON."""
    with acting(as_) as actor:
        from kansrijk.api import events as interface
        from kansrijk.families import commands_event

        said, where = body(interface.EventIn), _where(actor, coalition, "life_event")
        made = commands_event.record_event(by=actor, coalition=where, file=file, **said.model_dump())
        found = told(interface.RecordedOut, {"children": made})
    answer(found, as_json=as_json, words="recorded")


@app.command()
@verb
def undo(coalition: Coalition, event: Event, as_: AsEmail = None, as_json: AsJson = False) -> None:
    """Take the record of an event back: it counts no more, and what ended stays ended."""
    with acting(as_) as actor:
        from kansrijk.families import commands_event

        where = _where(actor, coalition, "life_event")
        file = commands_event.take_back_event(by=actor, coalition=where, event=event)
    answer({"file": str(file)}, as_json=as_json, words="taken back")


@app.command("open-in-emergency")
@verb
def open_in_emergency(coalition: Coalition, as_: AsEmail = None, as_json: AsJson = False) -> None:
    """Open a file of one's own organisation in an emergency; who, why and for how long come in as JSON."""
    with acting(as_) as actor:
        from kansrijk.api import emergencies as interface
        from kansrijk.families import commands_glass

        said, where = body(interface.EmergencyIn), _where(actor, coalition, "break_glass")
        made = commands_glass.break_glass(by=actor, coalition=where, **said.model_dump())
    found = {"opening": str(made) if made else None}
    answer(found, as_json=as_json, words=f"open: {made}" if made else "no file of exactly this person")


@app.command()
@verb
def emergency(coalition: Coalition, opening: Opening, as_: AsEmail = None, as_json: AsJson = False) -> None:
    """Show what helps of a file that this account opened in an emergency, until its time is over."""
    with acting(as_) as actor:
        from kansrijk.api import emergencies as interface
        from kansrijk.families import queries_glass

        read = queries_glass.emergency(actor, _where(actor, coalition, "break_glass"), opening)
        found = told(interface.EmergencyOut, interface.emergency_of(read))
    answer(found, as_json=as_json, words=_whole(found))


@app.command("close-emergency")
@verb
def close_emergency(coalition: Coalition, opening: Opening, as_: AsEmail = None, as_json: AsJson = False) -> None:
    """Close what was opened in an emergency, before its time."""
    with acting(as_) as actor:
        from kansrijk.families import commands_glass

        commands_glass.close_glass(by=actor, coalition=_where(actor, coalition, "break_glass"), opening=opening)
    answer({"done": True}, as_json=as_json, words="closed")


@app.command()
@verb
def emergencies(coalition: Coalition, as_: AsEmail = None, as_json: AsJson = False) -> None:
    """Show what was opened in an emergency, for who judges it; what nobody judged yet first."""
    with acting(as_) as actor:
        from kansrijk.api import emergencies as interface
        from kansrijk.families import queries_glass

        rows = queries_glass.openings(actor, _where(actor, coalition, "break_glass"))
        found = told(interface.OpeningsOut, {"openings": [interface.opening_of(one) for one in rows]})
    words = "\n".join(
        f"{one['opening']}  {one['opened_at']}, {one['name']}, {one['outcome'] or 'not judged'}"
        for one in found["openings"]
    )
    answer(found, as_json=as_json, words=words or "nothing was opened in an emergency")


@app.command()
@verb
def judge(coalition: Coalition, opening: Opening, as_: AsEmail = None, as_json: AsJson = False) -> None:
    """Judge an opening of somebody else, once; outcome and note come in as JSON."""
    with acting(as_) as actor:
        from kansrijk.api import emergencies as interface
        from kansrijk.families import commands_glass

        said, where = body(interface.JudgementIn), _where(actor, coalition, "break_glass")
        commands_glass.decide_glass(by=actor, coalition=where, opening=opening, **said.model_dump())
    answer({"done": True}, as_json=as_json, words="judged")
