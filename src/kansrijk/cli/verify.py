"""`kansrijk verify`: whether the audit is what was written, sealed and signed."""

import typer

from kansrijk.cli.application import acting_as, prepare
from kansrijk.cli.options import AsEmail, AsJson
from kansrijk.cli.output import NOT_IN_ORDER, answer, verb


@verb
def verify(acting: AsEmail = None, as_json: AsJson = False) -> None:
    """Verify the chains of the audit; exit 3 when a record is missing, changed or unsealed for a minute."""
    prepare()
    from kansrijk.trust import verifying

    with acting_as(acting) as actor:
        seen = verifying.verify(actor)
    places = [one for one in seen.faults if one.number is not None]
    bad = places[0] if places else None
    value = {
        "ok": seen.is_in_order,
        "rows": seen.rows,
        "first_bad": {"chain": bad.chain, "number": bad.number} if bad else None,
        "unsealed_older_than_60s": seen.late,
        "faults": [{"chain": one.chain or None, "number": one.number, "words": one.words} for one in seen.faults],
    }
    words = [f"{f'{one.chain}: ' if one.chain else ''}{one.words}" for one in seen.faults]
    if seen.late:
        words.append(f"{seen.late} records are unsealed for more than a minute: is kansrijk worker running?")
    answer(value, as_json=as_json, words="\n".join(words) or f"The audit is in order: {seen.rows} sealed records")
    if not seen.is_in_order:
        raise typer.Exit(NOT_IN_ORDER)
