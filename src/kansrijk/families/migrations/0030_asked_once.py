"""Row security of families asked once in a statement where it was asked for each row, and in small steps.

Measured with 100,000 families: a list of fifty referrals took a second, nearly all of it in asking for each consent of
a coalition whether its file is open in an emergency; and each question whether a consent holds drew the policies of
four tables into one plan. What is opened in an emergency is one array now, and what a policy asks of another table
stands in a function, which is asked when it comes to that. Who may see what does not change.
"""

from django.db import migrations

ONCE = """
create function families.broken_files() returns uuid[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when families.holds('break_glass.read.author') then array(
    select g.person_id from families.break_glass g
    where g.account = families.account() and g.organisation = any(families.organisations())
      and g.closed_at is null and g.ends_at > now()
  ) else '{}' end
$$;
create function families.sees(file uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from families.person p where p.id = file)
$$;
create function families.sees_consent(consent uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select 1 from families.consent c where c.id = consent)
$$;
"""
POLICIES = """
alter policy person_select_broken on families.person using (
  coalition = (select families.coalition()) and state = 'kept'
  and organisation = any((select families.organisations())::uuid[])
  and {of_person}
);
alter policy signal_select_broken on families.signal using (
  coalition = (select families.coalition()) and {of_file}
);
alter policy consent_select_broken on families.consent using (
  coalition = (select families.coalition()) and {of_file}
);
alter policy life_event_select_broken on families.life_event using (
  coalition = (select families.coalition()) and {of_file}
);
alter policy consent_select on families.consent using (
  coalition = (select families.coalition())
  and (
    ((select families.holds('consent.read.author')) and families.is_mine(person_id))
    or ((select families.holds('consent.read.involved')) and families.is_taken_in(person_id))
  )
  and {sees}
);
alter policy consent_stop_select on families.consent_stop using (
  coalition = (select families.coalition()) and {sees_consent}
);
"""
NOW = POLICIES.format(
    of_person="id = any((select families.broken_files())::uuid[])",
    of_file="person_id = any((select families.broken_files())::uuid[])",
    sees="families.sees(person_id)",
    sees_consent="families.sees_consent(consent_id)",
)
BEFORE = POLICIES.format(
    of_person="families.is_broken(id)",
    of_file="families.is_broken(person_id)",
    sees="exists (select 1 from families.person p where p.id = person_id)",
    sees_consent="exists (select 1 from families.consent c where c.id = consent_id)",
)
GONE = """
drop function families.sees_consent(uuid);
drop function families.sees(uuid);
drop function families.broken_files();
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0014_plan")]

    operations = [migrations.RunSQL(ONCE, GONE), migrations.RunSQL(NOW, BEFORE)]
