"""A signal about one person and the factors in it, with row security as in 0001.

What is never kept (red line 3) is refused here too: RS02 and RS18 in any state, RS12 and RS13 as a factor (they are the
help that is wanted, `needs`), and a guarded one without the day on which the parent agreed.
"""

from django.db import migrations

TABLES = """
create table families.signal (
  id uuid primary key default uuidv7(),
  coalition uuid not null,
  person_id uuid not null,
  author uuid not null,
  organisation uuid not null,
  made_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  step smallint not null default 1 constraint signal_step check (step between 1 and 4),
  phase text not null default '' constraint signal_phase check (phase in ('', 'before', 'during', 'after', 'unknown')),
  situation text not null default ''
    constraint signal_situation check (situation in ('', 'wish', 'between', 'no_wish', 'unknown')),
  sealed_due_on text not null default ''
    constraint signal_due_sealed check (sealed_due_on = '' or sealed_due_on like 'gAAAA%'),
  sealed_child_born_on text not null default ''
    constraint signal_child_sealed check (sealed_child_born_on = '' or sealed_child_born_on like 'gAAAA%'),
  instrument text not null default '',
  needs text[] not null default '{}' constraint signal_needs check (needs <@ array['stay_or_insurance']),
  wish text not null default '' constraint signal_wish check (wish in ('', 'yes', 'not_now', 'no', 'unknown')),
  sealed_words text not null default ''
    constraint signal_words_sealed check (sealed_words = '' or sealed_words like 'gAAAA%'),
  sealed_contact text not null default ''
    constraint signal_contact_sealed check (sealed_contact = '' or sealed_contact like 'gAAAA%'),
  language text not null default '',
  interpreter text not null default ''
    constraint signal_interpreter check (interpreter in ('', 'yes', 'no', 'unknown')),
  version integer not null default 1,
  constraint signal_situation_is_before check (situation = '' or phase = 'before'),
  constraint signal_due_is_during check (sealed_due_on = '' or phase = 'during'),
  constraint signal_child_is_after check (sealed_child_born_on = '' or phase = 'after'),
  unique (id, coalition),
  foreign key (person_id, coalition) references families.person (id, coalition) on delete cascade
);
create index signal_of_person on families.signal (person_id, made_at);
create index signal_by_author on families.signal (coalition, author);

create table families.factor (
  id uuid primary key default uuidv7(),
  coalition uuid not null,
  signal_id uuid not null,
  code text not null constraint factor_never check (code not in ('RS02', 'RS18', 'RS12', 'RS13')),
  side text not null constraint factor_side check (side in ('risk', 'protective')),
  state text not null constraint factor_state check (state in ('suspected', 'discussed', 'confirmed', 'gone')),
  storage text not null constraint factor_storage check (storage in ('normal', 'guarded')),
  agreed_on date,
  constraint factor_guarded_by_agreement check ((storage = 'guarded') = (agreed_on is not null)),
  constraint factor_guarded_codes check ((code in ('RS01', 'RS03', 'RS07', 'RS08')) = (storage = 'guarded')),
  unique (signal_id, code),
  foreign key (signal_id, coalition) references families.signal (id, coalition) on delete cascade
);
"""

SECURITY = """
create function families.is_taken_in(file uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from families.involvement i
    where i.person_id = file and i.account = families.account() and i.ends_at is null
  )
$$;

create policy signal_select on families.signal for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    (author = (select families.account()) and (select families.holds('signal.read.author')))
    or ((select families.holds('signal.read.involved')) and families.is_taken_in(person_id))
  )
  and exists (select 1 from families.person p where p.id = person_id)
);
create policy signal_insert on families.signal for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and author = (select families.account())
  and organisation = any((select families.organisations())::uuid[])
  and (select families.holds('signal.create.author'))
  and exists (
    select 1 from families.person p
    where p.id = person_id and p.author = (select families.account()) and p.organisation = signal.organisation
  )
);
create policy signal_update on families.signal for update to kansrijk_b
using (
  coalition = (select families.coalition())
  and author = (select families.account())
  and (select families.holds('signal.update.author'))
)
with check (coalition = (select families.coalition()));
create policy signal_delete on families.signal for delete to kansrijk_b using (
  coalition = (select families.coalition())
  and author = (select families.account())
  and (select families.holds('signal.delete.author'))
);

create policy factor_select on families.factor for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    (select families.holds('risk_factor.read.author')) or (select families.holds('risk_factor.read.involved'))
  )
  and exists (select 1 from families.signal s where s.id = signal_id)
);
create policy factor_insert on families.factor for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and (select families.holds('risk_factor.create.author'))
  and (select families.holds('protective_factor.create.author'))
  and exists (select 1 from families.signal s where s.id = signal_id and s.author = (select families.account()))
);
create policy factor_delete on families.factor for delete to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('risk_factor.update.author'))
  and exists (select 1 from families.signal s where s.id = signal_id and s.author = (select families.account()))
);

do $$ declare one text; begin
  foreach one in array array['signal', 'factor'] loop
    execute format('alter table families.%I enable row level security', one);
    execute format('alter table families.%I force row level security', one);
    execute format('grant select on families.%I to kansrijk_b, kansrijk_backup', one);
    execute format('grant insert, delete on families.%I to kansrijk_b', one);
  end loop;
end $$;
grant update (
  changed_at, step, phase, situation, sealed_due_on, sealed_child_born_on, instrument, needs, wish, sealed_words,
  sealed_contact, language, interpreter, version
) on families.signal to kansrijk_b;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0002_tombstones")]

    operations = [
        migrations.RunSQL(TABLES, "drop table families.factor, families.signal"),
        migrations.RunSQL(SECURITY, "drop function families.is_taken_in(uuid) cascade"),
    ]
