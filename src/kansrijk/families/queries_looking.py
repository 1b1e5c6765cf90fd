"""Who looked at the file of one person (AUD-07), for who may read it; the look at it is written down too."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from kansrijk.families.looking import AMSTERDAM
from kansrijk.families.queries import standing_of, visible
from kansrijk.families.recording import write_down
from kansrijk.families.words import language
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import within
from kansrijk.trust.queries import MOST_ABOUT_ONE, AboutOne, records_about
from kansrijk.trust.rules import Denied, require_may


@dataclass(frozen=True)
class Looked:
    """The records about one file in a period, the newest first. `is_cut`: there are more than are shown."""

    file: UUID
    name: str
    part: str
    records: list[AboutOne]
    is_cut: bool


def who_looked(
    actor: Actor, coalition: UUID, file: UUID, since: date, until: date, *, is_taken_along: bool = False
) -> Looked:
    """From the day `since` up to and with `until` (Amsterdam's days); `is_taken_along`: as a file to keep.

    Raises `Denied` where the file is not there or not the actor's: the two are one.
    """
    with within(actor, coalition, verb="log", kind="file") as inside:
        person = visible(inside, "log").filter(pk=file).first()
        if person is None:
            raise Denied("log", "file")
        require_may(actor, "log", "file", coalition=coalition, case=standing_of(inside, person))
        records = records_about(file, coalition, _morning(since), _morning(until + timedelta(days=1)), language())
        event = "who looked taken along" if is_taken_along else "who looked read"
        write_down(inside, event, "E" if is_taken_along else "R", reference=file)
        name = inside.cipher.unseal(person.sealed_name)
        return Looked(file, name, person.part, records, len(records) == MOST_ABOUT_ONE)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=AMSTERDAM)
