"""A consent that was stopped stays stopped when the clock is put back.

Nobody stops anything in the future: a stop that lies there was written before the clock went back, and counts. That
consent was given at an hour that has not come again yet is not enough: until then nothing is shown, nor sent, under it.
"""

from django.db import migrations

HOLDS = """
create or replace function families.consent_holds(consent uuid, wanted text, at timestamptz) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from families.consent c
    where c.id = consent and wanted = any(c.categories)
      and c.given_at <= at and (at at time zone 'Europe/Amsterdam')::date <= c.expires_on
      and not exists (
        select 1 from families.consent_stop s
        where s.consent_id = c.id and s.category in ('', wanted) and {stopped}
      )
  )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0040_questionnaires")]

    operations = [
        migrations.RunSQL(
            HOLDS.format(stopped="(s.stopped_at <= at or s.stopped_at > now())"),
            HOLDS.format(stopped="s.stopped_at <= at"),
        )
    ]
