"""A referral that a parent asked for herself: she is its author, and the desk that receives carries it from the start.

`sender` is nobody's account; `sender_organisation` is the desk's, so that what comes back (declined, not reached) comes
back to people who called her. `referrals.asking` holds the hash of the code that she keeps and nothing of her.
"""

from django.db import migrations

TABLES = """
alter table referrals.referral alter column sender drop not null;
alter table referrals.referral add constraint referral_of_her_own
  check (sender is not null or sender_organisation = receiver_organisation);

create table referrals.asking (
  referral_id uuid primary key,
  coalition uuid not null,
  code_hash bytea not null unique constraint asking_code_is_hash check (octet_length(code_hash) = 32),
  language text not null constraint asking_language check (language ~ '^[a-z]{2,3}$'),
  foreign key (referral_id, coalition) references referrals.referral (id, coalition) on delete cascade
);
"""
TABLES_BACK = """
drop table referrals.asking;
delete from referrals.referral where sender is null;
alter table referrals.referral drop constraint referral_of_her_own;
alter table referrals.referral alter column sender set not null;
"""

BY_CONSENT = """
create or replace function referrals.only_by_consent() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' and not exists (
    select 1 from families.consent c
    where c.id = new.consent_id and c.recorded_by {same} new.sender and c.organisation = new.sender_organisation
      and c.rule = new.rule and c.rule_version = new.rule_version and c.given_at <= now()
      and (now() at time zone 'Europe/Amsterdam')::date <= c.expires_on
      and not exists (
        select 1 from families.consent_stop s where s.consent_id = c.id and s.category = '' and s.stopped_at <= now()
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
"""

# Whoever was told no code is answered without asking a table, so that two tables never ask each other without end.
WHO = """
create function referrals.asked_coalition() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select a.coalition from referrals.asking a where a.code_hash = families.asking()
$$;
create function referrals.is_asked(referral uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when families.asking() is not null then exists (
    select 1 from referrals.asking a
    where a.referral_id = referral and a.code_hash = families.asking() and a.coalition = families.coalition()
  ) else false end
$$;
create function referrals.is_asked_under(consent uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when families.asking() is not null then exists (
    select 1 from referrals.referral r where r.consent_id = consent and referrals.is_asked(r.id)
  ) else false end
$$;
create function referrals.is_still_agreed(referral uuid, wanted text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from referrals.referral r
    where r.id = referral and (r.sender is not null or families.consent_holds(r.consent_id, wanted, now()))
  )
$$;
create function referrals.is_asked_now(referral uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when families.asking() is not null then exists (
    select 1 from referrals.referral r where r.id = referral and r.sender is null and r.sent_at = now()
  ) else false end
$$;
"""
WHO_BACK = """
drop function referrals.is_asked_now(uuid) cascade;
drop function referrals.is_still_agreed(uuid, text) cascade;
drop function referrals.is_asked_under(uuid) cascade;
drop function referrals.is_asked(uuid) cascade;
drop function referrals.asked_coalition();
"""

# She writes what she asks in one transaction, and afterwards does one thing to it: she takes it back. What she wrote
# she does not read again: who finds the code sees how it stands, and nothing of her.
SECURITY = """
create policy asking_select on referrals.asking for select to kansrijk_b using (
  code_hash = (select families.asking())
);
create policy asking_insert on referrals.asking for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and code_hash = (select families.asking())
  and referrals.is_asked_now(referral_id)
);

create policy referral_select_asked on referrals.referral for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.asking()) is not null
  and (referrals.is_asked(id) or (sender is null and sent_at = now()))
);
create policy referral_insert_asked on referrals.referral for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and (select families.asking()) is not null and (select families.account()) is null
  and sender is null and state = 'sent' and version = 1 and sent_at = now()
);
create policy referral_update_asked on referrals.referral for update to kansrijk_b
using (coalition = (select families.coalition()) and referrals.is_asked(id))
with check (coalition = (select families.coalition()) and state = 'consent_withdrawn');
create policy referral_only_taken_back on referrals.referral as restrictive for update to kansrijk_b
with check ((select families.asking()) is null or state = 'consent_withdrawn');

create policy part_insert_asked on referrals.part for insert to kansrijk_b with check (
  coalition = (select families.coalition()) and referrals.is_asked_now(referral_id)
);
-- The desk stands as sender of it too, and a sender reads what was sent: here only as long as she agrees.
create policy part_only_while_she_agrees on referrals.part as restrictive for select to kansrijk_b using (
  referrals.is_still_agreed(referral_id, category)
);
create policy event_select_asked on referrals.event for select to kansrijk_b using (
  coalition = (select families.coalition()) and referrals.is_asked(referral_id)
);
create policy event_insert_asked on referrals.event for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and who = 'parent' and account is null
  and ((event = 'send' and referrals.is_asked_now(referral_id))
    or (event = 'withdraw_consent' and referrals.is_asked(referral_id)))
);
create policy consent_select_asked on families.consent for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    referrals.is_asked_under(id)
    or ((select families.asking()) is not null and sender = 'parent' and given_at = now())
  )
);
create policy consent_stop_insert_asked on families.consent_stop for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and how = 'parent' and account is null and category = '' and referrals.is_asked_under(consent_id)
);

alter table referrals.asking enable row level security;
alter table referrals.asking force row level security;
grant select on referrals.asking to kansrijk_b, kansrijk_backup;
grant insert on referrals.asking to kansrijk_b;
"""
SECURITY_BACK = """
drop policy consent_stop_insert_asked on families.consent_stop;
drop policy consent_select_asked on families.consent;
drop policy event_insert_asked on referrals.event;
drop policy event_select_asked on referrals.event;
drop policy part_only_while_she_agrees on referrals.part;
drop policy part_insert_asked on referrals.part;
drop policy referral_only_taken_back on referrals.referral;
drop policy referral_update_asked on referrals.referral;
drop policy referral_insert_asked on referrals.referral;
drop policy referral_select_asked on referrals.referral;
drop policy asking_insert on referrals.asking;
drop policy asking_select on referrals.asking;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0009_words_for_her"), ("families", "0013_asked_by_herself")]

    operations = [
        migrations.RunSQL(TABLES, TABLES_BACK),
        migrations.RunSQL(BY_CONSENT.format(same="is not distinct from"), BY_CONSENT.format(same="=")),
        migrations.RunSQL(WHO, WHO_BACK),
        migrations.RunSQL(SECURITY, SECURITY_BACK),
    ]
