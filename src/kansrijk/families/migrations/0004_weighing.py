"""Weighings: what professional and parent decided together about one person, with row security as in 0001.

The level is ciphertext too: the database can neither order, filter nor count by it (red line 1). A finished weighing
was held with the parent and has a day on which it is weighed again. What it said before a change stands in its history
as ciphertext, and goes with it; what is taken away for good leaves a tombstone.
"""

from django.db import migrations

TABLES = """
create table families.weighing (
  id uuid primary key default uuidv7(),
  coalition uuid not null,
  person_id uuid not null,
  author uuid not null,
  organisation uuid not null,
  made_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  step smallint not null default 1 constraint weighing_step check (step between 1 and 3),
  sealed_sufficiency text not null
    constraint weighing_sufficiency_sealed check (sealed_sufficiency like 'gAAAA%'),
  sealed_level text not null default ''
    constraint weighing_level_sealed check (sealed_level = '' or sealed_level like 'gAAAA%'),
  sealed_reason text not null default ''
    constraint weighing_reason_sealed check (sealed_reason = '' or sealed_reason like 'gAAAA%'),
  sealed_seen text not null default ''
    constraint weighing_seen_sealed check (sealed_seen = '' or sealed_seen like 'gAAAA%'),
  sealed_view text not null default ''
    constraint weighing_view_sealed check (sealed_view = '' or sealed_view like 'gAAAA%'),
  present text[] not null default '{}' constraint weighing_present check (
    present <@ array['parent', 'other_parent', 'own_person', 'interpreter', 'colleague']
  ),
  weighed_on date,
  reweigh_on date,
  version integer not null default 1,
  constraint weighing_is_joint check (
    step < 3 or ('parent' = any(present) and weighed_on is not null and reweigh_on is not null and sealed_seen <> '')
  ),
  constraint weighing_ends check (reweigh_on > weighed_on and reweigh_on <= weighed_on + 366),
  unique (id, coalition),
  foreign key (person_id, coalition) references families.person (id, coalition) on delete cascade
);
create index weighing_of_person on families.weighing (person_id, made_at);

create table families.weighing_history (
  id uuid primary key default uuidv7(),
  coalition uuid not null,
  weighing_id uuid not null,
  changed_at timestamptz not null default clock_timestamp(),
  changed_by uuid,
  was jsonb not null,
  foreign key (weighing_id, coalition) references families.weighing (id, coalition) on delete cascade
);
create index weighing_history_of_weighing on families.weighing_history (weighing_id, changed_at);

create function families.keep_weighing_that_was() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into families.weighing_history (coalition, weighing_id, changed_by, was)
  values (old.coalition, old.id, families.account(), to_jsonb(old));
  return null;
end $$;
create trigger keep_what_was after update on families.weighing
  for each row execute function families.keep_weighing_that_was();
create trigger bury after delete on families.weighing for each row execute function families.bury('weighing');
"""

SECURITY = """
create policy weighing_select on families.weighing for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (step = 3 or author = (select families.account()))
  and (
    (
      (select families.holds('weighing.read.author'))
      and exists (select 1 from families.person p where p.id = person_id and p.author = (select families.account()))
    )
    or ((select families.holds('weighing.read.involved')) and families.is_taken_in(person_id))
  )
  and exists (select 1 from families.person p where p.id = person_id)
);
create policy weighing_insert on families.weighing for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and author = (select families.account())
  and organisation = any((select families.organisations())::uuid[])
  and (
    (
      (select families.holds('weighing.create.author'))
      and exists (select 1 from families.person p where p.id = person_id and p.author = (select families.account()))
    )
    or ((select families.holds('weighing.create.involved')) and families.is_taken_in(person_id))
  )
  and exists (select 1 from families.person p where p.id = person_id and p.organisation = weighing.organisation)
);
create policy weighing_update on families.weighing for update to kansrijk_b
using (
  coalition = (select families.coalition())
  and author = (select families.account())
  and (select families.holds('weighing.update.author'))
)
with check (coalition = (select families.coalition()));
create policy weighing_delete on families.weighing for delete to kansrijk_b using (
  coalition = (select families.coalition())
  and author = (select families.account())
  and (select families.holds('weighing.delete.author'))
);

create policy weighing_history_select on families.weighing_history for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('weighing.history.author'))
  and exists (select 1 from families.weighing w where w.id = weighing_id and w.author = (select families.account()))
);
create policy weighing_history_insert on families.weighing_history for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and exists (select 1 from families.weighing w where w.id = weighing_id)
);

do $$ declare one text; begin
  foreach one in array array['weighing', 'weighing_history'] loop
    execute format('alter table families.%I enable row level security', one);
    execute format('alter table families.%I force row level security', one);
    execute format('grant select on families.%I to kansrijk_b, kansrijk_backup', one);
    execute format('grant insert on families.%I to kansrijk_b', one);
  end loop;
end $$;
grant delete on families.weighing to kansrijk_b;
grant update (
  changed_at, step, sealed_sufficiency, sealed_level, sealed_reason, sealed_seen, sealed_view, present, weighed_on,
  reweigh_on, version
) on families.weighing to kansrijk_b;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0003_signal")]

    operations = [
        migrations.RunSQL(
            TABLES,
            "drop table families.weighing_history, families.weighing; drop function families.keep_weighing_that_was()",
        ),
        migrations.RunSQL(SECURITY, migrations.RunSQL.noop),
    ]
