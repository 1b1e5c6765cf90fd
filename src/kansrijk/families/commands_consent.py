"""Writes of consents: giving one, and stopping it. Nothing of a consent is ever changed or taken away."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from kansrijk.core.announce import announce
from kansrijk.core.faults import BadInput
from kansrijk.families import consents, grounds
from kansrijk.families.consents import Accepted, Given
from kansrijk.families.models import Consent, Person
from kansrijk.families.queries_consent import Receiver, born_on, doors, found, found_file, read
from kansrijk.families.recording import write_down
from kansrijk.families.stopping import ConsentReplaced, ConsentWithdrawn, stop
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.models import Organisation

__all__ = ["ConsentReplaced", "ConsentWithdrawn", "give_consent", "give_within", "withdraw_consent"]


def give_consent(
    *, by: Actor, coalition: UUID, file: UUID, key: UUID, receiver: UUID, mark: str, given: Given, language: str = "nl"
) -> UUID:
    """Writes down that sharing with one door was agreed, for one purpose and the data that were named.

    Sent twice with the same key it is one consent. `mark`: what the form was made from (`consents.mark_of`). An earlier
    consent for the same door and purpose is replaced. Raises `BadInput` with the field that is not answered.
    """
    with within(by, coalition, verb="create", kind="consent") as inside:
        return give_within(inside, file, key, receiver, mark=mark, given=given, language=language)


def give_within(
    inside: Within, file: UUID, key: UUID, receiver: UUID, *, mark: str, given: Given, language: str
) -> UUID:
    """The same inside an opening of compartment B, for who asks and sends in one step."""
    person = found_file(inside, file, "create")
    if Consent.objects.filter(pk=key, person=person.pk).exists():
        return key
    sender, known = doors(inside, person)
    door = next((one for one in known if one.id == receiver), None)
    if door is None:
        raise BadInput("choose one receiver of the directory", field="receiver")
    name = Organisation.objects.get(pk=person.organisation).name
    if mark != consents.mark_of(door.name, name):
        raise BadInput("the text or the rules changed in the meantime; look at it again", field="version")
    accepted = consents.accepted(
        given, born_on=born_on(inside, person), sender=sender, receiver=door.kind, on=timezone.localdate()
    )
    text = consents.told(accepted, purpose=given.purpose, sender=name, receiver=door.name, language=language)
    replaced = _replace(inside, person, receiver, given.purpose)
    _insert(inside, _row(inside, person, key, door, sender, given, accepted, text, language))
    fields = ["receiver", "purpose", *accepted.categories]
    write_down(inside, "consent given", "C", kind="consent", reference=key, fields=fields, hits=[person.pk])
    for old in replaced:
        announce(ConsentReplaced(old, key, inside.coalition))
    return key


def _row(
    inside: Within,
    person: Person,
    key: UUID,
    door: Receiver,
    sender: str,
    given: Given,
    accepted: Accepted,
    text: str,
    language: str,
) -> Consent:
    def sealed(said: str) -> str:
        return inside.cipher.seal(said.strip()) if said.strip() else ""

    return Consent(
        id=key,
        coalition=inside.coalition,
        person=person,
        receiver=door.id,
        receiver_name=door.name,
        receiver_kind=door.kind,
        sender=sender,
        purpose=given.purpose,
        categories=list(accepted.categories),
        rule=accepted.rule.id,
        rule_version=accepted.rule.version,
        table_version=grounds.edition(),
        avg_basis=accepted.rule.avg_basis,
        secrecy_release=accepted.rule.secrecy_release,
        exchange_consent="not_applicable",  # nobody can fetch anything here by itself (Wabvpz 15a)
        informed_at=timezone.now(),
        help_wanted=given.help_wanted,
        age=accepted.age,
        exception=given.exception,
        sealed_reason=sealed(given.reason),
        agreed=list(accepted.who),
        sealed_by_whom=sealed(given.by_whom),
        indications=sorted(given.indications),
        sealed_own_question=sealed(given.own_question),
        channel=given.channel,
        with_interpreter=given.with_interpreter,
        told=text,
        told_version=consents.text_version(),
        told_language=language,
        told_hash=consents.digest(text),
        recorded_by=inside.account,
        organisation=person.organisation,
        expires_on=accepted.until,
    )


def _insert(inside: Within, row: Consent) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:  # the key of somebody else's consent: nothing is told of that
        raise BadInput("this form was sent before; begin again", field="key") from error


def _replace(inside: Within, person: Person, receiver: UUID, purpose: str) -> list[UUID]:
    rows = Consent.objects.filter(person=person.pk, receiver=receiver, purpose=purpose)
    older = [one.id for one in read(rows, timezone.localdate()) if one.is_in_force]
    for one in older:
        stop(inside, one, person.pk, "", "replaced")
    return older


def withdraw_consent(*, by: Actor, coalition: UUID, consent: UUID, category: str = "") -> None:
    """Stops a consent at once, as a whole or for one kind of data; what was, stays to be seen. Twice is once."""
    with within(by, coalition, verb="update", kind="consent") as inside:
        row, file = found(inside, consent, "update")
        if category and category not in row.categories:
            raise BadInput("this consent does not speak of these data", field="category")
        stop(inside, row.pk, file, category, "professional")


def stop_own(inside: Within, consent: UUID) -> None:
    """A parent who asked for help herself takes it back, in the opening that her code made. Twice is once."""
    stop(inside, consent, None, "", "parent")
