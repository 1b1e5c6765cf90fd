"""What a party or a person that leaves can see no longer: the memberships end on the same day."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.commands import end_membership
from kansrijk.trust.models import Membership

ERASED = {"email": "", "phone": "", "is_driver": False, "public_at": None}
"""What is kept of nobody who left: how to reach them, and their yes to be named."""


def end_access(*, by: Actor, coalition: UUID, left_on: date, before: date | None = None, **whose: Any) -> None:
    """The memberships of an organisation or account in a coalition last until that day.

    `before`: the last day that was written down first, so that those that ended with it move along with a later one.
    Raises BadInput where nobody would be left who coordinates: a coalition without one can be mended by nobody in it.
    """
    later = Q(ends_on__isnull=True) | Q(ends_on__gt=left_on) | Q(ends_on=before, ends_on__isnull=False)
    lasting = Membership.objects.select_for_update().filter(later, coalition=coalition)
    going = list(lasting.filter(**whose))
    lost = [one.pk for one in going if one.role == "coordinator"]
    if lost and not lasting.filter(role="coordinator").exclude(pk__in=lost).exists():
        raise BadInput(_("The only coordinator leaves with this. First give somebody else that role."), field="left_on")
    for one in going:
        end_membership(by=by, membership=one.pk, ends_on=max(left_on, one.starts_on))
