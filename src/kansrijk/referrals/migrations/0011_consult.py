"""Asking a colleague of another organisation for advice without saying whom it is about: a table without a person.

It points at no file, no family and no consent, and there is nothing in it by which one could be found.
"""

from django.db import migrations

CONSULT = """
create table referrals.consult (
  id uuid primary key,
  coalition uuid not null references public.trust_coalition (id) on delete cascade,
  asker uuid not null,
  asker_organisation uuid not null references public.trust_organisation (id),
  organisation uuid not null references public.trust_organisation (id),
  phase text not null constraint consult_phase check (phase in ('before', 'during', 'after', 'unknown')),
  sealed_question text not null constraint consult_question_sealed check (sealed_question like 'gAAAA%'),
  sealed_answer text not null default ''
    constraint consult_answer_sealed check (sealed_answer = '' or sealed_answer like 'gAAAA%'),
  asked_at timestamptz not null default now(),
  answered_at timestamptz,
  answered_by uuid,
  constraint consult_answered check (
    (sealed_answer = '') = (answered_at is null) and (sealed_answer = '') = (answered_by is null)
  ),
  constraint consult_of_others check (asker_organisation <> organisation)
);
create index consult_by_asker on referrals.consult (coalition, asker);
create index consult_by_organisation on referrals.consult (coalition, organisation);

create policy consult_select on referrals.consult for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    (
      asker = (select families.account()) and asker_organisation = any((select families.organisations())::uuid[])
      and (select families.holds('consult.read.sender'))
    )
    or (
      organisation = any((select families.organisations())::uuid[])
      and (select families.holds('consult.read.receiver'))
    )
    or (select families.holds('referral.expire.none'))
  )
);
create policy consult_insert on referrals.consult for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and asker = (select families.account())
  and asker_organisation = any((select families.organisations())::uuid[])
  and sealed_answer = ''
  and (select families.holds('consult.create.sender'))
);
create policy consult_update on referrals.consult for update to kansrijk_b using (
  coalition = (select families.coalition())
  and organisation = any((select families.organisations())::uuid[])
  and sealed_answer = ''
  and (select families.holds('consult.update.receiver'))
)
with check (coalition = (select families.coalition()) and answered_by = (select families.account()));
create policy consult_delete on referrals.consult for delete to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    (asker = (select families.account()) and (select families.holds('consult.delete.sender')))
    or (asked_at < now() - interval '28 days' and (select families.holds('referral.expire.none')))
  )
);
alter table referrals.consult enable row level security;
alter table referrals.consult force row level security;
grant select on referrals.consult to kansrijk_b, kansrijk_backup;
grant insert, delete on referrals.consult to kansrijk_b;
grant update (sealed_answer, answered_at, answered_by) on referrals.consult to kansrijk_b;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0010_without_account")]

    operations = [migrations.RunSQL(CONSULT, "drop table referrals.consult;")]
