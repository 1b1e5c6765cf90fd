"""One plan of one person: goals, who does what, the next contact; and who coordinates the care, with her agreement.

Rows that stand with the file and go with it, with row security as in 0001: for who keeps it, who was taken in, and the
person herself on her own page. Whatever is written is ciphertext; a line is changed, never erased but with the file.
"""

from django.db import migrations

TABLES = """
create table families.plan_line (
  id uuid primary key,
  coalition uuid not null,
  person_id uuid not null,
  kind text not null constraint plan_line_kind check (kind in ('goal', 'task', 'contact')),
  state text not null default 'open' constraint plan_line_state check (state in ('open', 'done', 'dropped')),
  sealed_text text not null constraint plan_line_sealed check (sealed_text like 'gAAAA%'),
  sealed_who text not null default ''
    constraint plan_line_who_sealed check (sealed_who = '' or sealed_who like 'gAAAA%'),
  on_day date,
  author uuid not null,
  organisation uuid not null references public.trust_organisation (id),
  made_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  version integer not null default 1,
  constraint plan_line_somebody_does_it check (kind = 'goal' or sealed_who <> ''),
  constraint plan_line_contact_has_a_day check (kind <> 'contact' or on_day is not null),
  foreign key (person_id, coalition) references families.person (id, coalition) on delete cascade
);
create index plan_line_of_person on families.plan_line (person_id, made_at);

create table families.care_coordinator (
  id uuid primary key,
  coalition uuid not null,
  person_id uuid not null,
  sealed_name text not null constraint care_coordinator_sealed check (sealed_name like 'gAAAA%'),
  sealed_reach text not null constraint care_coordinator_reach_sealed check (sealed_reach like 'gAAAA%'),
  agreed_on date not null,
  named_by uuid not null,
  organisation uuid not null references public.trust_organisation (id),
  named_at timestamptz not null default now(),
  ended_at timestamptz,
  foreign key (person_id, coalition) references families.person (id, coalition) on delete cascade
);
create unique index care_coordinator_one on families.care_coordinator (person_id) where ended_at is null;
create index care_coordinator_of_person on families.care_coordinator (person_id, named_at);
"""

SECURITY = """
do $$ declare one text; kind text := 'plan'; begin
  foreach one in array array['plan_line', 'care_coordinator'] loop
    execute format('create policy %1$s_select on families.%1$I for select to kansrijk_b using (
      coalition = (select families.coalition())
      and (
        ((select families.holds(%2$L)) and families.is_mine(person_id))
        or ((select families.holds(%3$L)) and families.is_taken_in(person_id))
      )
    )', one, kind || '.read.author', kind || '.read.involved');
    execute format('create policy %1$s_select_parent on families.%1$I for select to kansrijk_b using (
      coalition = (select families.coalition())
      and person_id = (select families.parent()) and (select families.holds(%2$L))
    )', one, kind || '.read.parent');
    execute format('create policy %1$s_update on families.%1$I for update to kansrijk_b
    using (
      coalition = (select families.coalition())
      and (
        ((select families.holds(%2$L)) and families.is_mine(person_id))
        or ((select families.holds(%3$L)) and families.is_taken_in(person_id))
      )
    ) with check (coalition = (select families.coalition()))',
    one, kind || '.update.author', kind || '.update.involved');
    execute format('alter table families.%I enable row level security', one);
    execute format('alter table families.%I force row level security', one);
    execute format('grant select on families.%I to kansrijk_b, kansrijk_backup', one);
    execute format('grant insert on families.%I to kansrijk_b', one);
  end loop;
end $$;
create policy plan_line_insert on families.plan_line for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and author = (select families.account())
  and organisation = any((select families.organisations())::uuid[])
  and (
    ((select families.holds('plan.create.author')) and families.is_mine(person_id))
    or ((select families.holds('plan.create.involved')) and families.is_taken_in(person_id))
  )
);
create policy care_coordinator_insert on families.care_coordinator for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and named_by = (select families.account())
  and organisation = any((select families.organisations())::uuid[])
  and (
    ((select families.holds('plan.create.author')) and families.is_mine(person_id))
    or ((select families.holds('plan.create.involved')) and families.is_taken_in(person_id))
  )
);
grant update (state, sealed_text, sealed_who, on_day, changed_at, version) on families.plan_line to kansrijk_b;
grant update (ended_at) on families.care_coordinator to kansrijk_b;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0013_asked_by_herself")]

    operations = [
        migrations.RunSQL(TABLES, "drop table families.care_coordinator, families.plan_line"),
        migrations.RunSQL(SECURITY, migrations.RunSQL.noop),
    ]
