"""Reads of signals. Each opens compartment B itself and writes its record before it answers."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kansrijk.families import life_events, signals
from kansrijk.families.models import Factor, Involvement, Person, Signal, SignalHistory
from kansrijk.families.queries import visible
from kansrijk.families.queries_event import happened
from kansrijk.families.recording import write_down
from kansrijk.families.signals import Kept, Moment, Said
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.queries_mandate import done_for
from kansrijk.trust.rules import Denied


@dataclass(frozen=True)
class SignalCard:
    """A signal in a list: when, how far, and whose it is."""

    id: UUID
    made_at: datetime
    step: int
    is_mine: bool


@dataclass(frozen=True)
class SignalRead:
    """A signal as who may read it sees it. `step`: how many of the four are filled in. `done_by`: both names in words,
    where it was begun in a colleague's place.
    """

    id: UUID
    file: UUID
    name: str
    part: str
    made_at: datetime
    changed_at: datetime
    step: int
    version: int
    is_mine: bool
    ends_at: datetime | None
    moment: Moment
    said: Said
    factors: tuple[Kept, ...]
    needs: tuple[str, ...]
    guarded_agreed_on: date | None
    done_by: str = ""


@dataclass(frozen=True)
class SaidEarlier:
    """What a signal said until a moment, without what is guarded: of that nothing earlier is kept."""

    until: datetime
    moment: Moment
    said: Said
    factors: tuple[Kept, ...]


def signal(actor: Actor, coalition: UUID, signal: UUID) -> SignalRead:
    """One signal. Raises `Denied` where it is not there or not the actor's to read: the two are one."""
    with within(actor, coalition, verb="read", kind="signal") as inside:
        row, person = found(inside, signal, "read")
        write_down(inside, "signal read", "R", kind="signal", reference=signal, hits=[person.pk])
        return opened(inside, row, person)


def signals_of(actor: Actor, coalition: UUID, file: UUID) -> list[SignalCard]:
    """The signals about one person that the actor may read, the newest first."""
    with within(actor, coalition, verb="list", kind="signal") as inside:
        if not visible(inside, "read").filter(pk=file).exists():
            raise Denied("list", "signal")
        rows = list(visible_signals(inside, "list").filter(person=file).order_by("-made_at"))
        write_down(inside, "signals listed", "R", kind="signal", reference=file, hits=[row.pk for row in rows])
        return [SignalCard(row.pk, row.made_at, row.step, row.author == inside.account) for row in rows]


def history(actor: Actor, coalition: UUID, signal: UUID) -> list[SaidEarlier]:
    """What a signal of one's own said earlier, the newest first. Raises `Denied`."""
    with within(actor, coalition, verb="history", kind="signal") as inside:
        row, person = found(inside, signal, "read")
        if row.author != inside.account or "signal.history.author" not in inside.rights:
            raise Denied("history", "signal")
        write_down(inside, "signal history read", "R", kind="signal", reference=signal, hits=[person.pk])
        rows = SignalHistory.objects.filter(signal=row.pk, coalition=coalition).order_by("-changed_at", "-pk")
        return [_earlier(inside, one) for one in rows if one.was["step"] > 1]


def visible_signals(inside: Within, verb: str) -> QuerySet[Signal]:
    """Signals to which the matrix gives this verb in one of the actor's relations: the first lock; then comes RLS."""
    condition = Q(pk__in=[])
    if f"signal.{verb}.author" in inside.rights:
        condition |= Q(author=inside.account)
    if f"signal.{verb}.involved" in inside.rights:
        parts = Involvement.objects.filter(account=inside.account, ends_at=None)
        condition |= Q(person__state="kept", person__in=parts.values("person"))
    return Signal.objects.filter(condition, coalition=inside.coalition, organisation__in=inside.organisations)


def found(inside: Within, signal: UUID, verb: str) -> tuple[Signal, Person]:
    """The row and the file that it hangs on. Raises `Denied`."""
    row = visible_signals(inside, verb).filter(pk=signal).first()
    person = visible(inside, "read").filter(pk=row.person_id).first() if row else None
    if row is None or person is None:
        raise Denied(verb, "signal")
    return row, person


def newest_within(inside: Within, person: Person) -> SignalRead | None:
    """The newest signal about a person that the actor may read, inside an opening; None where there is none."""
    row = visible_signals(inside, "read").filter(person=person.pk).order_by("-made_at", "-pk").first()
    return opened(inside, row, person) if row else None


def _earlier(inside: Within, one: SignalHistory) -> SaidEarlier:
    was = one.was

    def text(key: str) -> str:
        return inside.cipher.unseal(was[f"sealed_{key}"]) if was[f"sealed_{key}"] else ""

    due, born = (date.fromisoformat(text(key)) if text(key) else None for key in ("due_on", "child_born_on"))
    return SaidEarlier(
        until=one.changed_at,
        moment=Moment(was["phase"] or "unknown", was["situation"], due, born, was["instrument"] or "talk"),
        said=Said(
            text("words"),
            was["wish"] or "unknown",
            text("contact"),
            was["language"],
            was["interpreter"] or "unknown",
        ),
        factors=tuple(Kept(code, side, state, "normal") for code, side, state in was["factors"]),
    )


def opened(inside: Within, row: Signal, person: Person) -> SignalRead:
    """What the row says, unsealed."""
    factors = list(Factor.objects.filter(signal=row.pk).order_by("pk"))
    pair = (row.author, row.done_by)

    def text(sealed: str) -> str:
        return inside.cipher.unseal(sealed) if sealed else ""

    def day(sealed: str) -> date | None:
        return date.fromisoformat(text(sealed)) if sealed else None

    return SignalRead(
        id=row.pk,
        file=person.pk,
        name=text(person.sealed_name),
        part=person.part,
        made_at=row.made_at,
        changed_at=row.changed_at,
        step=row.step,
        version=row.version,
        is_mine=row.author == inside.account,
        ends_at=person.ends_at,
        moment=_moment(row, day(row.sealed_due_on), day(row.sealed_child_born_on), person),
        said=Said(
            text(row.sealed_words),
            row.wish or "unknown",
            text(row.sealed_contact),
            row.language or ("" if row.step == signals.STEPS[-1] else "nl"),
            row.interpreter or "unknown",
        ),
        factors=tuple(Kept(one.code, one.side, one.state, one.storage) for one in factors),
        needs=tuple(row.needs),
        guarded_agreed_on=next((one.agreed_on for one in factors if one.agreed_on), None),
        done_by=done_for([pair]).get(pair, ""),
    )


def _moment(row: Signal, due: date | None, born: date | None, person: Person) -> Moment:
    """When it was. Of a pregnancy that was told to be over since, no week is counted any more."""
    instrument = row.instrument or "talk"
    if row.phase == "during" and life_events.is_before(row.made_at, life_events.over_since(happened(person.pk))):
        return Moment("unknown", instrument=instrument)
    return Moment(row.phase or "unknown", row.situation, due, born, instrument)
