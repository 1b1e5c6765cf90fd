"""Every write of referrals: sending one, each step after it, and what the clock does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.families import grounds
from kansrijk.families.commands_consent import give_within
from kansrijk.families.commands_counting import count_sent
from kansrijk.families.consents import Given
from kansrijk.families.models import Consent, ConsentStop, Person
from kansrijk.families.queries import standing_of
from kansrijk.families.queries_consent import found_file, read, stopped_as_a_whole
from kansrijk.offer.queries import desk_of
from kansrijk.referrals import clock, contents, rules, telling
from kansrijk.referrals.counting import count_step
from kansrijk.referrals.models import Event, Part, Referral, Word
from kansrijk.referrals.moving import due_on, end_link, insert_event, moved
from kansrijk.referrals.queries import COVER, covers, found
from kansrijk.referrals.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import require_may


def send(
    *,
    by: Actor,
    coalition: UUID,
    file: UUID,
    key: UUID,
    receiver: UUID,
    texts: Mapping[str, str],
    mark: str = "",
    given: Given | None = None,
    language: str = "nl",
    is_handed_over: bool = False,
) -> UUID:
    """Sends to one door what the parent agreed to, and asks and sends in one step where `given` says what was agreed.

    `is_handed_over`: where nobody receives on screen, who sends hands over a link or a letter. Without `given` the
    consent for this door that is in force counts. `texts`: kind of data → exactly what is sent; what was not agreed
    does not go. Sent twice with the same key it is one referral. Raises `BadInput` with the field.
    """
    with within(by, coalition, verb="create", kind="referral") as inside:
        person = found_file(inside, file, "create")
        require_may(by, "create", "referral", coalition=coalition, case=standing_of(inside, person))
        if Referral.objects.filter(pk=key, sender=inside.account, consent__person=file).exists():
            return key
        desk = desk_of(coalition, [receiver]).get(receiver)
        if desk is None and not is_handed_over:
            raise BadInput("nobody receives for this door on screen; call, or give a letter along", field="receiver")
        if given is None:
            consent = _in_force(person, receiver)
        else:
            asked = uuid5(NAMESPACE_OID, f"consent of {key}")
            give_within(inside, file, asked, receiver, mark=mark, given=given, language=language)
            consent = Consent.objects.get(pk=asked)
        row = _insert(inside, key, person, consent, desk)
        for category, text in contents.checked(texts, _left(consent)).items():
            Part.objects.create(
                coalition=coalition, referral=row, category=category, sealed_text=inside.cipher.seal(text)
            )
        _event(inside, row, key, rules.SEND, rules.SENDER, organisation=row.sender_organisation)
        count_sent(inside, file)
        count_step(inside, row, rules.SEND)
        telling.order(row, rules.SENDER)
        write_down(inside, "referral sent", "C", reference=key, fields=_left(consent), hits=[file, consent.pk])
        return key


def take_step(
    *,
    by: Actor,
    coalition: UUID,
    referral: UUID,
    event: str,
    key: UUID,
    version: int,
    reason: str = "",
    words: str = "",
) -> int:
    """Moves a referral by one step of the table, as the side that may. Returns the new version.

    Sent twice with the same key it is one step. Raises `BadInput`: not possible in this state or not for this side,
    something is missing, or somebody else was first since `version` was read.
    """
    with within(by, coalition, verb="update", kind="referral") as inside:
        row, sides = found(inside, referral, "update")
        step = Step(event, key, version, reason, words)
        return step_within(inside, row.pk, step, sides).version


@dataclass(frozen=True)
class Step:
    """One step as it is asked. `how`: by which road it came, '' on screen (rules.HOW, rules.LINK)."""

    event: str
    key: UUID
    version: int
    reason: str = ""
    words: str = ""
    how: str = ""


def step_within(inside: Within, referral: UUID, step: Step, sides: Iterable[str]) -> Referral:
    """The same inside an opening of compartment B, for whoever was let through to this referral as one of `sides`.

    Returns the row after it. A link by which this was done is ended last: it is what the rest is written by.
    """
    row = Referral.objects.select_for_update().get(pk=referral)
    if Event.objects.filter(pk=step.key, referral=row.pk, event=step.event).exists():
        return row
    if stopped_as_a_whole([row.consent_id]):
        raise BadInput("the parent stopped sharing; nothing more can be done with this referral", field="state")
    if row.version != step.version + _asked_since(row, step.version):
        raise BadInput("somebody else was first; look at what it says now", field="version")
    side = rules.side_for(row.state, step.event, sides)
    reason, words = rules.checked_step(step.event, step.reason, step.words)
    row = moved(row, step.event, side)
    is_told = side == rules.RECEIVER and step.how in rules.HOW and row.receiver_organisation not in inside.organisations
    party = row.sender_organisation if side == rules.SENDER or is_told else row.receiver_organisation
    _event(inside, row, step.key, step.event, side, reason=reason, how=step.how, organisation=party)
    if words:
        Word.objects.create(
            event_id=step.key,
            coalition=inside.coalition,
            referral=row,
            who=side,
            sealed_text=inside.cipher.seal(words),
        )
    count_step(inside, row, step.event, reason)
    telling.order(row, rules.SENDER if is_told else side)
    is_cover = covers(inside, row, [side])
    fields = [step.event, row.state, *([COVER] if is_cover else []), *([step.how] if step.how else [])]
    hits = [row.consent.person_id] if inside.linked else []
    write_down(inside, "referral moved", "U", reference=referral, fields=fields, hits=hits)
    end_link(row)
    return row


def _asked_since(row: Referral, version: int) -> int:
    """How often an answer was asked for since this version: that changes nothing that somebody looked at."""
    return Event.objects.filter(referral=row.pk, number__gt=version, event=rules.ESCALATE).count()


def bring_back(*, by: Actor) -> int:
    """What the clock does, coalition by coalition: returns how many rows changed.

    Who opened nothing in the time that is set gets nothing any more: the referral comes back to who sent it. And where
    consent was stopped by somebody who does not see the referral, that is written into it.
    """
    require_may(by, "expire", "referral")
    changed, today = 0, timezone.localdate()
    for coalition in Coalition.objects.filter(has_families=True).values_list("pk", flat=True):
        with within(by, coalition, verb="expire", kind="referral") as inside:
            changed += sum(_bring_back(inside, row, today) for row in _perhaps_over(coalition, today))
    return changed


def _perhaps_over(coalition: UUID, today: date) -> list[Referral]:
    """Locked: those that hang on a stopped consent, or lie unopened for longer than the shortest time it can take."""
    going_on = [state.name for state in rules.STATES.values() if not state.is_over]
    stopped = ConsentStop.objects.filter(coalition=coalition, category="").exclude(how="replaced")
    unopened = Q(state=rules.FIRST, sent_at__date__lte=today - timedelta(days=clock.EXPIRES))
    rows = Referral.objects.filter(coalition=coalition, state__in=going_on)
    return list(rows.filter(unopened | Q(consent__in=stopped.values("consent"))).select_for_update().order_by("pk"))


def _bring_back(inside: Within, row: Referral, today: date) -> bool:
    if stopped_as_a_whole([row.consent_id]):
        _by_itself(inside, row, "withdraw_consent", rules.PARENT)
    elif row.state == rules.FIRST and clock.expires_on(timezone.localdate(row.sent_at)) <= today:
        _by_itself(inside, row, "expire", rules.CLOCK)
    else:
        return False
    return True


def _in_force(person: Person, receiver: UUID) -> Consent:
    """The newest consent for this door that holds today, under a rule that still counts (LAW-01). Raises `BadInput`."""
    today = timezone.localdate()
    rows = Consent.objects.filter(person=person.pk, receiver=receiver).order_by("-given_at", "-pk")
    by_key = {row.pk: row for row in rows}
    held = [by_key[one.id] for one in read(by_key.values(), today) if one.is_in_force]
    counts = {(rule.id, rule.version) for rule in grounds.rules() if rule.is_in_force(today)}
    row = next((row for row in held if (row.rule, row.rule_version) in counts), None)
    if row is None:
        raise BadInput(
            "the parent did not agree to share with this door, or stopped, or the rule changed", field="given"
        )
    return row


def _left(consent: Consent) -> list[str]:
    """Kinds of data for which it holds today."""
    return list(read([consent], timezone.localdate())[0].categories)


def _insert(inside: Within, key: UUID, person: Person, consent: Consent, desk: UUID | None) -> Referral:
    row = Referral(
        id=key,
        coalition=inside.coalition,
        consent=consent,
        receiver=consent.receiver,
        purpose=consent.purpose,
        rule=consent.rule,
        rule_version=consent.rule_version,
        sender=inside.account,
        sender_organisation=person.organisation,
        receiver_organisation=desk,
        state=rules.FIRST,
    )
    row.due_on = due_on(row, rules.FIRST)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:  # the key of somebody else's referral: nothing is told of that
        raise BadInput("this form was sent before; begin again", field="key") from error
    return row


def _event(
    inside: Within,
    row: Referral,
    key: UUID,
    event: str,
    side: str,
    *,
    organisation: UUID | None,
    reason: str = "",
    how: str = "",
) -> None:
    """`organisation`: of who writes it down; what was told past the screen is the sender's to write."""
    try:
        with transaction.atomic():
            insert_event(
                inside.coalition,
                row,
                key,
                event,
                side,
                reason=reason,
                account=inside.account_or_none,
                organisation=organisation,
                how=how,
            )
    except IntegrityError as error:
        raise BadInput("this form was sent before; look at what it says now", field="key") from error


def _by_itself(inside: Within, row: Referral, event: str, who: str) -> None:
    after = moved(row, event, who)
    insert_event(inside.coalition, after, uuid4(), event, who)
    end_link(after)
    telling.order(after, who)
    write_down(inside, "referral moved", "U", reference=row.pk, fields=[event, after.state])
