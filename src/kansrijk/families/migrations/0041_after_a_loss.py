"""After a loss a questionnaire that was begun is stopped, also that of a colleague: in the transaction that records it.

What was answered to one that stopped stays its author's alone, as it was; nobody goes on with it.
"""

from django.db import migrations

TABLES = """
alter table families.response drop constraint response_status;
alter table families.response add constraint response_status
  check (status in ('in_progress', 'completed', 'amended', 'stopped'));
alter table families.response drop constraint response_has_a_day;
alter table families.response add constraint response_has_a_day
  check ((status in ('in_progress', 'stopped')) = (filled_on is null));
"""
TABLES_BACK = """
update families.response set status = 'in_progress' where status = 'stopped';
alter table families.response drop constraint response_has_a_day;
alter table families.response add constraint response_has_a_day
  check ((status = 'in_progress') = (filled_on is null));
alter table families.response drop constraint response_status;
alter table families.response add constraint response_status
  check (status in ('in_progress', 'completed', 'amended'));
"""

SECURITY = """
create policy response_stopped_is_its_authors on families.response as restrictive for select to kansrijk_b using (
  status <> 'stopped' or author = (select families.account()) or families.is_happening(person_id)
);
create policy response_stopped_stays on families.response as restrictive for update to kansrijk_b
using (status <> 'stopped') with check (true);
create policy response_select_event on families.response for select to kansrijk_b using (
  coalition = (select families.coalition())
  and status in ('in_progress', 'stopped') and families.is_happening(person_id)
);
create policy response_update_event on families.response for update to kansrijk_b using (
  coalition = (select families.coalition())
  and status = 'in_progress' and families.is_happening(person_id)
)
with check (coalition = (select families.coalition()) and status = 'stopped');
"""
SECURITY_BACK = """
drop policy response_update_event on families.response;
drop policy response_select_event on families.response;
drop policy response_stopped_stays on families.response;
drop policy response_stopped_is_its_authors on families.response;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0050_in_a_colleagues_place")]

    operations = [
        migrations.RunSQL(TABLES, TABLES_BACK),
        migrations.RunSQL(SECURITY, SECURITY_BACK),
    ]
