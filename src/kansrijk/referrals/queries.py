"""Every read of referrals. Each opens compartment B itself and writes its record before it answers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Subquery, TextField, When
from django.utils import timezone

from kansrijk.families.models import Consent, ConsentStop
from kansrijk.families.queries_consent import holds, stopped_as_a_whole
from kansrijk.offer.queries import staffed
from kansrijk.offer.queries.desks import receiving
from kansrijk.referrals import rules, sealed
from kansrijk.referrals.models import Event, Part, ReceiverLink, Referral, Word
from kansrijk.referrals.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.models import Absence, Account, Membership, Organisation
from kansrijk.trust.queries import in_force
from kansrijk.trust.queries_absence import away
from kansrijk.trust.queries_mandate import done_for
from kansrijk.trust.rules import Denied, require_may

COVER = "cover"
"""In a record: done for a colleague who left or is away."""
MOST_LISTED = 200
"""Lines of a list: what waits for who asks, then what others are at, each by the day it is due."""


@dataclass(frozen=True)
class Step:
    """What happened, as who asks may see it. `words`: '' where nothing was written or it may not be seen."""

    event: str
    who: str
    name: str
    organisation: str
    at: datetime
    state: str
    reason: str
    words: str
    how: str = ""


@dataclass(frozen=True)
class LinkSeen:
    """The newest sealed link of a referral. `state`: works, over, withdrawn or closed (after wrong codes)."""

    state: str
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class ReferralRead:
    """A referral as who asks may see it. `sides`: as which of sender and receiver. `parts`: (kind of data, text).

    `file`: for who sent it, as long as it is there. `can`: what may be done now. `hears_back`: the parent agreed that
    the sender hears what becomes of it. `by_parent`: she asked it herself; the desk carries it. `has_desk`: somebody
    receives it on screen today; `link`: for who sent it; `can_tell`: steps of the receiver that may be written down for
    who told them past the screen.
    """

    id: UUID
    file: UUID | None
    consent: UUID
    receiver_name: str
    sender_name: str
    sender_organisation: str
    purpose: str
    state: str
    sides: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    can: tuple[str, ...]
    sent_at: datetime
    due_on: date | None
    hears_back: bool
    version: int
    covers: bool
    by_parent: bool
    has_desk: bool = True
    link: LinkSeen | None = None
    can_tell: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        return rules.STATES[self.state].is_over


@dataclass(frozen=True)
class Line:
    """A referral in a working list. `name`: first line of how to reach, '' where that may not be seen any more.

    `covers_for`: name of the colleague who sent it and left or is away; '' where the actor acts as oneself.
    `has_nobody`: it waits for a receiver at which nobody has an account, and no link to it works.
    """

    id: UUID
    name: str
    receiver_name: str
    sender_organisation: str
    state: str
    side: str
    is_mine_to_do: bool
    covers_for: str
    sent_at: datetime
    due_on: date | None
    by_parent: bool
    has_nobody: bool = False


def referral(actor: Actor, coalition: UUID, referral: UUID) -> ReferralRead:
    """One referral. Raises `Denied` where it is not there or not the actor's to read: the two are one."""
    with within(actor, coalition, verb="read", kind="referral") as inside:
        row, sides = found(inside, referral, "read")
        fields = [COVER] if covers(inside, row, sides) else []
        write_down(inside, "referral read", "R", reference=referral, fields=fields, hits=[row.consent.person_id])
        return read_within(inside, row, sides)


def link_begun(actor: Actor, coalition: UUID, referral: UUID) -> ReferralRead:
    """The same for who sent it and may make a sealed link to it. Raises `Denied` for everybody else."""
    with within(actor, coalition, verb="create", kind="receiver_link") as inside:
        row, sides = found(inside, referral, "read")
        require_may(actor, "create", "receiver_link", coalition=coalition, case=sides)
        write_down(inside, "referral read", "R", reference=referral, hits=[row.consent.person_id])
        return read_within(inside, row, sides)


def working_list(actor: Actor, coalition: UUID) -> list[Line]:
    """What is not over, first what asks something of the actor, by the day it is due and the day it was sent.

    A fixed number of queries. Raises `Denied`.
    """
    with within(actor, coalition, verb="list", kind="referral") as inside:
        if not any(right.startswith("referral.list.") for right in inside.rights):
            raise Denied("list", "referral")
        going_on = [state.name for state in rules.STATES.values() if not state.is_over]
        rows = list(
            visible(inside, "list")
            .filter(state__in=going_on)
            .annotate(is_turn=Case(When(_is_turn_of(inside), then=True), default=False, output_field=BooleanField()))
            .annotate(**_named(), **_reached(inside))
            .order_by("-is_turn", "due_on", "sent_at", "pk")[:MOST_LISTED]
        )
        write_down(inside, "referrals listed", "R", hits=[row.pk for row in rows])
        return _lines(inside, rows, going_on_only=True)


def of_file(actor: Actor, coalition: UUID, file: UUID) -> list[Line]:
    """What the actor sent about the person of one file, the newest first."""
    with within(actor, coalition, verb="list", kind="referral") as inside:
        rows = visible(inside, "list").filter(consent__person=file, sender=inside.account)
        listed = list(rows.annotate(**_named(), **_reached(inside)).order_by("-sent_at", "-pk")[:MOST_LISTED])
        write_down(inside, "referrals listed", "R", reference=file, hits=[row.pk for row in listed])
        return _lines(inside, listed)


def visible(inside: Within, verb: str) -> QuerySet[Referral]:
    """Referrals to which the matrix gives this verb in one of the actor's relations: the first lock; then comes RLS."""
    condition = Q(pk__in=[])
    if f"referral.{verb}.sender" in inside.rights:
        condition |= Q(sender_organisation__in=inside.organisations) & (Q(sender=inside.account) | Q(is_covered=True))
    if f"referral.{verb}.receiver" in inside.rights:
        condition |= Q(receiver_organisation__in=inside.organisations)
    rows = Referral.objects.annotate(is_covered=~Exists(_in_service()) | Exists(_away()))
    return rows.filter(condition, coalition=inside.coalition)


def _is_turn_of(inside: Within) -> Q:
    """What waits for the actor, so that a list that is cut is cut where others are at it."""
    waits = {side: [one.name for one in rules.STATES.values() if one.waits_for == side] for side in rules.WHO}
    as_sender = Q(sender_organisation__in=inside.organisations) & (Q(sender=inside.account) | Q(is_covered=True))
    as_receiver = Q(receiver_organisation__in=inside.organisations)
    return (Q(state__in=waits[rules.SENDER]) & as_sender) | (Q(state__in=waits[rules.RECEIVER]) & as_receiver)


def _in_service() -> QuerySet[Membership]:
    """Memberships in force of who sent, at the organisation that it was sent from."""
    return Membership.objects.filter(
        in_force(timezone.localdate()),
        account=OuterRef("sender"),
        organisation=OuterRef("sender_organisation"),
        coalition=OuterRef("coalition"),
        account__is_active=True,
    )


def _away() -> QuerySet[Absence]:
    """Whether who sent is away today."""
    return away().filter(account=OuterRef("sender"), coalition=OuterRef("coalition"))


def found(inside: Within, referral: UUID, verb: str) -> tuple[Referral, frozenset[str]]:
    """The row with its consent, and as which of its sides the actor may do this. Raises `Denied`."""
    row = visible(inside, verb).filter(pk=referral).select_related("consent").first()
    if row is None:
        raise Denied(verb, "referral")
    sides = sides_of(inside, row)
    require_may(inside.actor, verb, "referral", coalition=inside.coalition, case=sides)
    return row, sides


def sides_of(inside: Within, row: Referral) -> frozenset[str]:
    """Sender and receiver are one where an organisation sends to itself."""
    held = set()
    is_hers = row.sender == inside.account or is_covered(row)
    if row.sender_organisation in inside.organisations and is_hers:
        held.add(rules.SENDER)
    if row.receiver_organisation in inside.organisations:
        held.add(rules.RECEIVER)
    return frozenset(held)


def is_covered(row: Referral) -> bool:
    """Whether who sent works there no longer, or is away today: colleagues of that organisation carry it on."""
    return bool(row.is_covered)  # type: ignore[attr-defined]


def covers(inside: Within, row: Referral, sides: Iterable[str]) -> bool:
    """Whether the actor does this for a colleague who sent it, and not as who receives."""
    return rules.SENDER in sides and row.sender is not None and row.sender != inside.account


def state_now(row: Referral, stopped: Iterable[UUID]) -> str:
    """The state, but where consent was stopped and nobody has written that into the row yet."""
    is_stopped = row.consent_id in set(stopped) and not rules.STATES[row.state].is_over
    return "consent_withdrawn" if is_stopped else row.state


def read_within(inside: Within, row: Referral, sides: frozenset[str]) -> ReferralRead:
    """A row as who was let through to it may see it, as one of these sides."""
    hears = hears_back(inside, row)
    only_sender = rules.RECEIVER not in sides
    real = state_now(row, stopped_as_a_whole([row.consent_id]))
    state = rules.told_to_sender(real, hears) if only_sender else real
    steps = _steps(inside, row, hears, only_sender)
    party, name = names_of(row)
    has_desk = row.receiver_organisation in staffed(row.coalition)
    may_tell = inside.linked is None and (rules.RECEIVER in sides or not has_desk)
    return ReferralRead(
        id=row.pk,
        file=row.consent.person_id if row.sender == inside.account_or_none else None,
        consent=row.consent_id,
        receiver_name=row.consent.receiver_name,
        sender_name=name,
        sender_organisation=party,
        purpose=row.purpose,
        state=state,
        sides=tuple(side for side in rules.WHO if side in sides),
        parts=parts_of(inside, row),
        steps=steps,
        can=tuple(dict.fromkeys(event for side in sorted(sides) for event in rules.events_of(real, side))),
        sent_at=row.sent_at,
        due_on=row.due_on if real == row.state == state else None,
        hears_back=hears,
        version=row.version,
        covers=covers(inside, row, sides),
        by_parent=row.sender is None,
        has_desk=has_desk,
        link=_link(row) if rules.SENDER in sides else None,
        can_tell=tuple(rules.can_be_told(real, hears or rules.RECEIVER in sides)) if may_tell else (),
    )


def _link(row: Referral) -> LinkSeen | None:
    """The newest; none where there never was one."""
    found = ReceiverLink.objects.filter(referral=row.pk).order_by("-made_at", "-pk").first()
    if found is None:
        return None
    state = "works"
    if found.withdrawn_at is not None:
        state = "withdrawn"
    elif found.ends_at <= timezone.now():
        state = "over"
    elif found.tries >= sealed.TRIES:
        state = "closed"
    return LinkSeen(state, found.made_at, found.ends_at, found.used_at)


def hears_back(inside: Within, row: Referral) -> bool:
    return holds(
        inside,
        consent=row.consent_id,
        receiver=row.receiver,
        purpose=row.purpose,
        category="feedback",
        at=timezone.now(),
    )


def names_of(row: Referral) -> tuple[str, str]:
    """(organisation, name) of who sent; both names where that was done in a colleague's place."""
    party = Organisation.objects.filter(pk=row.sender_organisation).values_list("name", flat=True).first()
    if row.done_by is not None:
        pair = (row.sender, row.done_by)
        return party or "", done_for([pair])[pair]
    account = Account.objects.filter(pk=row.sender).first() if row.sender else None  # a parent has none
    return party or "", account.name if account else ""


def parts_of(inside: Within, row: Referral) -> tuple[tuple[str, str], ...]:
    """What row security lets through, in the order in which it was agreed."""
    texts = {part.category: inside.cipher.unseal(part.sealed_text) for part in Part.objects.filter(referral=row.pk)}
    return tuple((category, texts[category]) for category in row.consent.categories if category in texts)


def _steps(inside: Within, row: Referral, hears: bool, only_sender: bool) -> tuple[Step, ...]:
    events = list(Event.objects.filter(referral=row.pk).order_by("number"))
    words = {word.event_id: inside.cipher.unseal(word.sealed_text) for word in Word.objects.filter(referral=row.pk)}
    people = dict(Account.objects.filter(pk__in=[one.account for one in events]).values_list("pk", "name"))
    both = done_for((one.account, one.done_by) for one in events)
    parties = dict(Organisation.objects.filter(pk__in=[one.organisation for one in events]).values_list("pk", "name"))
    return tuple(
        Step(
            event=one.event,
            who=one.who,
            name=both.get((one.account, one.done_by)) or (people.get(one.account, "") if one.account else ""),
            organisation=parties.get(one.organisation, "") if one.organisation else "",
            at=one.at,
            state=one.state,
            reason=one.reason,
            words=words.get(one.pk, ""),
            how=one.how,
        )
        for one in events
        if not only_sender or rules.is_told_to_sender(one.event, one.who, hears, one.state)
    )


def _named() -> dict[str, Subquery]:
    """Names of who sent, asked along with the rows of a list."""
    party = Organisation.objects.filter(pk=OuterRef("sender_organisation")).values("name")
    return {
        "party_name": Subquery(party, output_field=TextField()),
        "sender_name": Subquery(Account.objects.filter(pk=OuterRef("sender")).values("name"), output_field=TextField()),
    }


def _reached(inside: Within) -> dict[str, Exists]:
    """Whether somebody receives on screen, or a sealed link works: asked along with the rows of a list."""
    links = ReceiverLink.objects.filter(referral=OuterRef("pk"), withdrawn_at=None)
    return {
        "has_desk": Exists(receiving(inside.coalition).filter(organisation=OuterRef("receiver_organisation"))),
        "has_link": Exists(links.filter(ends_at__gt=timezone.now(), tries__lt=sealed.TRIES)),
    }


def _waits_for_receiver(state: str) -> bool:
    return rules.STATES[state].waits_for == rules.RECEIVER


def _agreed(rows: Sequence[Referral]) -> dict[UUID, Consent]:
    """Their consents, with `is_stopped` (as a whole) and `tells` (the sender hears back today). One query.

    By their keys: joined to the rows, row security would be asked about every consent of the coalition.
    """
    today = timezone.localdate()
    stops = ConsentStop.objects.filter(consent=OuterRef("pk"))
    is_stopped = Exists(stops.filter(category="").exclude(how="replaced"))
    tells = Q(categories__contains=["feedback"], expires_on__gte=today) & ~Exists(
        ConsentStop.objects.filter(consent=OuterRef("pk"), category__in=["", "feedback"])
    )
    rows_of = Consent.objects.filter(pk__in={row.consent_id for row in rows}).only("receiver_name")
    found = rows_of.annotate(
        is_stopped=is_stopped, tells=Case(When(tells, then=True), default=False, output_field=BooleanField())
    )
    return {one.pk: one for one in found}


def _lines(inside: Within, rows: Sequence[Referral], *, going_on_only: bool = False) -> list[Line]:
    agreed = _agreed(rows)
    contact = Part.objects.filter(referral__in=[row.pk for row in rows], category="contact")
    names = {part.referral_id: inside.cipher.unseal(part.sealed_text).partition("\n")[0] for part in contact}
    read = (_line(inside, row, agreed[row.consent_id], names.get(row.pk, "")) for row in rows)
    return [line for line, state in read if not (going_on_only and state.is_over)]


def _line(inside: Within, row: Any, consent: Any, name: str) -> tuple[Line, rules.State]:
    """One row of a list, and the state that it really has."""
    sides = sides_of(inside, row)
    real = state_now(row, [row.consent_id] if consent.is_stopped else ())
    side = rules.RECEIVER if rules.RECEIVER in sides else rules.SENDER
    told = real if side == rules.RECEIVER else rules.told_to_sender(real, consent.tells)
    line = Line(
        id=row.pk,
        name=name,
        receiver_name=consent.receiver_name,
        sender_organisation=row.party_name or "",
        state=told,
        side=side,
        is_mine_to_do=rules.STATES[real].waits_for in sides,
        covers_for=(row.sender_name or "") if row.sender and covers(inside, row, sides) else "",
        sent_at=row.sent_at,
        due_on=row.due_on if real == row.state == told else None,
        by_parent=row.sender is None,
        has_nobody=side == rules.SENDER and _waits_for_receiver(real) and not (row.has_desk or row.has_link),
    )
    return line, rules.STATES[real]
