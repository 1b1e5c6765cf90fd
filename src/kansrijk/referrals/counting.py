"""Counting the steps of prenatal home visits, inside the opening in which they are taken. Nothing points back.

What was sent is read by who may read it: where the parent stopped sharing how far she is, the week is unknown.
"""

from django.db import connection
from django.utils import timezone

from kansrijk.referrals import visits
from kansrijk.referrals.models import Part, Referral
from kansrijk.trust.compartment import Within


def count_step(inside: Within, row: Referral, event: str, reason: str = "") -> None:
    """One more for each thing that this step counts as, where the referral asks for such a visit."""
    reached = visits.stages(event, reason) if visits.is_visit(row.purpose) else ()
    if not reached:
        return
    sealed = Part.objects.filter(referral=row.pk, category="moment").values_list("sealed_text", flat=True).first()
    today = timezone.localdate()
    sent_on = timezone.localdate(row.sent_at) if row.sent_at and event != "send" else today
    how_far = visits.weeks(inside.cipher.unseal(sealed) if sealed else "", sent_on, today)
    with connection.cursor() as cursor:
        for stage in reached:
            cursor.execute("select referrals.count_visit(%s, %s, %s)", [today.replace(day=1), stage, how_far])
