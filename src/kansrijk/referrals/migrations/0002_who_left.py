"""Who sent and works there no longer leaves nothing without an owner: colleagues of that organisation take it over.

As long as the sender has a membership there that is in force, nobody else of the organisation sees it (0001).
"""

from django.db import migrations

WHO = """
create function referrals.has_left(who uuid, party uuid, place uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select not exists (
    select 1 from public.trust_membership m join public.trust_account a on a.id = m.account_id and a.is_active
    where m.account_id = who and m.organisation_id = party and m.coalition_id = place
      and m.starts_on <= (now() at time zone 'Europe/Amsterdam')::date
      and (m.ends_on is null or m.ends_on >= (now() at time zone 'Europe/Amsterdam')::date)
  )
$$;
create or replace function referrals.stands(referral uuid, side text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from referrals.referral r
    where r.id = referral and case side
      when 'sender' then r.sender_organisation = any(families.organisations())
        and (r.sender = families.account() or referrals.has_left(r.sender, r.sender_organisation, r.coalition))
      when 'receiver' then r.receiver_organisation = any(families.organisations())
      else false
    end
  )
$$;
create policy referral_select_taken_over on referrals.referral for select to kansrijk_b using (
  coalition = (select families.coalition())
  and sender_organisation = any((select families.organisations())::uuid[])
  and (select families.holds('referral.read.sender'))
  and referrals.has_left(sender, sender_organisation, coalition)
);
create policy referral_update_taken_over on referrals.referral for update to kansrijk_b using (
  coalition = (select families.coalition())
  and sender_organisation = any((select families.organisations())::uuid[])
  and (select families.holds('referral.update.sender'))
  and referrals.has_left(sender, sender_organisation, coalition)
);
"""
BACK = """
drop policy referral_update_taken_over on referrals.referral;
drop policy referral_select_taken_over on referrals.referral;
create or replace function referrals.stands(referral uuid, side text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from referrals.referral r
    where r.id = referral and case side
      when 'sender' then r.sender = families.account() and r.sender_organisation = any(families.organisations())
      when 'receiver' then r.receiver_organisation = any(families.organisations())
      else false
    end
  )
$$;
drop function referrals.has_left(uuid, uuid, uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_referrals")]

    operations = [migrations.RunSQL(WHO, BACK)]
