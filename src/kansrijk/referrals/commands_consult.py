"""Asking and giving advice without a name (compartment B, but about nobody): ask, answer, take back, forget."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.offer.queries import staffed
from kansrijk.referrals import rules, rules_consult
from kansrijk.referrals.models import Consult
from kansrijk.referrals.queries_consult import KIND, found
from kansrijk.referrals.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.models import Organisation
from kansrijk.trust.rules import require_may

ASKER = frozenset({rules.SENDER})


def ask_consult(
    *, by: Actor, coalition: UUID, key: UUID, organisation: UUID, phase: str, question: str, is_nameless: bool
) -> UUID:
    """Asks the people of another organisation, without saying whom it is about. Sent twice with one key it is one.

    Raises `BadInput` with the field: nobody receives there, something points at a person, or nobody looked whether it
    does (`is_nameless`).
    """
    with within(by, coalition, verb="create", kind=KIND) as inside:
        require_may(by, "create", KIND, coalition=coalition, case=ASKER)
        if Consult.objects.filter(pk=key, asker=inside.account).exists():
            return key
        own = _own(inside)
        if organisation not in staffed(coalition) - {own}:
            raise BadInput("choose an organisation at which somebody receives", field="organisation")
        if phase not in rules_consult.PHASES:
            raise BadInput("choose when it is", field="phase")
        text = rules_consult.checked(question, "question")
        if not is_nameless:
            raise BadInput("look whether nobody can be recognised in it, and say so", field="is_nameless")
        row = Consult(
            id=key,
            coalition=coalition,
            asker=inside.account,
            asker_organisation=own,
            organisation=organisation,
            phase=phase,
            sealed_question=inside.cipher.seal(text),
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise BadInput("this form was sent before; begin again", field="key") from error
        write_down(inside, "advice asked", "C", kind=KIND, reference=key)
        return key


def answer_consult(*, by: Actor, coalition: UUID, consult: UUID, answer: str) -> None:
    """Answers what was asked, once; without pointing at anybody either. Raises `BadInput`."""
    with within(by, coalition, verb="update", kind=KIND) as inside:
        row = found(inside, consult, "update")
        if row.sealed_answer:
            raise BadInput("this was answered before", field="key")
        text = rules_consult.checked(answer, "answer")
        values = {"answered_at": timezone.now(), "answered_by": inside.account}
        Consult.objects.filter(pk=consult).update(sealed_answer=inside.cipher.seal(text), **values)
        write_down(inside, "advice given", "U", kind=KIND, reference=consult)


def drop_consult(*, by: Actor, coalition: UUID, consult: UUID) -> None:
    """Takes one's own question away, with its answer."""
    with within(by, coalition, verb="delete", kind=KIND) as inside:
        row = found(inside, consult, "delete")
        write_down(inside, "advice taken away", "D", kind=KIND, reference=row.pk)
        Consult.objects.filter(pk=row.pk).delete()


def _own(inside: Within) -> UUID:
    """The organisation that is asked for; of somebody who works for several, the first that receives."""
    held = sorted(inside.organisations & staffed(inside.coalition)) or sorted(inside.organisations)
    return Organisation.objects.get(pk=held[0]).pk
