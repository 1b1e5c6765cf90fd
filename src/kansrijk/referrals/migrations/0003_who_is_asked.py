"""Whom an answer is asked of while the receiver carries it says how far the help is: the sender sees that as far as the
parent agreed, as every other step of the receiver.
"""

from django.db import migrations

CARRIED = "'accepted', 'contacted', 'started', 'handed_over', 'fed_back', 'evaluated'"
POLICY = """
drop policy event_select on referrals.event;
create policy event_select on referrals.event for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    ((select families.holds('referral.read.receiver')) and referrals.stands(referral_id, 'receiver'))
    or (
      (select families.holds('referral.read.sender')) and referrals.stands(referral_id, 'sender')
      and (
        {told}
        or event in ('receive', 'accept', 'decline', 'ask', 'miss', 'return')
        or referrals.tells(referral_id)
      )
    )
    or (select families.holds('referral.expire.none'))
  )
);
"""
NOW = POLICY.format(told=f"(who <> 'receiver' and not (event = 'escalate' and state in ({CARRIED})))")
BACK = POLICY.format(told="who <> 'receiver'")


class Migration(migrations.Migration):
    dependencies = [("referrals", "0002_who_left")]

    operations = [migrations.RunSQL(NOW, BACK)]
