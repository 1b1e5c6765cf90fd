"""`kansrijk backup DIR` and `kansrijk restore [DIR]`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from kansrijk.cli import application, backing_up, restoring
from kansrijk.cli.application import NotInOrder
from kansrijk.cli.backing_up import Told
from kansrijk.cli.options import AsJson
from kansrijk.cli.output import answer, messages, verb

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of one backup.")]
Maybe = Annotated[Path | None, typer.Argument(metavar="[DIR]", help="The folder of one backup.")]
Replace = Annotated[bool, typer.Option("--replace", help="In the place of what the database holds now.")]


@verb
def backup(folder: Folder, as_json: AsJson = False) -> None:
    """Write the database and the files into a new folder, readable under this installation's key only."""
    application.prepare()
    with telling() as told:
        made = backing_up.make(folder.absolute(), address("BACKUP"), told=told)
    _write_down("backup made", "R", {"made_at": made.made_at.isoformat(), "key": made.key})
    size = sum(piece["bytes"] for piece in made.pieces.values())
    value = {"out": str(folder), "made_at": made.made_at.isoformat(), "bytes": size, "key": made.key}
    words = (
        f"{folder}: {size / 1e6:.1f} MB under key {made.key}; without that key nobody reads it, so keep it elsewhere"
    )
    answer(value, as_json=as_json, words=words)


@verb
def restore(folder: Maybe = None, replace: Replace = False, as_json: AsJson = False) -> None:
    """Put a backup back, whole or not at all. Without DIR: destroy again what an older copy brought back."""
    application.prepare()
    owner = address("OWNER")
    if folder is None:
        gone = restoring.destroy_again(owner)
        _write_down("destroyed again", "D", {"files": gone})
        answer({"gone_again": gone}, as_json=as_json, words=f"{gone} files were destroyed again")
        return
    with telling() as told:
        told("looking at the backup")
        made = backing_up.read_list(folder)
        backing_up.check_pieces(folder, made)
        restoring.refuse_what_is_newer(made, application.shipped())
        restoring.refuse_what_is_in_use(owner, replace=replace)
        stones = restoring.stones(made)
        added = restoring.add_files(folder, told=told)
        restoring.put_back(folder, owner, stones=stones, told=told)
        told("the tables")
        application.migrate()
    lost = restoring.set_aside(made.runs)
    _write_down("backup restored", "E", {"made_at": made.made_at.isoformat(), "runs": made.runs, "runs lost": lost})
    value = {"made_at": made.made_at.isoformat(), "files": added, "tombstones": len(stones), "runs_lost": lost}
    words = f"Back at {made.made_at:%Y-%m-%d %H:%M} UTC, {added} files added; everybody signs in again"
    if lost:
        words += f". Gone from the audit: {lost} runs of the sealer; what it signed is set aside"
    answer(value, as_json=as_json, words=words)


def address(role: str) -> str:
    """The address of the database under another role. Raises `NotInOrder` where it is not set."""
    name = f"DATABASE_{role}_URL"
    if name not in os.environ:
        raise NotInOrder(f"set {name}: the address of the database under the role for this")
    return os.environ[name]


@contextmanager
def telling() -> Iterator[Told]:
    """Says on the error stream what is being done."""
    with messages.status("beginning") as shown:

        def tell(words: str) -> None:
            shown.update(words)

        yield tell


def _write_down(event: str, action: str, detail: dict[str, Any]) -> None:
    from kansrijk.trust import audit
    from kansrijk.trust.commands import installation_actor

    by = installation_actor()
    audit.record(by=by, event=event, action=action, kind="backup", data_class="D4", detail=detail)
