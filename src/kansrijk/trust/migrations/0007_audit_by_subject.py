"""Which records concern one key, found at once: an index over what a record already says, so nothing new is sealed.

A key stands in the reference (a file, or the address that was refused) or among the hits of a search.
"""

from django.db import migrations

SUBJECTS = """
create function public.audit_subjects(reference text, detail jsonb) returns uuid[]
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(distinct found[1]::uuid), '{}')
  from regexp_matches(
    reference || ' ' || detail::text, '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})', 'g'
  ) as found
$$;
create index audit_by_subject on trust_auditrecord
  using gin (public.audit_subjects(object_reference, detail)) where data_class in ('D3', 'D4', 'D5');
"""


class Migration(migrations.Migration):
    dependencies = [("trust", "0006_tombstones")]

    operations = [
        migrations.RunSQL(SUBJECTS, "drop index audit_by_subject; drop function public.audit_subjects(text, jsonb)")
    ]
