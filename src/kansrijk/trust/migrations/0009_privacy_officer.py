from django.db import migrations, models

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
)


def known(roles: tuple[str, ...]) -> models.CheckConstraint:
    return models.CheckConstraint(condition=models.Q(("role__in", roles)), name="membership_known_role")


def drop_officers(apps, schema_editor):
    """Back to before there was this role, nobody holds it."""
    apps.get_model("trust", "Membership").objects.filter(role="privacyfunctionaris").delete()


class Migration(migrations.Migration):
    dependencies = [("trust", "0007_audit_by_subject")]

    operations = [
        migrations.RemoveConstraint(model_name="membership", name="membership_known_role"),
        migrations.RunPython(migrations.RunPython.noop, drop_officers),
        migrations.AddConstraint(model_name="membership", constraint=known((*BEFORE, "privacyfunctionaris"))),
    ]
