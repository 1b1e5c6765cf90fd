"""A referral that is over goes after its term, with parts, steps and words, and leaves a tombstone.

Which and when is said by data/retention.yaml; the database refuses what is not over, or was over less than twelve weeks
ago, whoever asks.
"""

from django.db import migrations

RETENTION = """
create policy referral_delete on referrals.referral for delete to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('referral.expire.none'))
  and due_on is null and changed_at < now() - interval '12 weeks'
);
grant delete on referrals.referral to kansrijk_b;
create trigger bury after delete on referrals.referral for each row execute function families.bury('referral');
"""
BACK = """
drop trigger bury on referrals.referral;
revoke delete on referrals.referral from kansrijk_b;
drop policy referral_delete on referrals.referral;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0004_life_events"), ("families", "0002_tombstones")]

    operations = [migrations.RunSQL(RETENTION, BACK)]
