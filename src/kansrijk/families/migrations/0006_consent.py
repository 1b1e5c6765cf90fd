"""What a parent agreed to share, and where that ended: two tables that only grow, with row security as in 0001.

A consent is one receiver, one purpose and the data that were named; it is never changed, by the owner neither. Stopping
it is a row of its own, for the whole or for one kind of data. A referral will point at (id, receiver, purpose) and ask
`families.consent_holds`.
"""

from django.db import migrations

TABLES = """
create table families.consent (
  id uuid primary key,
  coalition uuid not null,
  person_id uuid not null,
  receiver uuid not null,
  receiver_name text not null constraint consent_receiver_named check (receiver_name <> ''),
  receiver_kind text not null constraint consent_receiver_one check (receiver_kind not in ('', '*', 'all', 'anyone')),
  sender text not null,
  purpose text not null constraint consent_purpose check (purpose <> ''),
  categories text[] not null constraint consent_categories check (cardinality(categories) > 0),
  rule text not null constraint consent_rule check (rule <> ''),
  rule_version integer not null,
  table_version text not null,
  avg_basis text not null constraint consent_basis check (avg_basis <> ''),
  secrecy_release text not null constraint consent_release check (secrecy_release = 'explicit_consent'),
  exchange_consent text not null
    constraint consent_exchange check (exchange_consent in ('not_applicable', 'given', 'refused')),
  informed_at timestamptz not null,
  help_wanted text not null constraint consent_help check (help_wanted in ('yes', 'not_yet')),
  age text not null constraint consent_age check (age in ('under_12', 'from_12', 'from_16')),
  exception text not null default '',
  sealed_reason text not null default ''
    constraint consent_reason_sealed check (sealed_reason = '' or sealed_reason like 'gAAAA%'),
  agreed text[] not null
    constraint consent_agreed check (cardinality(agreed) > 0 and agreed <@ array['self', 'holders', 'representative']),
  sealed_by_whom text not null default ''
    constraint consent_by_whom_sealed check (sealed_by_whom = '' or sealed_by_whom like 'gAAAA%'),
  indications text[] not null default '{}',
  sealed_own_question text not null default ''
    constraint consent_question_sealed check (sealed_own_question = '' or sealed_own_question like 'gAAAA%'),
  channel text not null constraint consent_channel check (channel in ('spoken', 'written')),
  with_interpreter boolean not null,
  told text not null,
  told_version text not null,
  told_language text not null,
  told_hash bytea not null constraint consent_told_as_hashed check (told_hash = sha256(convert_to(told, 'UTF8'))),
  recorded_by uuid not null,
  organisation uuid not null references public.trust_organisation (id),
  given_at timestamptz not null default now(),
  expires_on date not null,
  constraint consent_ends check (expires_on > (given_at at time zone 'Europe/Amsterdam')::date),
  constraint consent_exception_has_reason check ((exception = '') = (sealed_reason = '')),
  constraint consent_others_named check (agreed = array['self'] or sealed_by_whom <> ''),
  constraint consent_age_rules check (
    exception <> ''
    or (age = 'under_12' and agreed @> array['holders'])
    or (age = 'from_12' and agreed @> array['self', 'holders'])
    or (age = 'from_16' and agreed @> array['self'])
  ),
  constraint consent_of_a_municipality check (
    sender <> 'sociaal-team' or avg_basis not like '%6-1-a%'
    or (indications @> array['own_interest', 'own_question', 'no_disadvantage'] and sealed_own_question <> '')
  ),
  unique (id, coalition),
  unique (id, receiver, purpose),
  foreign key (person_id, coalition) references families.person (id, coalition) on delete cascade
);
create index consent_of_person on families.consent (person_id, given_at);

create table families.consent_stop (
  id uuid primary key default uuidv7(),
  coalition uuid not null,
  consent_id uuid not null,
  category text not null default '',
  stopped_at timestamptz not null default now(),
  how text not null constraint consent_stop_how check (how in ('professional', 'parent', 'replaced')),
  account uuid,
  constraint consent_stop_by_whom check ((how = 'parent') = (account is null)),
  constraint consent_stop_once unique (consent_id, category),
  foreign key (consent_id, coalition) references families.consent (id, coalition) on delete cascade
);
"""

GROWS = """
create function families.only_grows() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception '% is never changed', tg_table_name;
end $$;
create trigger only_grows before update on families.consent
  for each row execute function families.only_grows();
create trigger only_grows before update on families.consent_stop
  for each row execute function families.only_grows();

create function families.consent_holds(consent uuid, wanted text, at timestamptz) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from families.consent c
    where c.id = consent and wanted = any(c.categories)
      and c.given_at <= at and (at at time zone 'Europe/Amsterdam')::date <= c.expires_on
      and not exists (
        select 1 from families.consent_stop s
        where s.consent_id = c.id and s.category in ('', wanted) and s.stopped_at <= at
      )
  )
$$;

create function families.is_mine(file uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from families.person p where p.id = file and p.author = families.account())
$$;
"""

SECURITY = """
create policy consent_select on families.consent for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    ((select families.holds('consent.read.author')) and families.is_mine(person_id))
    or ((select families.holds('consent.read.involved')) and families.is_taken_in(person_id))
  )
  and exists (select 1 from families.person p where p.id = person_id)
);
create policy consent_insert on families.consent for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and recorded_by = (select families.account())
  and organisation = any((select families.organisations())::uuid[])
  and (select families.holds('consent.create.author'))
  and exists (
    select 1 from families.person p
    where p.id = person_id and p.author = (select families.account()) and p.organisation = consent.organisation
  )
);
create policy consent_stop_select on families.consent_stop for select to kansrijk_b using (
  coalition = (select families.coalition())
  and exists (select 1 from families.consent c where c.id = consent_id)
);
create policy consent_stop_insert on families.consent_stop for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and account = (select families.account())
  and exists (
    select 1 from families.consent c
    where c.id = consent_id
      and (
        ((select families.holds('consent.update.author')) and families.is_mine(c.person_id))
        or ((select families.holds('consent.update.involved')) and families.is_taken_in(c.person_id))
      )
  )
);

do $$ declare one text; begin
  foreach one in array array['consent', 'consent_stop'] loop
    execute format('alter table families.%I enable row level security', one);
    execute format('alter table families.%I force row level security', one);
    execute format('grant select on families.%I to kansrijk_b, kansrijk_backup', one);
    execute format('grant insert on families.%I to kansrijk_b', one);
  end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0005_what_a_signal_said")]

    operations = [
        migrations.RunSQL(TABLES, "drop table families.consent_stop, families.consent"),
        migrations.RunSQL(
            GROWS,
            "drop function families.is_mine(uuid) cascade;"
            " drop function families.consent_holds(uuid, text, timestamptz);"
            " drop function families.only_grows() cascade",
        ),
        migrations.RunSQL(SECURITY, migrations.RunSQL.noop),
    ]
