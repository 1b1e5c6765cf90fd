"""What was written with a step about a parent is hers to have a copy of, on her own page (RGT-01)."""

from django.db import migrations

POLICY = """
create policy word_select_parent on referrals.word for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('file.export.parent'))
  and referrals.is_about_her(referral_id)
);
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0008_away")]

    operations = [migrations.RunSQL(POLICY, "drop policy word_select_parent on referrals.word;")]
