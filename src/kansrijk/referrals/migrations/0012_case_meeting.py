"""Talking together about one person's help: who takes part with the parent's yes for that day, and what was agreed.

A meeting hangs on a consent for a meeting of the directory; each who takes part is a row with the yes of the same
people for that very day. The day is part of the key that the row points at: another day asks every yes anew. `parties`
and `shown_until` stand on the meeting itself, so that row security asks no table that would ask this one.
"""

from django.db import migrations

TABLES = """
create table referrals.case_meeting (
  id uuid primary key,
  coalition uuid not null,
  person_id uuid not null,
  consent_id uuid not null,
  receiver uuid not null,
  purpose text not null constraint case_meeting_purpose check (purpose = 'meeting'),
  organiser uuid not null,
  organisation uuid not null references public.trust_organisation (id),
  held_on date not null,
  shown_until date not null,
  parties uuid[] not null default '{}',
  parents text not null default 'asked'
    constraint case_meeting_parents check (parents in ('asked', 'coming', 'present', 'absent')),
  absence text not null default '' constraint case_meeting_absence_known
    check (absence in ('', 'own_wish', 'ill', 'not_reached', 'practical', 'other')),
  sealed_agenda text not null constraint case_meeting_sealed check (sealed_agenda like 'gAAAA%'),
  made_at timestamptz not null default now(),
  ended_at timestamptz,
  constraint case_meeting_absence check ((parents = 'absent') = (absence <> '')),
  constraint case_meeting_while_agreed check (held_on <= shown_until),
  unique (id, coalition),
  unique (id, coalition, held_on),
  foreign key (person_id, coalition) references families.person (id, coalition) on delete cascade,
  foreign key (consent_id, receiver, purpose) references families.consent (id, receiver, purpose),
  foreign key (consent_id, coalition) references families.consent (id, coalition)
);
create index case_meeting_of_person on referrals.case_meeting (person_id, held_on);
create index case_meeting_by_organiser on referrals.case_meeting (coalition, organiser, held_on);
create index case_meeting_by_party on referrals.case_meeting using gin (parties);

create table referrals.participant (
  id uuid primary key,
  coalition uuid not null,
  meeting_id uuid not null,
  for_date date not null,
  service uuid not null,
  name text not null constraint participant_named check (name <> ''),
  organisation uuid references public.trust_organisation (id),
  agreed text[] not null constraint participant_agreed check (cardinality(agreed) > 0),
  agreed_on date not null,
  added_by uuid not null,
  added_at timestamptz not null default now(),
  ended_at timestamptz,
  constraint participant_before check (agreed_on <= for_date),
  constraint participant_once unique (meeting_id, service),
  unique (id, meeting_id),
  foreign key (meeting_id, coalition, for_date) references referrals.case_meeting (id, coalition, held_on)
    on delete cascade
);

create table referrals.meeting_task (
  id uuid primary key,
  coalition uuid not null,
  meeting_id uuid not null,
  who text not null constraint meeting_task_who check (who in ('participant', 'organiser', 'parents')),
  participant_id uuid,
  sealed_text text not null constraint meeting_task_sealed check (sealed_text like 'gAAAA%'),
  due_on date not null,
  done_on date,
  sealed_feedback text not null default ''
    constraint meeting_task_feedback_sealed check (sealed_feedback = '' or sealed_feedback like 'gAAAA%'),
  made_by uuid not null,
  made_at timestamptz not null default now(),
  constraint meeting_task_of_whom check ((who = 'participant') = (participant_id is not null)),
  foreign key (meeting_id, coalition) references referrals.case_meeting (id, coalition) on delete cascade,
  foreign key (participant_id, meeting_id) references referrals.participant (id, meeting_id) on delete cascade
);
create index meeting_task_of_meeting on referrals.meeting_task (meeting_id, due_on);
"""

# Told before the rows are judged: no meeting and nobody at its table without a consent that holds.
TRIGGERS = """
create function referrals.meets_by_consent() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (
    select 1 from families.consent c
    where c.id = new.consent_id and c.person_id = new.person_id and c.recorded_by = new.organiser
      and c.organisation = new.organisation and c.expires_on = new.shown_until
      and families.consent_holds(c.id, 'contact', now())
  ) then
    raise exception 'no consent holds for this meeting' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger meets_by_consent before insert on referrals.case_meeting
  for each row execute function referrals.meets_by_consent();

create function referrals.takes_part_by_consent() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (
    select 1 from referrals.case_meeting m join families.consent c on c.id = m.consent_id
    where m.id = new.meeting_id and m.ended_at is null and new.agreed @> c.agreed
      and new.agreed_on <= (now() at time zone 'Europe/Amsterdam')::date
      and families.consent_holds(c.id, 'contact', now())
  ) then
    raise exception 'the parent did not agree that this one takes part' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger takes_part_by_consent before insert on referrals.participant
  for each row execute function referrals.takes_part_by_consent();

create function referrals.note_parties() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update referrals.case_meeting m set parties = array(
    select distinct p.organisation from referrals.participant p
    where p.meeting_id = m.id and p.organisation is not null and p.ended_at is null
  ) where m.id = new.meeting_id;
  return null;
end $$;
create trigger note_parties after insert or update on referrals.participant
  for each row execute function referrals.note_parties();
"""

SECURITY = """
create policy case_meeting_select on referrals.case_meeting for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    (
      organiser = (select families.account()) and organisation = any((select families.organisations())::uuid[])
      and (select families.holds('case_meeting.read.author'))
    )
    or (
      parties && (select families.organisations())::uuid[] and ended_at is null
      and shown_until >= (now() at time zone 'Europe/Amsterdam')::date
      and (select families.holds('case_meeting.read.receiver'))
    )
    or (person_id = (select families.parent()) and (select families.holds('case_meeting.read.parent')))
    or ((select families.holds('case_meeting.read.involved')) and families.is_taken_in(person_id))
    or consent_id = any((select families.consents_of_event())::uuid[])
    or (select families.holds('referral.expire.none'))
  )
);
create policy case_meeting_insert on referrals.case_meeting for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and organiser = (select families.account())
  and organisation = any((select families.organisations())::uuid[])
  and ended_at is null and parties = '{}'
  and (select families.holds('case_meeting.create.author'))
);
create policy case_meeting_update on referrals.case_meeting for update to kansrijk_b using (
  coalition = (select families.coalition())
  and organiser = (select families.account()) and organisation = any((select families.organisations())::uuid[])
  and (select families.holds('case_meeting.update.author'))
);
create policy case_meeting_end on referrals.case_meeting for update to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    (person_id = (select families.parent()) and (select families.holds('consent.update.parent')))
    or ((select families.holds('consent.update.involved')) and families.is_taken_in(person_id))
    or consent_id = any((select families.consents_of_event())::uuid[])
  )
)
with check (coalition = (select families.coalition()) and ended_at is not null);
create policy case_meeting_delete on referrals.case_meeting for delete to kansrijk_b using (
  coalition = (select families.coalition())
  and held_on < (now() at time zone 'Europe/Amsterdam')::date - 365 and (select families.holds('referral.expire.none'))
);

create policy participant_select on referrals.participant for select to kansrijk_b using (
  coalition = (select families.coalition())
  and exists (select 1 from referrals.case_meeting m where m.id = meeting_id)
);
create policy participant_insert on referrals.participant for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and added_by = (select families.account())
  and exists (
    select 1 from referrals.case_meeting m where m.id = meeting_id and m.organiser = (select families.account())
  )
);
create policy participant_update on referrals.participant for update to kansrijk_b using (
  coalition = (select families.coalition())
  and exists (
    select 1 from referrals.case_meeting m where m.id = meeting_id and m.organiser = (select families.account())
  )
);
create policy meeting_task_select on referrals.meeting_task for select to kansrijk_b using (
  coalition = (select families.coalition())
  and exists (select 1 from referrals.case_meeting m where m.id = meeting_id)
);
create policy meeting_task_insert on referrals.meeting_task for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and made_by = (select families.account())
  and exists (
    select 1 from referrals.case_meeting m
    where m.id = meeting_id and m.organiser = (select families.account()) and m.ended_at is null
  )
);
create policy meeting_task_update on referrals.meeting_task for update to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    exists (
      select 1 from referrals.case_meeting m where m.id = meeting_id and m.organiser = (select families.account())
    )
    or (
      (select families.holds('case_meeting.update.receiver'))
      and exists (select 1 from referrals.case_meeting m where m.id = meeting_id)
      and exists (
        select 1 from referrals.participant p
        where p.id = participant_id and p.ended_at is null
          and p.organisation = any((select families.organisations())::uuid[])
      )
    )
  )
);

do $$ declare one text; begin
  foreach one in array array['case_meeting', 'participant', 'meeting_task'] loop
    execute format('alter table referrals.%I enable row level security', one);
    execute format('alter table referrals.%I force row level security', one);
    execute format('grant select on referrals.%I to kansrijk_b, kansrijk_backup', one);
    execute format('grant insert on referrals.%I to kansrijk_b', one);
  end loop;
end $$;
grant update (parents, absence, sealed_agenda, parties, ended_at) on referrals.case_meeting to kansrijk_b;
grant delete on referrals.case_meeting to kansrijk_b;
grant update (ended_at) on referrals.participant to kansrijk_b;
grant update (done_on, sealed_feedback) on referrals.meeting_task to kansrijk_b;
"""
BACK = """
drop table referrals.meeting_task, referrals.participant, referrals.case_meeting;
drop function referrals.note_parties();
drop function referrals.takes_part_by_consent();
drop function referrals.meets_by_consent();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0011_consult"), ("families", "0009_life_events")]

    operations = [
        migrations.RunSQL(TABLES, BACK),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
        migrations.RunSQL(SECURITY, migrations.RunSQL.noop),
    ]
