"""Answers to guarded questions lie in a row of their own, with the day on which the parent agreed (red line 3).

They are read by who wrote them down and who keeps the file; not by who was taken in, not in an emergency, and not on
the own page, that can be looked at. Of what was guarded nothing earlier is kept. `guarded` of a questionnaire: which
questions whoever loaded it named; null where nobody said, and then every question is (families/questionnaire.py).
"""

from django.db import migrations

TABLES = """
alter table families.questionnaire add column guarded text[];
create table families.response_guarded (
  id uuid primary key default uuidv7(),
  coalition uuid not null,
  response_id uuid not null unique,
  agreed_on date not null,
  sealed_answers text not null constraint response_guarded_sealed check (sealed_answers like 'gAAAA%'),
  sealed_total text not null default ''
    constraint response_guarded_total_sealed check (sealed_total = '' or sealed_total like 'gAAAA%'),
  foreign key (response_id, coalition) references families.response (id, coalition) on delete cascade
);
"""
TABLES_BACK = """
drop table families.response_guarded;
alter table families.questionnaire drop column guarded;
"""
SECURITY = """
create policy response_guarded_select on families.response_guarded for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('response.read.author'))
  and exists (
    select 1 from families.response r where r.id = response_id
    and (r.author = (select families.account()) or families.is_mine(r.person_id))
  )
);
create policy response_guarded_insert on families.response_guarded for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and (select families.holds('response.update.author'))
  and exists (select 1 from families.response r where r.id = response_id and r.author = (select families.account()))
);
create policy response_guarded_update on families.response_guarded for update to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('response.update.author'))
  and exists (select 1 from families.response r where r.id = response_id and r.author = (select families.account()))
);
create policy response_guarded_delete on families.response_guarded for delete to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('response.update.author'))
  and exists (select 1 from families.response r where r.id = response_id and r.author = (select families.account()))
);
alter table families.response_guarded enable row level security;
alter table families.response_guarded force row level security;
grant select on families.response_guarded to kansrijk_b, kansrijk_backup;
grant insert, delete on families.response_guarded to kansrijk_b;
grant update (sealed_answers, sealed_total) on families.response_guarded to kansrijk_b;
grant update (guarded) on families.questionnaire to kansrijk_b;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0041_after_a_loss")]

    operations = [
        migrations.RunSQL(TABLES, TABLES_BACK),
        migrations.RunSQL(SECURITY, migrations.RunSQL.noop),
    ]
