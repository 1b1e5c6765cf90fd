"""A receiver without an account: a sealed link to one referral, and what was told by telephone, mail or letter.

A third kind of asker beside who has an account and a parent: told the hash of what a browser holds, the database finds
by itself which one referral that opens and whether it still does. `how` says of each step by which road it came.
"""

from django.db import migrations

TABLES = """
create table referrals.receiver_link (
  id uuid primary key,
  coalition uuid not null,
  referral_id uuid not null,
  receiver_organisation uuid,
  token_hash bytea not null unique constraint receiver_link_token_is_hash check (octet_length(token_hash) = 32),
  code_hash text not null constraint receiver_link_code_hashed check (code_hash ~ '^[a-z0-9_]+[$].{30,}'),
  made_by uuid not null,
  made_at timestamptz not null default now(),
  ends_at timestamptz not null,
  tries smallint not null default 0 constraint receiver_link_tries check (tries between 0 and 10),
  used_at timestamptz,
  withdrawn_at timestamptz,
  constraint receiver_link_short check (ends_at > made_at and ends_at <= made_at + interval '31 days'),
  unique (id, coalition),
  foreign key (referral_id, coalition) references referrals.referral (id, coalition) on delete cascade
);
create unique index receiver_link_once on referrals.receiver_link (referral_id) where withdrawn_at is null;

create table referrals.receiver_visit (
  key_hash bytea primary key constraint receiver_visit_is_hash check (octet_length(key_hash) = 32),
  coalition uuid not null,
  link_id uuid not null,
  began_at timestamptz not null default now(),
  rests_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz,
  constraint receiver_visit_short check (rests_at <= ends_at and ends_at <= began_at + interval '4 hours'),
  foreign key (link_id, coalition) references referrals.receiver_link (id, coalition) on delete cascade
);
create index receiver_visit_of_link on referrals.receiver_visit (link_id);

alter table referrals.referral alter column receiver_organisation drop not null;
alter table referrals.event add column how text not null default ''
  constraint event_how check (
    how in ('', 'link', 'telephone', 'secure_mail', 'letter')
    and (how <> 'link' or (who = 'receiver' and account is null))
  );
"""
TABLES_BACK = """
alter table referrals.event drop column how;
alter table referrals.referral alter column receiver_organisation set not null;
drop table referrals.receiver_visit, referrals.receiver_link;
"""

# Whoever was told no visit is answered without asking a table, so that two tables never ask each other without end.
WHO = """
create function referrals.link_token() returns bytea
language sql stable set search_path = pg_catalog, pg_temp as $$
  select decode(nullif(current_setting('kansrijk.link_token', true), ''), 'hex')
$$;
create function referrals.link_visit() returns bytea
language sql stable set search_path = pg_catalog, pg_temp as $$
  select decode(nullif(current_setting('kansrijk.link_visit', true), ''), 'hex')
$$;
create function referrals.link_of_token() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select l.id from referrals.receiver_link l where l.token_hash = referrals.link_token()
$$;
create function referrals.link_of_visit() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select v.link_id from referrals.receiver_visit v
  where v.key_hash = referrals.link_visit() and v.ended_at is null and v.rests_at > now() and v.ends_at > now()
$$;
create function referrals.link_coalition() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select l.coalition from referrals.receiver_link l
  join public.trust_coalition c on c.id = l.coalition and c.has_families
  where l.id = referrals.link_of_visit() and l.withdrawn_at is null and l.ends_at > now()
$$;
create function referrals.link_organisation() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select l.receiver_organisation from referrals.receiver_link l where l.id = referrals.link_of_visit()
$$;
create function referrals.keep_link_open(seconds integer) returns uuid
language sql volatile set search_path = pg_catalog, pg_temp as $$
  update referrals.receiver_visit set rests_at = least(now() + make_interval(secs => seconds), ends_at)
  where key_hash = referrals.link_visit() and ended_at is null and rests_at > now() and ends_at > now();
  select referrals.link_coalition()
$$;
create function referrals.linked() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when referrals.link_visit() is not null then (
    select l.referral_id from referrals.receiver_link l
    where l.id = referrals.link_of_visit() and l.withdrawn_at is null and l.ends_at > now()
      and l.coalition = families.coalition()
  ) end
$$;
create function referrals.by_link(referral uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(referral = referrals.linked(), false)
$$;
create function referrals.open_by_link(referral uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when referrals.by_link(referral) then exists (
    select 1 from referrals.referral r
    where r.id = referral and referrals.is_open(r.state) and r.state <> 'ended'
      and not referrals.is_stopped(r.consent_id)
  ) else false end
$$;
create function referrals.shown_by_link(referral uuid, wanted text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when referrals.open_by_link(referral) then exists (
    select 1 from referrals.referral r
    where r.id = referral and families.consent_holds(r.consent_id, wanted, now())
  ) else false end
$$;
create function referrals.is_over_now(referral uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when referrals.link_visit() is null then exists (
    select 1 from referrals.referral r
    where r.id = referral and not (referrals.is_open(r.state) and r.state <> 'ended')
  ) else false end
$$;
"""
WHO_BACK = """
drop function referrals.is_over_now(uuid) cascade;
drop function referrals.shown_by_link(uuid, text) cascade;
drop function referrals.open_by_link(uuid) cascade;
drop function referrals.by_link(uuid) cascade;
drop function referrals.linked() cascade;
drop function referrals.keep_link_open(integer);
drop function referrals.link_organisation();
drop function referrals.link_coalition() cascade;
drop function referrals.link_of_visit() cascade;
drop function referrals.link_of_token() cascade;
drop function referrals.link_visit() cascade;
drop function referrals.link_token() cascade;
"""

# The row and its steps stay those of the link after the step that ends it, so that this very step can be written; what
# was sent and said does not.
SECURITY = """
create policy receiver_link_select on referrals.receiver_link for select to kansrijk_b using (
  (
    token_hash = (select referrals.link_token())
    and exists (select 1 from public.trust_coalition c where c.id = coalition and c.has_families)
  )
  or id = (select referrals.link_of_visit())
  or (
    coalition = (select families.coalition())
    and (select families.holds('receiver_link.read.sender')) and referrals.stands(referral_id, 'sender')
  )
);
create policy receiver_link_insert on referrals.receiver_link for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and made_by = (select families.account())
  and (select families.holds('receiver_link.create.sender')) and referrals.stands(referral_id, 'sender')
);
create policy receiver_link_update on referrals.receiver_link for update to kansrijk_b using (
  token_hash = (select referrals.link_token())
  or (
    coalition = (select families.coalition())
    and (select families.holds('receiver_link.update.sender')) and referrals.stands(referral_id, 'sender')
  )
);

-- Whoever ends a referral ends its link with it, and can do nothing else to it.
create policy receiver_link_select_over on referrals.receiver_link for select to kansrijk_b using (
  coalition = (select families.coalition()) and referrals.is_over_now(referral_id)
);
create policy receiver_link_update_over on referrals.receiver_link for update to kansrijk_b using (
  coalition = (select families.coalition()) and referrals.is_over_now(referral_id)
)
with check (coalition = (select families.coalition()) and withdrawn_at is not null);
create policy receiver_link_update_own on referrals.receiver_link for update to kansrijk_b using (
  coalition = (select families.coalition()) and id = (select referrals.link_of_visit())
)
with check (coalition = (select families.coalition()) and withdrawn_at is not null);

create policy receiver_visit_select on referrals.receiver_visit for select to kansrijk_b using (
  key_hash = (select referrals.link_visit())
);
create policy receiver_visit_insert on referrals.receiver_visit for insert to kansrijk_b with check (
  link_id = (select referrals.link_of_token())
  and exists (
    select 1 from referrals.receiver_link l where l.id = link_id and l.withdrawn_at is null and l.ends_at > now()
  )
);
create policy receiver_visit_update on referrals.receiver_visit for update to kansrijk_b using (
  key_hash = (select referrals.link_visit())
);

create policy referral_select_link on referrals.referral for select to kansrijk_b using (
  coalition = (select families.coalition())
  and id = (select referrals.linked())
  and (select families.holds('referral.read.receiver'))
);
create policy referral_update_link on referrals.referral for update to kansrijk_b using (
  coalition = (select families.coalition())
  and id = (select referrals.linked())
  and (select families.holds('referral.update.receiver'))
);
create policy part_select_link on referrals.part for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('referral.read.receiver'))
  and referrals.shown_by_link(referral_id, category)
);
create policy event_select_link on referrals.event for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('referral.read.receiver'))
  and referrals.by_link(referral_id)
);
create policy event_insert_link on referrals.event for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and (select families.holds('referral.update.receiver'))
  and who = 'receiver' and how = 'link' and account is null
  and referrals.by_link(referral_id)
);
create policy word_select_link on referrals.word for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('referral.read.receiver'))
  and case when who = 'receiver' then referrals.open_by_link(referral_id)
    else referrals.shown_by_link(referral_id, 'question') end
);
create policy word_insert_link on referrals.word for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and (select families.holds('referral.update.receiver'))
  and who = 'receiver' and referrals.by_link(referral_id)
);

create policy event_insert_told on referrals.event for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and account = (select families.account())
  and who = 'receiver' and how in ('telephone', 'secure_mail', 'letter')
  and (select families.holds('referral.update.sender')) and referrals.stands(referral_id, 'sender')
);
create policy word_insert_told on referrals.word for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and who = 'receiver' and (select families.holds('referral.update.sender'))
  and referrals.stands(referral_id, 'sender')
  and exists (
    select 1 from referrals.event e
    where e.id = event_id and e.account = (select families.account())
      and e.how in ('telephone', 'secure_mail', 'letter')
  )
);

do $$ declare one text; begin
  foreach one in array array['receiver_link', 'receiver_visit'] loop
    execute format('alter table referrals.%I enable row level security', one);
    execute format('alter table referrals.%I force row level security', one);
    execute format('grant select on referrals.%I to kansrijk_b, kansrijk_backup', one);
    execute format('grant insert on referrals.%I to kansrijk_b', one);
  end loop;
end $$;
grant update (tries, used_at, withdrawn_at) on referrals.receiver_link to kansrijk_b;
grant update (rests_at, ended_at) on referrals.receiver_visit to kansrijk_b;
"""
SECURITY_BACK = """
drop policy word_insert_told on referrals.word;
drop policy event_insert_told on referrals.event;
drop policy word_insert_link on referrals.word;
drop policy word_select_link on referrals.word;
drop policy event_insert_link on referrals.event;
drop policy event_select_link on referrals.event;
drop policy part_select_link on referrals.part;
drop policy referral_update_link on referrals.referral;
drop policy referral_select_link on referrals.referral;
"""

# Conditions of several policies are asked apart: the one of who has an account says nothing of who has not.
UPDATE = """
alter policy referral_update on referrals.referral
with check (coalition = (select families.coalition()) and (select families.visit()) is null{more});
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0030_asked_once")]

    operations = [
        migrations.RunSQL(TABLES, TABLES_BACK),
        migrations.RunSQL(WHO, WHO_BACK),
        migrations.RunSQL(SECURITY, SECURITY_BACK),
        migrations.RunSQL(UPDATE.format(more=" and (select referrals.link_visit()) is null"), UPDATE.format(more="")),
    ]
