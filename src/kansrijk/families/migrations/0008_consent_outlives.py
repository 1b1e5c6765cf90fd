"""A consent outlives the file that it was given in, as long as a referral hangs on it.

What a professional prepares is gone after a week; what was sent in that week is not. So a consent lets go of its file
when that is destroyed (the key is emptied by the foreign key itself), and nothing else of it ever changes. One that is
let go of and on which no referral hangs is destroyed with the file: by who destroys it, in the same transaction. The
policies for that stand with the tables of referrals (referrals/0001).
"""

from django.db import migrations

LET_GO = """
alter table families.consent alter column person_id drop not null;
alter table families.consent drop constraint consent_person_id_coalition_fkey;
alter table families.consent add constraint consent_person_id_coalition_fkey
  foreign key (person_id, coalition) references families.person (id, coalition) on delete set null (person_id);
alter table families.consent add constraint consent_of_a_coalition
  foreign key (coalition) references public.trust_coalition (id) on delete cascade;

create function families.only_lets_go() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.person_id is null and old.person_id is not null
    and to_jsonb(new) - 'person_id' = to_jsonb(old) - 'person_id' then
    return new;
  end if;
  raise exception '% is never changed', tg_table_name;
end $$;
drop trigger only_grows on families.consent;
create trigger only_lets_go before update on families.consent
  for each row execute function families.only_lets_go();
"""
BACK = """
drop trigger only_lets_go on families.consent;
drop function families.only_lets_go();
create trigger only_grows before update on families.consent
  for each row execute function families.only_grows();
alter table families.consent drop constraint consent_of_a_coalition;
alter table families.consent drop constraint consent_person_id_coalition_fkey;
alter table families.consent add constraint consent_person_id_coalition_fkey
  foreign key (person_id, coalition) references families.person (id, coalition) on delete cascade;
alter table families.consent alter column person_id set not null;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0007_own_page")]

    operations = [migrations.RunSQL(LET_GO, BACK)]
