"""`kansrijk verify [DIR]`: whether the audit is what was written, sealed and signed; here, or in a backup."""

from pathlib import Path
from typing import Annotated, Any

import typer

from kansrijk.cli.application import acting_as, prepare
from kansrijk.cli.options import AsEmail, AsJson
from kansrijk.cli.output import NOT_IN_ORDER, answer, verb

Maybe = Annotated[Path | None, typer.Argument(metavar="[DIR]", help="The folder of a backup, to look at that.")]


@verb
def verify(folder: Maybe = None, acting: AsEmail = None, as_json: AsJson = False) -> None:
    """Verify the chains of the audit, here or in a backup; exit 3 when a record is missing, changed or unsealed."""
    prepare()
    value = _in_backup(folder) if folder else _here(acting)
    words = [": ".join(filter(None, (one["chain"], one["words"]))) for one in value["faults"]]
    if value["unsealed_older_than_60s"] and not folder:
        late = value["unsealed_older_than_60s"]
        words.append(f"{late} records are unsealed for more than a minute: is kansrijk worker running?")
    where = (
        f"The backup of {value['made_at']} is whole, {value['files']} files, and its audit" if folder else "The audit"
    )
    answer(value, as_json=as_json, words="\n".join(words) or f"{where} is in order: {value['rows']} sealed records")
    if not value["ok"]:
        raise typer.Exit(NOT_IN_ORDER)


def _here(acting: str | None) -> dict[str, Any]:
    from kansrijk.trust import verifying

    with acting_as(acting) as actor:
        seen = verifying.verify(actor)
    places = [one for one in seen.faults if one.number is not None]
    bad = places[0] if places else None
    return {
        "ok": seen.is_in_order,
        "rows": seen.rows,
        "first_bad": {"chain": bad.chain, "number": bad.number} if bad else None,
        "unsealed_older_than_60s": seen.late,
        "faults": [{"chain": one.chain or None, "number": one.number, "words": one.words} for one in seen.faults],
    }


def _in_backup(folder: Path) -> dict[str, Any]:
    """What waited for the sealer at the moment of the backup is older now, and no fault."""
    from kansrijk.cli import backup, trying_out

    with backup.telling() as told:
        seen = trying_out.look(folder, backup.address("OWNER"), told=told)
    return {**seen.said, "ok": not seen.said["faults"], "made_at": seen.backup.made_at.isoformat(), "files": seen.files}
