"""Parties join and leave."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kansrijk.coalition.commands.checking import known, sound, write_down
from kansrijk.coalition.commands.leaving import ERASED, end_access
from kansrijk.coalition.models import CoalitionArea, Party, Person
from kansrijk.coalition.vocabulary import terms
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Organisation
from kansrijk.trust.rules import Denied, require_may


@transaction.atomic
def add_party(
    *, by: Actor, coalition: UUID, name: str, kind: str, joined_on: date, gemeenten: Sequence[str] = ()
) -> UUID:
    """An organisation joins. One of that name that takes part already is that party: asked twice, one effect.

    Organisations of other coalitions stay unknown here.
    """
    require_may(by, "update", "coalition", coalition=coalition)
    plain = sound(name, "name", most=200)
    known(kind, terms("party_kinds"), "kind")
    codes = set(CoalitionArea.objects.filter(coalition=coalition).values_list("code", flat=True))
    if set(gemeenten) - codes:
        raise BadInput(_("Choose areas that the coalition works for."), field="gemeenten")
    there = Party.objects.filter(coalition=coalition, organisation__name__iexact=plain, left_on__isnull=True).first()
    if there is not None:
        return there.pk
    party = Party.objects.create(
        coalition_id=coalition,
        organisation=_organisation(coalition, plain, kind),
        kind=kind,
        gemeenten=sorted(set(gemeenten)),
        joined_on=joined_on,
    )
    write_down(by, coalition, "party joined", "C", "party", party.pk, kind=kind)
    return party.pk


def _organisation(coalition: UUID, name: str, kind: str) -> Organisation:
    """The organisation of that name as this coalition knows it, by a member or an earlier party; else a new one."""
    own = Organisation.objects.filter(name__iexact=name)
    of_members = own.filter(memberships__coalition=coalition).first()
    earlier = Party.objects.filter(coalition=coalition, organisation__in=own).select_related("organisation").first()
    if of_members is not None:
        return of_members
    return earlier.organisation if earlier else Organisation.objects.create(name=name, kind=kind)


@transaction.atomic
def end_party(*, by: Actor, party: UUID, left_on: date) -> None:
    """A party leaves after a day, its people with it: who is listed, and who signs in as one of that organisation.

    What it signed stays, with the day that it left. Raises BadInput where the only coordinator would go.
    """
    row = Party.objects.select_for_update().filter(pk=party).first()
    require_may(by, "update", "coalition", coalition=row.coalition_id if row else None)
    if row is None:
        raise Denied("update", "coalition")
    if left_on < row.joined_on:
        raise BadInput(_("The last day is before the first day."), field="left_on")
    before, row.left_on = row.left_on, left_on
    row.save(update_fields=["left_on"])
    Person.objects.filter(party=row, left_on__isnull=True).update(left_on=left_on, **ERASED)
    end_access(by=by, coalition=row.coalition_id, left_on=left_on, before=before, organisation=row.organisation_id)
    write_down(by, row.coalition_id, "party left", "U", "party", row.pk, left_on=left_on)
