"""What only commands refused, the database refuses too: another consent under a referral, a step or words without the
right to it, and reading on of a request of her own by the desk that declined it. Visits by a link that are over go.

`said_mark` of what a parent asked herself: a keyed hash of her words, so that other words under the same code are told.
"""

from django.db import migrations

# What lies ahead of us was given before the clock was put back.
SAME_PERSON = """
create function referrals.only_by_a_newer_consent() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (
    select 1 from families.consent n join families.consent o on o.id = old.consent_id
    where n.id = new.consent_id and n.person_id = o.person_id and n.organisation = o.organisation
      and (n.given_at >= o.given_at or o.given_at > now())
      and (now() at time zone 'Europe/Amsterdam')::date <= n.expires_on
      and not exists (
        select 1 from families.consent_stop s where s.consent_id = n.id and s.category = ''
      )
  ) then
    raise exception 'this consent does not take the place of that one' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger only_by_a_newer_consent before update on referrals.referral
  for each row when (new.consent_id <> old.consent_id) execute function referrals.only_by_a_newer_consent();
"""
SAME_PERSON_BACK = """
drop trigger only_by_a_newer_consent on referrals.referral;
drop function referrals.only_by_a_newer_consent();
"""

SECURITY = """
alter table referrals.asking add column said_mark bytea;

create policy event_by_right on referrals.event as restrictive for insert to kansrijk_b with check (
  (select families.account()) is null
  or case who
    when 'sender' then (select families.holds('referral.update.sender'))
      or (event = 'send' and (select families.holds('referral.create.author')))
    when 'receiver' then (select families.holds('referral.update.receiver'))
      or (how <> '' and (select families.holds('referral.update.sender')))
    else true
  end
);
create policy word_by_right on referrals.word as restrictive for insert to kansrijk_b with check (
  (select families.account()) is null
  or (select families.holds('referral.update.sender'))
  or (who = 'receiver' and (select families.holds('referral.update.receiver')))
);

create or replace function referrals.is_still_agreed(referral uuid, wanted text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from referrals.referral r
    where r.id = referral
      and (r.sender is not null or (r.state <> 'declined' and families.consent_holds(r.consent_id, wanted, now())))
  )
$$;

create function referrals.is_left_alone(referral uuid, state text, sent_at timestamptz) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select sent_at < since.at and not exists (
    select 1 from referrals.event e where e.referral_id = referral and e.who <> 'clock' and e.at >= since.at
  )
  from (select now() - case
    when state in ('not_reached', 'declined', 'returned', 'expired', 'moved') then interval '12 weeks'
    else interval '23 months'
  end) as since (at)
$$;
create policy referral_delete_left on referrals.referral for delete to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('referral.expire.none'))
  and referrals.is_left_alone(id, state, sent_at)
);
create policy receiver_visit_select_over on referrals.receiver_visit for select to kansrijk_b using (
  link_id = (select referrals.link_of_token()) and ends_at <= now()
);
create policy receiver_visit_delete on referrals.receiver_visit for delete to kansrijk_b using (
  link_id = (select referrals.link_of_token()) and ends_at <= now()
);
grant delete on referrals.receiver_visit to kansrijk_b;
"""
SECURITY_BACK = """
revoke delete on referrals.receiver_visit from kansrijk_b;
drop policy receiver_visit_delete on referrals.receiver_visit;
drop policy receiver_visit_select_over on referrals.receiver_visit;
drop policy referral_delete_left on referrals.referral;
drop function referrals.is_left_alone(uuid, text, timestamptz);
create or replace function referrals.is_still_agreed(referral uuid, wanted text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from referrals.referral r
    where r.id = referral and (r.sender is not null or families.consent_holds(r.consent_id, wanted, now()))
  )
$$;
drop policy word_by_right on referrals.word;
drop policy event_by_right on referrals.event;
alter table referrals.asking drop column said_mark;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0050_in_a_colleagues_place"), ("families", "0043_one_emergency")]

    operations = [
        migrations.RunSQL(SAME_PERSON, SAME_PERSON_BACK),
        migrations.RunSQL(SECURITY, SECURITY_BACK),
    ]
