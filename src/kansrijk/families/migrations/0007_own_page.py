"""The parent's own page: a link, its papers, what is open in a browser, what she asks; row security as in 0001.

A second kind of asker: no account, one person. The database is told the hash of what her browser holds, and finds out
by itself whose page that opens and whether it still does; nobody tells it a person. What is guarded (red line 3) is
not on it: a page can be looked at by whoever stands beside her.
"""

from django.db import migrations

TABLES = """
create table families.parent_link (
  id uuid primary key,
  coalition uuid not null,
  person_id uuid not null,
  age text not null,
  agreed text[] not null,
  seen text not null constraint parent_link_seen check (seen = 'in_person'),
  code_hash text not null constraint parent_link_code_hashed check (code_hash ~ '^[a-z0-9_]+[$].{30,}'),
  made_by uuid not null,
  organisation uuid not null references public.trust_organisation (id),
  made_at timestamptz not null default now(),
  ends_on date not null,
  tries smallint not null default 0 constraint parent_link_tries check (tries between 0 and 10),
  used_on date,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  constraint parent_link_age_rules check (
    (age = 'from_12' and agreed @> array['self', 'holders']) or (age = 'from_16' and agreed @> array['self'])
  ),
  constraint parent_link_ends check (
    ends_on >= (made_at at time zone 'Europe/Amsterdam')::date
    and ends_on <= (made_at at time zone 'Europe/Amsterdam')::date + 366
  ),
  constraint parent_link_by_whom check ((withdrawn_at is null) = (withdrawn_by is null)),
  unique (id, coalition),
  foreign key (person_id, coalition) references families.person (id, coalition) on delete cascade
);
create unique index parent_link_once on families.parent_link (person_id) where withdrawn_at is null;

create table families.parent_token (
  token_hash bytea primary key constraint parent_token_is_hash check (octet_length(token_hash) = 32),
  coalition uuid not null,
  link_id uuid not null,
  made_at timestamptz not null default now(),
  foreign key (link_id, coalition) references families.parent_link (id, coalition) on delete cascade
);

create table families.parent_visit (
  key_hash bytea primary key constraint parent_visit_is_hash check (octet_length(key_hash) = 32),
  coalition uuid not null,
  link_id uuid not null,
  began_at timestamptz not null default now(),
  rests_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz,
  constraint parent_visit_short check (rests_at <= ends_at and ends_at <= began_at + interval '4 hours'),
  foreign key (link_id, coalition) references families.parent_link (id, coalition) on delete cascade
);
create index parent_visit_of_link on families.parent_visit (link_id);

create table families.parent_request (
  id uuid primary key,
  coalition uuid not null,
  person_id uuid not null,
  kind text not null constraint parent_request_kind check (kind in ('correction', 'objection')),
  sealed_text text not null constraint parent_request_sealed check (sealed_text like 'gAAAA%'),
  made_at timestamptz not null default now(),
  answer_by date not null,
  outcome text not null default ''
    constraint parent_request_outcome check (outcome in ('', 'done', 'partly', 'not_done')),
  sealed_answer text not null default ''
    constraint parent_request_answer_sealed check (sealed_answer = '' or sealed_answer like 'gAAAA%'),
  answered_at timestamptz,
  answered_by uuid,
  constraint parent_request_answered check (
    (outcome = '') = (answered_at is null) and (outcome = '') = (answered_by is null)
    and (outcome = '') = (sealed_answer = '')
  ),
  foreign key (person_id, coalition) references families.person (id, coalition) on delete cascade
);
create index parent_request_of_person on families.parent_request (person_id, made_at);
"""

WHO = """
create function families.token() returns bytea
language sql stable set search_path = pg_catalog, pg_temp as $$
  select decode(nullif(current_setting('kansrijk.token', true), ''), 'hex')
$$;
create function families.visit() returns bytea
language sql stable set search_path = pg_catalog, pg_temp as $$
  select decode(nullif(current_setting('kansrijk.visit', true), ''), 'hex')
$$;
create function families.link_of_token() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select t.link_id from families.parent_token t where t.token_hash = families.token()
$$;
create function families.link_of_visit() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select v.link_id from families.parent_visit v
  where v.key_hash = families.visit() and v.ended_at is null and v.rests_at > now() and v.ends_at > now()
$$;
create function families.parent_coalition() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select l.coalition from families.parent_link l join public.trust_coalition c on c.id = l.coalition and c.has_families
  where l.id = families.link_of_visit() and l.withdrawn_at is null
    and l.ends_on >= (now() at time zone 'Europe/Amsterdam')::date
$$;
create function families.keep_open(seconds integer) returns uuid
language sql volatile set search_path = pg_catalog, pg_temp as $$
  update families.parent_visit set rests_at = least(now() + make_interval(secs => seconds), ends_at)
  where key_hash = families.visit() and ended_at is null and rests_at > now() and ends_at > now();
  select families.parent_coalition()
$$;
create function families.parent() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when families.visit() is not null then (
    select l.person_id from families.parent_link l
    where l.id = families.link_of_visit() and l.withdrawn_at is null
      and l.ends_on >= (now() at time zone 'Europe/Amsterdam')::date
      and l.coalition = families.coalition()
  ) end
$$;
"""

# Her own tables. Some policies ask another table by a function, and `parent` asks nothing where no visit was told: so
# two tables never ask each other without end.
SECURITY = """
create policy parent_token_select on families.parent_token for select to kansrijk_b using (
  token_hash = (select families.token())
);
create policy parent_token_insert on families.parent_token for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and (select families.holds('parent_link.create.author'))
  and exists (select 1 from families.parent_link l where l.id = link_id and l.made_by = (select families.account()))
);

create policy parent_link_select on families.parent_link for select to kansrijk_b using (
  (
    id = (select families.link_of_token())
    and exists (select 1 from public.trust_coalition c where c.id = coalition and c.has_families)
  )
  or id = (select families.link_of_visit())
  or (
    coalition = (select families.coalition())
    and organisation = any((select families.organisations())::uuid[])
    and (
      (made_by = (select families.account()) and (select families.holds('parent_link.read.author')))
      or case when (select families.holds('parent_link.read.involved')) then families.is_taken_in(person_id)
        else false end
    )
  )
);
create policy parent_link_insert on families.parent_link for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and made_by = (select families.account())
  and organisation = any((select families.organisations())::uuid[])
  and (select families.holds('parent_link.create.author'))
  and families.is_kept_by_me(person_id, organisation)
);
create policy parent_link_update on families.parent_link for update to kansrijk_b using (
  id = (select families.link_of_token())
  or (
    coalition = (select families.coalition())
    and made_by = (select families.account())
    and (select families.holds('parent_link.update.author'))
  )
);

create policy parent_visit_select on families.parent_visit for select to kansrijk_b using (
  key_hash = (select families.visit()) or (link_id = (select families.link_of_token()) and ends_at <= now())
);
create policy parent_visit_insert on families.parent_visit for insert to kansrijk_b with check (
  link_id = (select families.link_of_token())
  and exists (
    select 1 from families.parent_link l
    where l.id = link_id and l.withdrawn_at is null and l.ends_on >= (now() at time zone 'Europe/Amsterdam')::date
  )
);
create policy parent_visit_delete on families.parent_visit for delete to kansrijk_b using (
  link_id = (select families.link_of_token()) and ends_at <= now()
);
create policy parent_visit_update on families.parent_visit for update to kansrijk_b using (
  key_hash = (select families.visit())
);

create policy parent_request_select on families.parent_request for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    (person_id = (select families.parent()) and (select families.holds('parent_request.read.parent')))
    or ((select families.holds('parent_request.read.author')) and families.is_mine(person_id))
    or ((select families.holds('parent_request.read.involved')) and families.is_taken_in(person_id))
  )
);
create policy parent_request_insert on families.parent_request for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and person_id = (select families.parent())
  and outcome = ''
  and (select families.holds('parent_request.create.parent'))
);
create policy parent_request_update on families.parent_request for update to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('parent_request.update.author'))
  and families.is_mine(person_id)
);
"""

# What was there already, for her: her own rows, and nothing that is guarded.
HERS = """
create policy person_select_parent on families.person for select to kansrijk_b using (
  coalition = (select families.coalition())
  and id = (select families.parent())
  and state = 'kept'
  and (select families.holds('file.read.parent'))
);
create policy person_history_select_parent on families.person_history for select to kansrijk_b using (
  coalition = (select families.coalition())
  and person_id = (select families.parent())
  and (select families.holds('file.history.parent'))
);
create policy involvement_select_parent on families.involvement for select to kansrijk_b using (
  coalition = (select families.coalition())
  and person_id = (select families.parent())
  and (select families.holds('involvement.read.parent'))
);
create policy consent_select_parent on families.consent for select to kansrijk_b using (
  coalition = (select families.coalition())
  and person_id = (select families.parent())
  and (select families.holds('consent.read.parent'))
);
create policy consent_stop_insert_parent on families.consent_stop for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and account is null
  and how = 'parent'
  and (select families.holds('consent.update.parent'))
  and exists (
    select 1 from families.consent c where c.id = consent_id and c.person_id = (select families.parent())
  )
);
create policy signal_select_parent on families.signal for select to kansrijk_b using (
  coalition = (select families.coalition())
  and person_id = (select families.parent())
  and (select families.holds('signal.read.parent'))
);
create policy signal_history_select_parent on families.signal_history for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('signal.history.parent'))
  and exists (select 1 from families.signal s where s.id = signal_id and s.person_id = (select families.parent()))
);
create policy factor_select_parent on families.factor for select to kansrijk_b using (
  coalition = (select families.coalition())
  and storage = 'normal'
  and (select families.holds('risk_factor.read.parent'))
  and (select families.holds('protective_factor.read.parent'))
  and exists (select 1 from families.signal s where s.id = signal_id and s.person_id = (select families.parent()))
);
create policy weighing_select_parent on families.weighing for select to kansrijk_b using (
  coalition = (select families.coalition())
  and person_id = (select families.parent())
  and step = 3
  and (select families.holds('weighing.read.parent'))
);
create policy weighing_history_select_parent on families.weighing_history for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('weighing.history.parent'))
  and exists (select 1 from families.weighing w where w.id = weighing_id and w.person_id = (select families.parent()))
);

do $$ declare one text; begin
  foreach one in array array['parent_link', 'parent_token', 'parent_visit', 'parent_request'] loop
    execute format('alter table families.%I enable row level security', one);
    execute format('alter table families.%I force row level security', one);
    execute format('grant select on families.%I to kansrijk_b, kansrijk_backup', one);
    execute format('grant insert on families.%I to kansrijk_b', one);
  end loop;
end $$;
grant update (tries, used_on, withdrawn_at, withdrawn_by) on families.parent_link to kansrijk_b;
grant delete on families.parent_visit to kansrijk_b;
grant update (rests_at, ended_at) on families.parent_visit to kansrijk_b;
grant update (outcome, sealed_answer, answered_at, answered_by) on families.parent_request to kansrijk_b;
"""

# The policies on older tables go with the functions that they ask; nothing else asks these.
BACK = """
drop policy person_select_parent on families.person;
drop policy person_history_select_parent on families.person_history;
drop policy involvement_select_parent on families.involvement;
drop policy consent_select_parent on families.consent;
drop policy consent_stop_insert_parent on families.consent_stop;
drop policy signal_select_parent on families.signal;
drop policy signal_history_select_parent on families.signal_history;
drop policy factor_select_parent on families.factor;
drop policy weighing_select_parent on families.weighing;
drop policy weighing_history_select_parent on families.weighing_history;
"""
FUNCTIONS = """
drop function families.keep_open(integer);
drop function families.parent() cascade;
drop function families.parent_coalition() cascade;
drop function families.link_of_visit() cascade;
drop function families.link_of_token() cascade;
drop function families.visit() cascade;
drop function families.token() cascade;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0006_consent")]

    operations = [
        migrations.RunSQL(
            TABLES,
            "drop table families.parent_request, families.parent_visit, families.parent_token, families.parent_link",
        ),
        migrations.RunSQL(WHO, FUNCTIONS),
        migrations.RunSQL(SECURITY, migrations.RunSQL.noop),
        migrations.RunSQL(HERS, BACK),
    ]
