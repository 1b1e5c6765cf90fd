"""What happened in a family ends what was asked for it, whoever asked: in the transaction that records it, and only so.

`families.consents_of_event` is empty but in that transaction, for that account (families/0009).
"""

from django.db import migrations

WHO = """
create function referrals.is_ended_now(referral uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from referrals.referral r where r.id = referral and r.consent_id = any(families.consents_of_event())
  )
$$;
create policy referral_select_event on referrals.referral for select to kansrijk_b using (
  coalition = (select families.coalition())
  and consent_id = any((select families.consents_of_event())::uuid[])
);
create policy referral_update_event on referrals.referral for update to kansrijk_b using (
  coalition = (select families.coalition())
  and consent_id = any((select families.consents_of_event())::uuid[])
)
with check (coalition = (select families.coalition()) and state in ('stopped', 'moved'));
create policy event_select_event on referrals.event for select to kansrijk_b using (
  coalition = (select families.coalition())
  and who = 'file' and account = (select families.account()) and referrals.is_ended_now(referral_id)
);
create policy event_insert_event on referrals.event for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and who = 'file' and event in ('stop', 'move') and account = (select families.account())
  and referrals.is_ended_now(referral_id)
);
"""
BACK = """
drop policy event_insert_event on referrals.event;
drop policy event_select_event on referrals.event;
drop policy referral_update_event on referrals.referral;
drop policy referral_select_event on referrals.referral;
drop function referrals.is_ended_now(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0003_who_is_asked"), ("families", "0009_life_events")]

    operations = [migrations.RunSQL(WHO, BACK)]
