"""What was stopped stays stopped when the clock is put back (families/0041): when it was stopped is not asked."""

from django.db import migrations

STOPPED = """
create or replace function referrals.is_stopped(consent uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from families.consent_stop s
    where s.consent_id = consent and s.category = '' and s.how <> 'replaced' {until_now}
  )
$$;

create or replace function referrals.only_by_consent() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' and not exists (
    select 1 from families.consent c
    where c.id = new.consent_id and c.recorded_by is not distinct from new.sender
      and c.organisation = new.sender_organisation
      and c.rule = new.rule and c.rule_version = new.rule_version and c.given_at <= now()
      and (now() at time zone 'Europe/Amsterdam')::date <= c.expires_on
      and not exists (
        select 1 from families.consent_stop s where s.consent_id = c.id and s.category = '' {until_now}
      )
  ) then
    raise exception 'no consent holds for this referral' using errcode = 'check_violation';
  end if;
  if tg_op = 'UPDATE' and new.state <> old.state and referrals.is_open(new.state)
    and referrals.is_stopped(new.consent_id) then
    raise exception 'the consent of this referral was stopped' using errcode = 'check_violation';
  end if;
  return new;
end $$;

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
              where s.consent_id = c.id and s.category in ('', part.category) {until_now}
            )
        )
      )
    )
  )
);
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0012_case_meeting"), ("families", "0041_clock_put_back")]

    operations = [
        migrations.RunSQL(STOPPED.format(until_now=""), STOPPED.format(until_now="and s.stopped_at <= now()"))
    ]
