"""A parent asks for help herself: one consent and one referral in one transaction, and how she takes it back."""

from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.families import consents, grounds
from kansrijk.families.commands_consent import stop_own
from kansrijk.families.commands_counting import count_asked
from kansrijk.families.models import Consent
from kansrijk.referrals import asking, rules, telling
from kansrijk.referrals.asking import Asked
from kansrijk.referrals.models import Asking, Referral
from kansrijk.referrals.moving import due_on, insert_event
from kansrijk.referrals.queries_asking import KIND, Door, accepted_at, door_within, mark_of
from kansrijk.referrals.recording import write_down
from kansrijk.trust import limits
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, hash_of, within_asking
from kansrijk.trust.rules import Denied, require_may

A_DAY = 24 * 60 * 60
MOST_OF_A_NETWORK = 20
"""Of one coalition from one network, as limits count it: a waiting room and a library have one for all."""
MOST_A_DAY = 2000
"""Of one coalition, from everywhere: so many that no handful of networks shuts the form for every parent."""


def ask_for_help(*, by: Actor, door: UUID, code: str, said: Asked, is_agreed: bool, mark: str, language: str) -> str:
    """Sends to one desk what she typed. Returns what she agreed to, word for word.

    `code`: the one that her page was made with (`asking.new_code`); sent twice with it, it is one request. `mark`: what
    the words on her page were made from. Raises `BadInput` with the field (`again`: another text under the same code;
    the first one stays), `Denied` where nobody receives there.
    """
    require_may(by, "create", KIND)
    found = door_within(door)
    if found is None or not asking.typed(code):
        raise Denied("create", KIND)
    with within_asking(by, code, coalition=found.coalition, verb="create", kind=KIND) as inside:
        known = Consent.objects.filter(pk=_consent_key(code)).values_list("told", flat=True).first()
        if known is not None:
            first = Asking.objects.values_list("said_mark", flat=True).first()
            if first is not None and bytes(first) != _said_mark(inside, said):
                raise BadInput("this was sent before with another text; that one stays", field="again")
            return str(known)
        if not is_agreed:
            raise BadInput("say that this may be sent", field="agreed")
        if mark != mark_of(found, language):
            raise BadInput("what is agreed to changed since; read it again", field="mark")
        network = limits.neighbourhood(by.address)
        if limits.take(f"help asked {found.coalition} {network}", hits=MOST_OF_A_NETWORK, seconds=A_DAY) or limits.take(
            f"help asked {found.coalition}", hits=MOST_A_DAY, seconds=A_DAY
        ):
            raise BadInput("too many ask here today; call", field="busy")
        consent = _consent(inside, found, code, language)
        row = _referral(inside, found, consent)
        Asking(
            referral=row,
            coalition=inside.coalition,
            code_hash=bytes.fromhex(hash_of(code)),
            language=language,
            said_mark=_said_mark(inside, said),
        ).save(force_insert=True)
        _write(inside, row, said)
        insert_event(inside.coalition, row, uuid4(), rules.SEND, rules.PARENT)
        count_asked(inside)
        telling.order(row, rules.PARENT)
        write_down(inside, "help asked for", "C", kind=KIND, reference=row.pk, fields=asking.CATEGORIES)
        return consent.told


def take_back(*, by: Actor, code: str) -> None:
    """She stops what she asked, at once: the desk sees what she wrote no longer. Twice is once. Raises `Denied`."""
    require_may(by, "update", KIND)
    if not asking.typed(code):
        raise Denied("update", KIND)
    with within_asking(by, asking.typed(code), verb="update", kind=KIND) as inside:
        known = Asking.objects.values_list("referral", flat=True).first()
        if known is None:
            raise Denied("update", KIND)
        row = Referral.objects.select_for_update().get(pk=known)
        write_down(inside, "help taken back", "U", kind=KIND, reference=row.pk)
        if asking.may_stop(row.state):
            stop_own(inside, row.consent_id)


def _write(inside: Within, row: Referral, said: Asked) -> None:
    """Past the ORM, which reads back the key that the database made: she may not read what she writes."""
    with connection.cursor() as cursor:
        for category, text in said.texts.items():
            cursor.execute(
                "insert into referrals.part (coalition, referral_id, category, sealed_text) values (%s, %s, %s, %s)",
                [inside.coalition, row.pk, category, inside.cipher.seal(text)],
            )


def _said_mark(inside: Within, said: Asked) -> bytes:
    return inside.cipher.mark("asked", *said.texts.values())


def _consent_key(code: str) -> UUID:
    """Of the code's hash, so that the key gives nobody the code."""
    return uuid5(NAMESPACE_OID, f"own consent {hash_of(code)}")


def _consent(inside: Within, door: Door, code: str, language: str) -> Consent:
    accepted = accepted_at(door)
    text = asking.told(language, door.name, accepted.until.strftime("%d-%m-%Y"))
    row = Consent(
        id=_consent_key(code),
        coalition=inside.coalition,
        person=None,
        receiver=door.id,
        receiver_name=door.name,
        receiver_kind=door.kind,
        sender=asking.SENDER,
        purpose=asking.PURPOSE,
        categories=list(accepted.categories),
        rule=accepted.rule.id,
        rule_version=accepted.rule.version,
        table_version=grounds.edition(),
        avg_basis=accepted.rule.avg_basis,
        secrecy_release=accepted.rule.secrecy_release,
        exchange_consent="not_applicable",
        informed_at=timezone.now(),
        help_wanted="yes",
        age=accepted.age,
        agreed=list(accepted.who),
        channel="written",
        with_interpreter=False,
        told=text,
        told_version=asking.version(),
        told_language=language,
        told_hash=consents.digest(text),
        recorded_by=None,
        organisation=door.organisation,
        expires_on=accepted.until,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:  # the same page, sent twice at the same moment
        raise BadInput("this was sent before", field="key") from error
    return row


def _referral(inside: Within, door: Door, consent: Consent) -> Referral:
    row = Referral(
        id=uuid4(),
        coalition=inside.coalition,
        consent=consent,
        receiver=door.id,
        purpose=asking.PURPOSE,
        rule=consent.rule,
        rule_version=consent.rule_version,
        sender=None,
        sender_organisation=door.organisation,
        receiver_organisation=door.organisation,
        state=rules.FIRST,
    )
    row.due_on = due_on(row, rules.FIRST)
    row.save(force_insert=True)
    return row
