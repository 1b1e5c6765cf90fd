"""Questionnaires of a coalition by their exact bytes, and what was answered; row security as in 0001.

A questionnaire never changes: the database compares its bytes with their hash, and lets nothing of it be written over
but that it is not offered any more. An answer points at it for ever. Answers and a total are ciphertext: the database
can neither order, filter nor count by them (red line 1). One that is not finished is its author's alone.
"""

from django.db import migrations

TABLES = """
create table families.questionnaire (
  id uuid primary key default uuidv7(),
  coalition uuid not null,
  digest text not null,
  url text not null,
  version text not null,
  title text not null,
  content bytea not null,
  origin text not null constraint questionnaire_origin check (origin in ('ours', 'loaded')),
  loaded_by uuid not null,
  loaded_at timestamptz not null default now(),
  retired_at timestamptz,
  constraint questionnaire_is_its_bytes check (digest = encode(sha256(content), 'hex')),
  constraint questionnaire_small check (octet_length(content) <= 200000),
  unique (id, coalition),
  constraint questionnaire_once unique (coalition, url, version)
);

create table families.response (
  id uuid primary key default uuidv7(),
  coalition uuid not null,
  person_id uuid not null,
  questionnaire_id uuid not null,
  author uuid not null,
  organisation uuid not null,
  made_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  status text not null default 'in_progress'
    constraint response_status check (status in ('in_progress', 'completed', 'amended')),
  filled_on date,
  sealed_answers text not null
    constraint response_answers_sealed check (sealed_answers like 'gAAAA%'),
  sealed_total text not null default ''
    constraint response_total_sealed check (sealed_total = '' or sealed_total like 'gAAAA%'),
  version integer not null default 1,
  constraint response_has_a_day check ((status = 'in_progress') = (filled_on is null)),
  unique (id, coalition),
  foreign key (person_id, coalition) references families.person (id, coalition) on delete cascade,
  foreign key (questionnaire_id, coalition) references families.questionnaire (id, coalition)
);
create index response_of_person on families.response (person_id, made_at);
create index response_of_questionnaire on families.response (questionnaire_id);

create table families.response_history (
  id uuid primary key default uuidv7(),
  coalition uuid not null,
  response_id uuid not null,
  changed_at timestamptz not null default clock_timestamp(),
  changed_by uuid,
  was jsonb not null,
  foreign key (response_id, coalition) references families.response (id, coalition) on delete cascade
);
create index response_history_of_response on families.response_history (response_id, changed_at);

create function families.keep_response_that_was() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into families.response_history (coalition, response_id, changed_by, was)
  values (old.coalition, old.id, families.account(), to_jsonb(old));
  return null;
end $$;
create trigger keep_what_was after update on families.response
  for each row when (old.status <> 'in_progress') execute function families.keep_response_that_was();
create trigger bury after delete on families.response for each row execute function families.bury('response');
"""

SECURITY = """
create policy response_select on families.response for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (status <> 'in_progress' or author = (select families.account()))
  and (
    (
      (select families.holds('response.read.author'))
      and exists (select 1 from families.person p where p.id = person_id and p.author = (select families.account()))
    )
    or ((select families.holds('response.read.involved')) and families.is_taken_in(person_id))
  )
  and exists (select 1 from families.person p where p.id = person_id)
);
create policy response_insert on families.response for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and author = (select families.account())
  and organisation = any((select families.organisations())::uuid[])
  and (
    (
      (select families.holds('response.create.author'))
      and exists (select 1 from families.person p where p.id = person_id and p.author = (select families.account()))
    )
    or ((select families.holds('response.create.involved')) and families.is_taken_in(person_id))
  )
  and exists (select 1 from families.person p where p.id = person_id and p.organisation = response.organisation)
);
create policy response_update on families.response for update to kansrijk_b
using (
  coalition = (select families.coalition())
  and author = (select families.account())
  and (select families.holds('response.update.author'))
)
with check (coalition = (select families.coalition()));
create policy response_delete on families.response for delete to kansrijk_b using (
  coalition = (select families.coalition())
  and author = (select families.account())
  and (select families.holds('response.delete.author'))
);

create policy response_history_select on families.response_history for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('response.history.author'))
  and exists (select 1 from families.response r where r.id = response_id and r.author = (select families.account()))
);
create policy response_history_insert on families.response_history for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and exists (select 1 from families.response r where r.id = response_id)
);

create policy questionnaire_select on families.questionnaire for select to kansrijk_b using (
  coalition = (select families.coalition()) and (select families.holds('questionnaire.read.own_coalition'))
);
create policy questionnaire_insert on families.questionnaire for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and loaded_by = (select families.account())
  and (
    (origin = 'loaded' and (select families.holds('questionnaire.create.own_coalition')))
    or (origin = 'ours' and (select families.holds('questionnaire.read.own_coalition')))
  )
);
create policy questionnaire_update on families.questionnaire for update to kansrijk_b using (
  coalition = (select families.coalition())
  and origin = 'loaded'
  and (select families.holds('questionnaire.update.own_coalition'))
);

create policy response_select_parent on families.response for select to kansrijk_b using (
  coalition = (select families.coalition())
  and person_id = (select families.parent())
  and status <> 'in_progress'
  and (select families.holds('response.read.parent'))
);
create policy response_history_select_parent on families.response_history for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('response.history.parent'))
  and exists (select 1 from families.response r where r.id = response_id and r.person_id = (select families.parent()))
);
create policy questionnaire_select_parent on families.questionnaire for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('questionnaire.read.parent'))
  and exists (
    select 1 from families.response r where r.questionnaire_id = questionnaire.id
    and r.person_id = (select families.parent())
  )
);

do $$ declare one text; begin
  foreach one in array array['questionnaire', 'response', 'response_history'] loop
    execute format('alter table families.%I enable row level security', one);
    execute format('alter table families.%I force row level security', one);
    execute format('grant select on families.%I to kansrijk_b, kansrijk_backup', one);
    execute format('grant insert on families.%I to kansrijk_b', one);
  end loop;
end $$;
grant update (retired_at) on families.questionnaire to kansrijk_b;
grant delete on families.response to kansrijk_b;
grant update (changed_at, status, filled_on, sealed_answers, sealed_total, version) on families.response to kansrijk_b;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0030_asked_once")]

    operations = [
        migrations.RunSQL(
            TABLES,
            "drop table families.response_history, families.response, families.questionnaire;"
            " drop function families.keep_response_that_was()",
        ),
        migrations.RunSQL(SECURITY, migrations.RunSQL.noop),
    ]
