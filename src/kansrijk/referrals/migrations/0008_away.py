"""Who sent and is away leaves what waits to the colleagues of that organisation, as who left does (0002)."""

from django.db import migrations

LEFT = """
create or replace function referrals.has_left(who uuid, party uuid, place uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select not exists (
    select 1 from public.trust_membership m join public.trust_account a on a.id = m.account_id and a.is_active
    where m.account_id = who and m.organisation_id = party and m.coalition_id = place
      and m.starts_on <= (now() at time zone 'Europe/Amsterdam')::date
      and (m.ends_on is null or m.ends_on >= (now() at time zone 'Europe/Amsterdam')::date)
  ){away}
$$;
"""
AWAY = """ or exists (
    select 1 from public.trust_absence b
    where b.account_id = who and b.coalition_id = place
      and (now() at time zone 'Europe/Amsterdam')::date between b.starts_on and b.ends_on
  )"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0007_retention"), ("trust", "0010_absence")]

    operations = [migrations.RunSQL(LEFT.format(away=AWAY), LEFT.format(away=""))]
