"""What was sent to whom, what became of it, and who may see which part: tables of a schema of their own.

A referral hangs on one consent, for that receiver and that purpose, by foreign key; a trigger refuses one whose consent
does not hold at that instant, and each part of what is sent that the consent does not name. The receiver sees a part as
long as the consent holds for it and the referral is open to the receiver: asked of the database with every read, so
that a withdrawal bites at once. Nothing is ever deleted here but with its coalition. Row security as in families/0001.
"""

from django.db import migrations

OPEN = "'sent', 'received', 'information_asked', 'accepted', 'contacted', 'started', 'handed_over', 'fed_back',\
 'evaluated', 'ended', 'not_reached'"
OVER = "'ended', 'closed', 'called_off', 'recalled', 'consent_withdrawn', 'stopped'"
BACK_AGAIN = "'declined', 'returned', 'expired', 'moved'"

TABLES = f"""
create schema referrals;
revoke all on schema referrals from public;
grant usage on schema referrals to kansrijk_b, kansrijk_backup;

create table referrals.referral (
  id uuid primary key,
  coalition uuid not null references public.trust_coalition (id) on delete cascade,
  consent_id uuid not null,
  receiver uuid not null,
  purpose text not null,
  rule text not null constraint referral_rule check (rule <> ''),
  rule_version integer not null,
  sender uuid not null,
  sender_organisation uuid not null references public.trust_organisation (id),
  receiver_organisation uuid not null references public.trust_organisation (id),
  state text not null default 'sent' constraint referral_state check (state in ({OPEN}, {OVER}, {BACK_AGAIN})),
  sent_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  due_on date,
  version integer not null default 1,
  constraint referral_waits_or_is_over check ((due_on is null) = (state in ({OVER}))),
  unique (id, coalition),
  foreign key (consent_id, receiver, purpose) references families.consent (id, receiver, purpose),
  foreign key (consent_id, coalition) references families.consent (id, coalition)
);
create index referral_of_consent on referrals.referral (consent_id);
create index referral_by_sender on referrals.referral (coalition, sender, due_on);
create index referral_by_receiver on referrals.referral (coalition, receiver_organisation, due_on);

create table referrals.part (
  id uuid primary key default uuidv7(),
  coalition uuid not null,
  referral_id uuid not null,
  category text not null constraint part_category check (category <> ''),
  sealed_text text not null constraint part_sealed check (sealed_text like 'gAAAA%'),
  constraint part_once unique (referral_id, category),
  foreign key (referral_id, coalition) references referrals.referral (id, coalition) on delete cascade
);

create table referrals.event (
  id uuid primary key,
  coalition uuid not null,
  referral_id uuid not null,
  number integer not null,
  event text not null constraint event_named check (event <> ''),
  who text not null constraint event_who check (who in ('sender', 'receiver', 'parent', 'clock', 'file')),
  state text not null,
  reason text not null default '',
  account uuid,
  organisation uuid,
  at timestamptz not null default now(),
  constraint event_once unique (referral_id, number),
  foreign key (referral_id, coalition) references referrals.referral (id, coalition) on delete cascade
);

create table referrals.word (
  event_id uuid primary key references referrals.event (id) on delete cascade,
  coalition uuid not null,
  referral_id uuid not null,
  who text not null constraint word_who check (who in ('sender', 'receiver')),
  sealed_text text not null constraint word_sealed check (sealed_text like 'gAAAA%'),
  foreign key (referral_id, coalition) references referrals.referral (id, coalition) on delete cascade
);
create index word_of_referral on referrals.word (referral_id);
"""

# Functions of their own: policies of two tables that ask each other would never end.
IS_OPEN = f"""
create function referrals.is_open(state text) returns boolean
language sql immutable set search_path = pg_catalog, pg_temp as $$ select state in ({OPEN}) $$;
"""
ASKED = """
create function referrals.is_stopped(consent uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from families.consent_stop s
    where s.consent_id = consent and s.category = '' and s.how <> 'replaced' and s.stopped_at <= now()
  )
$$;
create function referrals.stands(referral uuid, side text) returns boolean
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
create function referrals.shows(referral uuid, wanted text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from referrals.referral r
    where r.id = referral and r.receiver_organisation = any(families.organisations())
      and referrals.is_open(r.state) and families.consent_holds(r.consent_id, wanted, now())
  )
$$;
create function referrals.tells(referral uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from referrals.referral r
    where r.id = referral and families.consent_holds(r.consent_id, 'feedback', now())
  )
$$;

-- A parent asks by her own page, where a visit was told; whoever has no visit is answered without asking a table.
create function referrals.is_hers(consent uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when families.parent() is not null then exists (
    select 1 from families.consent c where c.id = consent and c.person_id = families.parent()
  ) else false end
$$;
create function referrals.is_about_her(referral uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when families.parent() is not null then exists (
    select 1 from referrals.referral r where r.id = referral and referrals.is_hers(r.consent_id)
  ) else false end
$$;

create function referrals.only_by_consent() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' and not exists (
    select 1 from families.consent c
    where c.id = new.consent_id and c.recorded_by = new.sender and c.organisation = new.sender_organisation
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
create trigger only_by_consent before insert or update on referrals.referral
  for each row execute function referrals.only_by_consent();

create function referrals.only_what_was_agreed() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (
    select 1 from referrals.referral r
    where r.id = new.referral_id and families.consent_holds(r.consent_id, new.category, now())
  ) then
    raise exception 'the consent of this referral does not name these data' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger only_what_was_agreed before insert on referrals.part
  for each row execute function referrals.only_what_was_agreed();

create function referrals.only_grows() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception '% is never changed', tg_table_name;
end $$;
create trigger only_grows before update on referrals.part for each row execute function referrals.only_grows();
create trigger only_grows before update on referrals.event for each row execute function referrals.only_grows();
create trigger only_grows before update on referrals.word for each row execute function referrals.only_grows();
"""

# What is forgotten with a file asks whether a referral hangs on its consents: `file.expire.none` sees that much.
SECURITY = """
create policy referral_select on referrals.referral for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    (
      sender = (select families.account()) and sender_organisation = any((select families.organisations())::uuid[])
      and (select families.holds('referral.read.sender'))
    )
    or (
      receiver_organisation = any((select families.organisations())::uuid[])
      and (select families.holds('referral.read.receiver'))
    )
    or (select families.holds('file.expire.none'))
    or (select families.holds('referral.expire.none'))
  )
);
create policy referral_insert on referrals.referral for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and sender = (select families.account())
  and sender_organisation = any((select families.organisations())::uuid[])
  and state = 'sent' and version = 1
  and (select families.holds('referral.create.author'))
);
create policy referral_update on referrals.referral for update to kansrijk_b
using (
  coalition = (select families.coalition())
  and (
    (
      sender = (select families.account()) and sender_organisation = any((select families.organisations())::uuid[])
      and (select families.holds('referral.update.sender'))
    )
    or (
      receiver_organisation = any((select families.organisations())::uuid[])
      and (select families.holds('referral.update.receiver'))
    )
    or (select families.holds('referral.expire.none'))
  )
)
with check (coalition = (select families.coalition()) and (select families.visit()) is null);

create policy referral_select_parent on referrals.referral for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('referral.read.parent'))
  and referrals.is_hers(consent_id)
);
create policy referral_update_parent on referrals.referral for update to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('referral.update.parent'))
  and referrals.is_hers(consent_id)
)
with check (coalition = (select families.coalition()) and state = 'consent_withdrawn');
create policy part_select_parent on referrals.part for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('referral.read.parent'))
  and referrals.is_about_her(referral_id)
);
create policy event_select_parent on referrals.event for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('referral.read.parent'))
  and referrals.is_about_her(referral_id)
);
create policy event_insert_parent on referrals.event for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and who = 'parent' and event = 'withdraw_consent' and account is null
  and (select families.holds('referral.update.parent'))
  and referrals.is_about_her(referral_id)
);

create policy part_select on referrals.part for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    ((select families.holds('referral.read.sender')) and referrals.stands(referral_id, 'sender'))
    or ((select families.holds('referral.read.receiver')) and referrals.shows(referral_id, category))
  )
);
create policy part_insert on referrals.part for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and (select families.holds('referral.create.author'))
  and referrals.stands(referral_id, 'sender')
);

create policy event_select on referrals.event for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    ((select families.holds('referral.read.receiver')) and referrals.stands(referral_id, 'receiver'))
    or (
      (select families.holds('referral.read.sender')) and referrals.stands(referral_id, 'sender')
      and (
        who <> 'receiver' or event in ('receive', 'accept', 'decline', 'ask', 'miss', 'return')
        or referrals.tells(referral_id)
      )
    )
    or (select families.holds('referral.expire.none'))
  )
);
create policy event_insert on referrals.event for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and (
    (account = (select families.account()) and who in ('sender', 'receiver') and referrals.stands(referral_id, who))
    or (account = (select families.account()) and who in ('parent', 'file') and referrals.stands(referral_id, 'sender'))
    or (who in ('clock', 'parent') and (select families.holds('referral.expire.none')))
  )
);

create policy word_select on referrals.word for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    referrals.stands(referral_id, who)
    or (who = 'sender' and referrals.shows(referral_id, 'question'))
    or (who = 'receiver' and referrals.stands(referral_id, 'sender') and (
      referrals.tells(referral_id)
      or exists (
        select 1 from referrals.event e
        where e.id = event_id and e.event in ('decline', 'ask', 'miss', 'return')
      )
    ))
  )
);
create policy word_insert on referrals.word for insert to kansrijk_b with check (
  coalition = (select families.coalition()) and referrals.stands(referral_id, who)
);

create policy consent_select_let_go on families.consent for select to kansrijk_b using (
  coalition = (select families.coalition()) and person_id is null
  and (recorded_by = (select families.account()) or (select families.holds('file.expire.none')))
);
create policy consent_select_referred on families.consent for select to kansrijk_b using (
  coalition = (select families.coalition())
  and case when (select families.visit()) is null then
    exists (select 1 from referrals.referral r where r.consent_id = consent.id)
  else false end
);
create policy consent_delete on families.consent for delete to kansrijk_b using (
  coalition = (select families.coalition()) and person_id is null
  and (recorded_by = (select families.account()) or (select families.holds('file.expire.none')))
  and not exists (select 1 from referrals.referral r where r.consent_id = consent.id)
);
grant delete on families.consent to kansrijk_b;

do $$ declare one text; begin
  foreach one in array array['referral', 'part', 'event', 'word'] loop
    execute format('alter table referrals.%I enable row level security', one);
    execute format('alter table referrals.%I force row level security', one);
    execute format('grant select on referrals.%I to kansrijk_b, kansrijk_backup', one);
    execute format('grant insert on referrals.%I to kansrijk_b', one);
  end loop;
end $$;
grant update (consent_id, state, changed_at, due_on, version) on referrals.referral to kansrijk_b;
"""
BACK = """
revoke delete on families.consent from kansrijk_b;
drop policy consent_delete on families.consent;
drop policy consent_select_referred on families.consent;
drop policy consent_select_let_go on families.consent;
drop schema referrals cascade;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("families", "0008_consent_outlives")]

    operations = [
        migrations.RunSQL(TABLES, migrations.RunSQL.noop),
        migrations.RunSQL(IS_OPEN, migrations.RunSQL.noop),
        migrations.RunSQL(ASKED, migrations.RunSQL.noop),
        migrations.RunSQL(SECURITY, BACK),
    ]
