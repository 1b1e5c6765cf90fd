"""What of a referral is shown is asked in one statement, where a function was asked for each row (families/0030).

Measured with 300,000 referrals: the names on a list of fifty took 60 ms, one function per row. Who may see what does
not change: the sender's side every part, the receiver's side what its consent holds for, as long as it is open to it.
"""

from django.db import migrations

NOW = """
alter policy part_select on referrals.part using (
  coalition = (select families.coalition())
  and exists (
    select 1 from referrals.referral r
    where r.id = referral_id and (
      (
        (select families.holds('referral.read.sender'))
        and r.sender_organisation = any((select families.organisations())::uuid[])
        and (r.sender = (select families.account()) or referrals.has_left(r.sender, r.sender_organisation, r.coalition))
      )
      or (
        (select families.holds('referral.read.receiver'))
        and r.receiver_organisation = any((select families.organisations())::uuid[])
        and referrals.is_open(r.state)
        and exists (
          select 1 from families.consent c
          where c.id = r.consent_id and category = any(c.categories)
            and c.given_at <= now() and (now() at time zone 'Europe/Amsterdam')::date <= c.expires_on
            and not exists (
              select 1 from families.consent_stop s
              where s.consent_id = c.id and s.category in ('', part.category) and s.stopped_at <= now()
            )
        )
      )
    )
  )
);
"""
BEFORE = """
alter policy part_select on referrals.part using (
  coalition = (select families.coalition())
  and (
    ((select families.holds('referral.read.sender')) and referrals.stands(referral_id, 'sender'))
    or ((select families.holds('referral.read.receiver')) and referrals.shows(referral_id, category))
  )
);
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0021_prenatal_visits"), ("families", "0030_asked_once")]

    operations = [migrations.RunSQL(NOW, BEFORE)]
