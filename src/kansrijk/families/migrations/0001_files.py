"""The tables of files in a schema of their own, and who may see which row: said to the database, not to a screen.

Every policy begins with the tenant that the transaction was told (trust/compartment.py) and asks for a right of the
permission matrix, told likewise: nothing told, nothing seen. Row security is forced, so that the owner sees nothing
either. Foreign keys and cascades are kept by the database itself and pass row security.
"""

from django.db import migrations

SCHEMA = """
create schema families;
revoke all on schema families from public;
grant usage on schema families to kansrijk_b, kansrijk_backup;

create function families.coalition() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select c.id from public.trust_coalition c
  where c.id = nullif(current_setting('kansrijk.coalition', true), '')::uuid and c.has_families
$$;
create function families.account() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select nullif(current_setting('kansrijk.account', true), '')::uuid
$$;
create function families.organisations() returns uuid[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(string_to_array(nullif(current_setting('kansrijk.organisations', true), ''), ' '), '{}')::uuid[]
$$;
create function families.holds(wanted text) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(wanted = any(string_to_array(current_setting('kansrijk.rights', true), ' ')), false)
$$;
"""

TABLES = """
create table families.person (
  id uuid primary key default uuidv7(),
  coalition uuid not null references public.trust_coalition (id) on delete cascade,
  family uuid not null,
  part text not null constraint person_part check (part in ('mother', 'partner', 'child')),
  state text not null constraint person_state check (state in ('proposal', 'kept')),
  sealed_name text not null constraint person_name_sealed check (sealed_name like 'gAAAA%'),
  sealed_born_on text not null default ''
    constraint person_birth_sealed check (sealed_born_on = '' or sealed_born_on like 'gAAAA%'),
  sealed_telephone text not null default ''
    constraint person_telephone_sealed check (sealed_telephone = '' or sealed_telephone like 'gAAAA%'),
  sealed_address text not null default ''
    constraint person_address_sealed check (sealed_address = '' or sealed_address like 'gAAAA%'),
  match bytea not null constraint person_match_is_hash check (octet_length(match) = 32),
  author uuid not null,
  organisation uuid not null references public.trust_organisation (id),
  made_at timestamptz not null default now(),
  ends_at timestamptz,
  agreed_on date,
  version integer not null default 1,
  constraint person_proposal_ends check ((state = 'proposal') = (ends_at is not null)),
  constraint person_ends_in_a_week check (ends_at <= made_at + interval '7 days'),
  constraint person_kept_by_agreement check ((state = 'kept') = (agreed_on is not null)),
  unique (id, coalition)
);
create index person_by_author on families.person (coalition, author);
create index person_by_match on families.person (coalition, match);
create index person_that_ends on families.person (coalition, ends_at) where ends_at is not null;

create table families.involvement (
  id uuid primary key default uuidv7(),
  coalition uuid not null,
  person_id uuid not null,
  account uuid not null,
  organisation uuid not null,
  taken_in_by uuid not null,
  begins_at timestamptz not null default now(),
  ends_at timestamptz,
  constraint involvement_ends_later check (ends_at >= begins_at),
  foreign key (person_id, coalition) references families.person (id, coalition) on delete cascade
);
create unique index involvement_once on families.involvement (person_id, account) where ends_at is null;
create index involvement_by_account on families.involvement (account, person_id);

create table families.person_history (
  id uuid primary key default uuidv7(),
  coalition uuid not null,
  person_id uuid not null,
  changed_at timestamptz not null default clock_timestamp(),
  changed_by uuid,
  was jsonb not null,
  foreign key (person_id, coalition) references families.person (id, coalition) on delete cascade
);
create index person_history_of_person on families.person_history (person_id, changed_at);

create function families.keep_what_was() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into families.person_history (coalition, person_id, changed_by, was)
  values (old.coalition, old.id, families.account(), to_jsonb(old));
  return null;
end $$;
create trigger keep_what_was after update on families.person
  for each row execute function families.keep_what_was();
"""

# A function of its own: the policies of two tables that ask each other would never end.
OWN = """
create function families.is_kept_by_me(file uuid, party uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from families.person p
    where p.id = file and p.author = families.account() and p.organisation = party and p.state = 'kept'
  )
$$;
"""

# A subselect is asked once in a statement, not once per row.
SECURITY = """
create policy person_select on families.person for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    (
      (ends_at is null or ends_at > now())
      and organisation = any((select families.organisations())::uuid[])
      and (
        (author = (select families.account()) and (select families.holds('file.read.author')))
        or (
          state = 'kept' and (select families.holds('file.read.involved'))
          and exists (
            select 1 from families.involvement i
            where i.person_id = person.id and i.account = (select families.account()) and i.ends_at is null
          )
        )
      )
    )
    or (ends_at <= now() and (select families.holds('file.expire.none')))
  )
);
create policy person_insert on families.person for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and author = (select families.account())
  and organisation = any((select families.organisations())::uuid[])
  and state = 'proposal'
  and (select families.holds('file.create.own_coalition'))
);
create policy person_update on families.person for update to kansrijk_b
using (
  coalition = (select families.coalition())
  and organisation = any((select families.organisations())::uuid[])
  and (
    (author = (select families.account()) and (select families.holds('file.update.author')))
    or (
      state = 'kept' and (select families.holds('file.update.involved'))
      and exists (
        select 1 from families.involvement i
        where i.person_id = person.id and i.account = (select families.account()) and i.ends_at is null
      )
    )
  )
)
with check (coalition = (select families.coalition()));
create policy person_delete on families.person for delete to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    (author = (select families.account()) and (select families.holds('file.delete.author')))
    or (ends_at <= now() and (select families.holds('file.expire.none')))
  )
);

create policy involvement_select on families.involvement for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (account = (select families.account()) or taken_in_by = (select families.account()))
);
create policy involvement_insert on families.involvement for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and taken_in_by = (select families.account())
  and (select families.holds('involvement.create.author'))
  and families.is_kept_by_me(person_id, organisation)
);
create policy involvement_update on families.involvement for update to kansrijk_b
using (
  coalition = (select families.coalition())
  and (
    (taken_in_by = (select families.account()) and (select families.holds('involvement.update.author')))
    or (account = (select families.account()) and (select families.holds('involvement.update.involved')))
  )
)
with check (coalition = (select families.coalition()));

create policy person_history_select on families.person_history for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('file.history.author'))
  and exists (select 1 from families.person p where p.id = person_id and p.author = (select families.account()))
);
create policy person_history_insert on families.person_history for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and exists (select 1 from families.person p where p.id = person_id)
);

do $$ declare one text; begin
  foreach one in array array['person', 'involvement', 'person_history'] loop
    execute format('alter table families.%I enable row level security', one);
    execute format('alter table families.%I force row level security', one);
    execute format('grant select on families.%I to kansrijk_b, kansrijk_backup', one);
    execute format('grant insert on families.%I to kansrijk_b', one);
  end loop;
end $$;
grant update (sealed_name, sealed_born_on, sealed_telephone, sealed_address, match, state, ends_at, agreed_on, version)
  on families.person to kansrijk_b;
grant delete on families.person to kansrijk_b;
grant update (ends_at) on families.involvement to kansrijk_b;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("trust", "0003_sessions_and_audit_fields")]

    operations = [
        migrations.RunSQL(SCHEMA, "drop schema families cascade"),
        migrations.RunSQL(TABLES, migrations.RunSQL.noop),
        migrations.RunSQL(OWN, migrations.RunSQL.noop),
        migrations.RunSQL(SECURITY, migrations.RunSQL.noop),
    ]
