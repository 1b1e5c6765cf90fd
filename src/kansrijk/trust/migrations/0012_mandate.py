"""Working in a colleague's place: the role of an assistant, and the mandate by which that is done.

`stands_in` is asked by the row security of compartment B, which does not believe what it is told.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import kansrijk.trust.models

BEFORE = (
    "coordinator",
    "verloskundige",
    "kraamverzorgende",
    "huisarts",
    "jgz",
    "sociaal-team",
    "epidemioloog",
    "wethouder",
    "ervaringsdeskundige",
    "privacyfunctionaris",
)
AFTER = (*BEFORE[:4], "assistent", *BEFORE[4:])
STANDS_IN = """
create function public.stands_in(deputy uuid, principal uuid, place uuid, parties uuid[]) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  with today as (select (now() at time zone 'Europe/Amsterdam')::date as day)
  select exists (
    select 1 from public.trust_mandate m, today
    where m.deputy_id = deputy and m.principal_id = principal and m.coalition_id = place
      and m.organisation_id = any(parties) and m.ended_at is null and today.day between m.starts_on and m.ends_on
      and (
        select count(distinct w.account_id) from public.trust_membership w
        join public.trust_account a on a.id = w.account_id and a.is_active
        where w.account_id in (m.deputy_id, m.principal_id) and w.organisation_id = m.organisation_id
          and w.coalition_id = m.coalition_id and w.starts_on <= today.day
          and (w.ends_on is null or w.ends_on >= today.day)
      ) = 2
  )
$$;
"""


def _key(to: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=to)


def known(roles: tuple[str, ...]) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(role__in=roles), name="membership_known_role")


def drop_assistants(apps, schema_editor):
    """Back to before there was this role, nobody holds it."""
    apps.get_model("trust", "Membership").objects.filter(role="assistent").delete()


class Migration(migrations.Migration):
    dependencies = [("trust", "0011_emergency_mark")]

    operations = [
        migrations.RemoveConstraint(model_name="membership", name="membership_known_role"),
        migrations.RunPython(migrations.RunPython.noop, drop_assistants),
        migrations.AddConstraint(model_name="membership", constraint=known(AFTER)),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=kansrijk.trust.models.UuidV7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("principal", _key(settings.AUTH_USER_MODEL)),
                ("deputy", _key(settings.AUTH_USER_MODEL)),
                ("organisation", _key("trust.organisation")),
                ("coalition", _key("trust.coalition")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("principal", "deputy", "organisation", "coalition"),
                        condition=Q(ended_at__isnull=True),
                        name="mandate_once",
                    ),
                    models.CheckConstraint(condition=~Q(principal=F("deputy")), name="mandate_of_two"),
                    models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="mandate_ends_after_start"),
                ],
            },
        ),
        migrations.RunSQL(STANDS_IN, "drop function public.stands_in(uuid, uuid, uuid, uuid[])"),
    ]
