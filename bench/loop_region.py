"""What `kansrijk bench loop` measures on: 342 coalitions with 100,000 families, in a database of its own, made once.

Rows are made by number, so that two makings are the same but for days and ciphertext, which is under each coalition's
own key. They are written set by set, as the owner, with row security and triggers put aside for that one transaction;
whatever is measured asks under the roles of production, with both in force. Nobody in it exists.
"""

import os
from collections.abc import Iterator
from datetime import date
from functools import cache
from hashlib import md5
from pathlib import Path
from uuid import UUID

COALITIONS, PEOPLE, REFERRALS = 342, 100_000, 300_000
LARGE = 2_000
"""People in the first coalition, a large city; the others share the rest."""
OWN = 500
"""Files of one author there: as many as a search by name goes through."""
AUTHORS, DESKS, SERVICES = 12, 5, 58
ROOT = Path(__file__).resolve().parents[1]
SENDER, ONE, FIFTY, BUSY = ("afzender", "balie-een", "balie-vijftig", "balie-druk")
"""Ordinary workers of the first coalition: who sends, and desks for which 1, 50 and far more things go on."""
SLUG = "proef-0"
CATEGORIES = ("contact", "question", "feedback")


def key(text: str) -> UUID:
    """The key of what has this name: the same as `md5(name)::uuid` in the database."""
    return UUID(hex=md5(text.encode(), usedforsecurity=False).hexdigest())


def coalition_of(person: int) -> int:
    """The number of the coalition in which this person is."""
    return 0 if person < LARGE else 1 + person % (COALITIONS - 1)


@cache
def prepared() -> None:
    """The database, with families and without rows where it is new."""
    os.environ["KANSRIJK_DATA"] = str(ROOT / "build" / "bench-loop")
    os.environ["KANSRIJK_FAMILIES"] = "1"
    os.environ.pop("DATABASE_URL", None)
    from kansrijk.cli.application import prepare

    prepare()


@cache
def filled() -> None:
    """Everything but the audit."""
    prepared()
    import psycopg
    from django.db import transaction

    from kansrijk.trust.models import Coalition

    with psycopg.connect(os.environ["DATABASE_BACKUP_URL"]) as backup:
        if backup.execute("select from referrals.referral limit 1").fetchone() is not None:
            return
    if not Coalition.objects.filter(slug=SLUG).exists():
        with transaction.atomic():
            _places()
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        _families(owner)
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("vacuum analyze")


def _places() -> None:
    """Coalitions, parties, people and doors."""
    from kansrijk.offer import vocabulary
    from kansrijk.offer.models import Desk, Directory, Provider, Service
    from kansrijk.trust import keys
    from kansrijk.trust.models import Account, Coalition, Membership, Organisation

    places = {n: keys.new_wrapped_key() for n in range(COALITIONS)}
    Coalition.objects.bulk_create(
        Coalition(
            pk=key(f"coalition {n}"),
            name=f"Proef {n}",
            slug=f"proef-{n}",
            wrapped_key=wrapped,
            is_fictional=True,
            has_families=True,
        )
        for n, wrapped in places.items()
    )
    Directory.objects.bulk_create(
        Directory(coalition_id=key(f"coalition {n}"), areas=[f"{1000 + n}"], is_public=True) for n in places
    )
    held = [(n, name, role) for n in places for name, role in _parties(n)]
    Organisation.objects.bulk_create(Organisation(pk=key(f"{name} {n}"), name=f"{name} {n}") for n, name, _ in held)
    staff = [(n, name, role, m) for n, name, role in held for m in range(3 if role == "verloskundige" else 2)]
    Account.objects.bulk_create(
        (
            Account(pk=key(f"{name} {n} {m}"), email=f"{name}-{n}-{m}@proef.invalid", name=f"Naam {m}", password="!")
            for n, name, _, m in staff
        ),
        batch_size=2000,
    )
    Membership.objects.bulk_create(
        (
            Membership(
                account_id=key(f"{name} {n} {m}"),
                organisation_id=key(f"{name} {n}"),
                coalition_id=key(f"coalition {n}"),
                role=role,
                starts_on=date(2024, 1, 1),
            )
            for n, name, role, m in staff
        ),
        batch_size=2000,
    )
    providers = {n: key(f"provider {n}") for n in places}
    Provider.objects.bulk_create(
        Provider(pk=pk, coalition_id=key(f"coalition {n}"), name=f"Partij {n}", name_key=f"partij {n}")
        for n, pk in providers.items()
    )
    kinds = list(vocabulary.kinds().values())
    doors, desks = [], []
    for n in places:
        receiving = [name for name, role in _parties(n) if role != "verloskundige"]
        for s in range(SERVICES):
            kind = vocabulary.kinds()["debt_help"] if s < len(receiving) else kinds[s % len(kinds)]
            name = f"Dienst {n} {s:02}"
            doors.append(
                Service(
                    pk=key(f"door {n} {s}"),
                    coalition_id=key(f"coalition {n}"),
                    provider_id=providers[n],
                    slug=f"dienst-{n}-{s}",
                    name=name,
                    name_key=name.lower(),
                    kind=kind.code,
                    phases=list(kind.phases),
                    areas=[f"{1000 + n}"],
                    search_key=name.lower(),
                )
            )
        desks += [
            Desk(
                service_id=key(f"door {n} {s}"),
                coalition_id=key(f"coalition {n}"),
                organisation_id=key(f"{receiving[s]} {n}"),
            )
            for s in range(len(receiving))
        ]
    Service.objects.bulk_create(doors, batch_size=2000)
    Desk.objects.bulk_create(desks, batch_size=2000)
    _paths()


def _parties(n: int) -> list[tuple[str, str]]:
    """(name, role of its people): four that send, then those that receive at a desk each."""
    desks = [f"balie{number}" for number in range(DESKS)]
    if n == 0:
        desks = [BUSY, *desks[1:], ONE, FIFTY]
    return [(f"praktijk{number}", "verloskundige") for number in range(4)] + [(name, "sociaal-team") for name in desks]


def _paths() -> None:
    """Every care path that is shipped, published by the first coalition."""
    from django.utils import timezone

    from kansrijk.paths import shipped
    from kansrijk.paths.models import Path as Row
    from kansrijk.paths.models import PathVersion

    for template in shipped.templates().values():
        row = Row.objects.create(coalition_id=key("coalition 0"), slug=template.id, template=template.id)
        text = shipped.texts()[template.id]
        PathVersion.objects.create(
            path=row,
            number=1,
            state="published",
            name=template.name,
            text=text,
            template_text=text,
            changed_by="Proef",
            published_by="Proef",
            published_at=timezone.now(),
        )


def _pool() -> Iterator[tuple[object, ...]]:
    """Ciphertext to choose from, of each coalition: names, how to reach, what is asked, words."""
    from kansrijk.families.rules import plain_name
    from kansrijk.trust.keys import Cipher
    from kansrijk.trust.models import Coalition

    wrapped = dict(Coalition.objects.values_list("slug", "wrapped_key"))
    for n in range(COALITIONS):
        cipher = Cipher(wrapped[f"proef-{n}"])
        for m in range(LARGE if n == 0 else 100):
            name = f"Proefpersoon {m:04} Verzinsel"
            texts = (name, "1994-02-28", f"{name}\n0600000000", "Hulp met brieven", "Ik slaap slecht van de brieven.")
            yield (n, m, *(cipher.seal(text) for text in texts), cipher.mark("person", plain_name(name), "1994-02-28"))


TABLES = ("person", "signal", "factor", "consent")
OF_REFERRALS = ("referral", "part", "event", "word")


def _families(owner: object) -> None:
    """People, signals, consents, referrals: statements of FILL, in one transaction with what sealed them."""
    tables = [f"families.{name}" for name in TABLES] + [f"referrals.{name}" for name in OF_REFERRALS]
    for name in tables:
        owner.execute(f"alter table {name} no force row level security, disable trigger user")  # type: ignore[attr-defined]
    with owner.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(POOL)
        with cursor.copy("copy pool from stdin") as copy:
            for row in _pool():
                copy.write_row(row)
        cursor.execute("analyze pool")
        for statement in FILL:
            cursor.execute(statement.format(**_said()))
    for name in tables:
        owner.execute(f"alter table {name} force row level security, enable trigger user")  # type: ignore[attr-defined]


def _said() -> dict[str, object]:
    """What stands in every consent, as the rules of today say it; and how many of each."""
    from django.utils import timezone

    from kansrijk.families import consents, grounds
    from kansrijk.families.consents import Given

    given = Given("money", CATEGORIES, ("self",), True, "spoken", "yes", use_agreed=True)
    kind = grounds.receiver_of("debt_help")
    today = timezone.localdate()
    found = consents.accepted(given, born_on=date(1994, 2, 28), sender="verloskundige", receiver=kind, on=today)
    told = consents.told(found, purpose="money", sender="Praktijk", receiver="Dienst", language="nl")
    return {
        "coalitions": COALITIONS,
        "people": PEOPLE,
        "referrals": REFERRALS,
        "large": LARGE,
        "own": OWN,
        "kind": kind,
        "rule": found.rule.id,
        "rule_version": found.rule.version,
        "basis": found.rule.avg_basis,
        "exchange": "not_applicable",
        "edition": grounds.edition(),
        "text_version": consents.text_version(),
        "told": told.replace("'", "''"),
        "categories": "{" + ",".join(CATEGORIES) + "}",
        "one": ONE,
        "fifty": FIFTY,
        "busy": BUSY,
        "desks": DESKS,
    }


POOL = """
create temporary table pool (
  coalition int, m int, name text, born text, contact text, question text, words text, match bytea,
  primary key (coalition, m)
) on commit drop
"""
FILL = (
    # Who keeps whom: the first author of the large coalition has as many files as a search goes through.
    """
create temporary table who on commit drop as
select n, c, md5('coalition ' || c)::uuid as coalition, md5('file ' || n)::uuid as file,
  md5('praktijk' || a / 3 || ' ' || c || ' ' || a % 3)::uuid as author,
  md5('praktijk' || a / 3 || ' ' || c)::uuid as party, n % case c when 0 then {large} else 100 end as m,
  now() - make_interval(days => 60 + abs(hashint4(n)) % 670) as at
from (
  select n, c, case when n < {own} then 0 when c = 0 then 1 + n % 11 else (n / 341) % 12 end as a
  from (select n, case when n < {large} then 0 else 1 + n % ({coalitions} - 1) end as c
        from generate_series(0, {people} - 1) n) x
) y
""",
    "create index on who (n)",
    "analyze who",
    """
insert into families.person (id, coalition, family, part, state, sealed_name, sealed_born_on, match, author,
  organisation, made_at, agreed_on)
select w.file, w.coalition, md5('family ' || w.n)::uuid, 'mother', 'kept', p.name, p.born, p.match, w.author, w.party,
  w.at, w.at::date
from who w join pool p on p.coalition = w.c and p.m = w.m order by w.n
""",
    """
insert into families.signal (id, coalition, person_id, author, organisation, made_at, changed_at, step, phase,
  instrument, wish, sealed_words, language, interpreter, version)
select md5('signal ' || w.n)::uuid, w.coalition, w.file, w.author, w.party, w.at, w.at, 4, 'during', 'talk', 'yes',
  p.words, 'nl', 'no', 4
from who w join pool p on p.coalition = w.c and p.m = w.m order by w.n
""",
    """
insert into families.factor (coalition, signal_id, code, side, state, storage)
select w.coalition, md5('signal ' || w.n)::uuid, f.code, f.side, 'confirmed', 'normal'
from who w cross join (values ('RMa02', 'risk'), ('RP07', 'risk'), ('BS02', 'protective')) f (code, side) order by w.n
""",
    # A third of a year goes on at most; what is older is over. One desk has one row, one has fifty.
    """
create temporary table sent on commit drop as
select k, w.n, w.c, w.m, w.coalition, w.file, w.author, w.party, md5('referral ' || k)::uuid as referral,
  md5('consent ' || k)::uuid as consent, days, u,
  now() - make_interval(days => days, mins => abs(hashint4(k + 2)) % 1440) as at,
  case when days < 84 then (array['sent', 'received', 'accepted', 'contacted', 'started', 'fed_back'])[1 + u % 6]
    else (array['ended', 'closed', 'called_off', 'recalled', 'ended'])[1 + u % 5] end as state, 0 as desk
from (
  select k, k % {people} as n, abs(hashint4(k)) % 730 as days, abs(hashint4(k + 1)) % 1000 as u
  from generate_series(0, {referrals} - 1) k
) x join who w on w.n = x.n
""",
    "update sent set desk = case when c = 0 and days < 84 and u % 2 = 0 then 0 else u % {desks} end",
    """
update sent s set desk = case when o.place = 1 then {desks} else {desks} + 1 end
from (select k, row_number() over (order by k) as place from sent where c = 0 and days < 84) o
where o.k = s.k and o.place <= 51
""",
    "create index on sent (k)",
    "analyze sent",
    """
insert into families.consent (id, coalition, person_id, receiver, receiver_name, receiver_kind, sender, purpose,
  categories, rule, rule_version, table_version, avg_basis, secrecy_release, exchange_consent, informed_at, help_wanted,
  age, agreed, channel, with_interpreter, told, told_version, told_language, told_hash, recorded_by, organisation,
  given_at, expires_on)
select consent, coalition, file, md5('door ' || c || ' ' || desk)::uuid, 'Dienst ' || desk || ', Partij ' || c,
  '{kind}', 'verloskundige', 'money', '{categories}', '{rule}', {rule_version}, '{edition}', '{basis}',
  'explicit_consent', '{exchange}', at, 'yes', 'from_16', '{{self}}', 'spoken', false, '{told}', '{text_version}', 'nl',
  sha256(convert_to('{told}', 'UTF8')), author, party, at, (at + interval '6 months')::date
from sent order by k
""",
    """
insert into referrals.referral (id, coalition, consent_id, receiver, purpose, rule, rule_version, sender,
  sender_organisation, receiver_organisation, state, sent_at, changed_at, due_on, version)
select referral, coalition, consent, md5('door ' || c || ' ' || desk)::uuid, 'money', '{rule}', {rule_version}, author,
  party,
  md5(case when c = 0 and desk = 0 then '{busy}' when desk = {desks} then '{one}' when desk > {desks} then '{fifty}'
    else 'balie' || desk end || ' ' || c)::uuid,
  state, at, at, case when days < 84 then current_date + u % 20 - 8 end,
  case state when 'sent' then 1 when 'received' then 2 when 'accepted' then 3 when 'contacted' then 4
    when 'started' then 5 when 'fed_back' then 6 when 'ended' then 8 when 'closed' then 4 when 'called_off' then 3
    else 2 end
from sent order by k
""",
    """
insert into referrals.part (coalition, referral_id, category, sealed_text)
select s.coalition, s.referral, t.category, case t.category when 'contact' then p.contact else p.question end
from sent s join pool p on p.coalition = s.c and p.m = s.m
cross join (values ('contact'), ('question')) t (category) order by s.k
""",
    """
insert into referrals.event (id, coalition, referral_id, number, event, who, state, account, organisation, at)
select md5('event ' || s.k || ' ' || i)::uuid, s.coalition, s.referral, i, e.event, e.who, e.state, s.author, s.party,
  s.at + make_interval(days => i)
from sent s join referrals.referral r on r.id = s.referral
cross join lateral generate_series(1, r.version) i
join (values
  (1, 'send', 'sender', 'sent'), (2, 'receive', 'receiver', 'received'), (3, 'accept', 'receiver', 'accepted'),
  (4, 'contact', 'receiver', 'contacted'), (5, 'start', 'receiver', 'started'),
  (6, 'feed_back', 'receiver', 'fed_back'),
  (7, 'evaluate', 'receiver', 'evaluated'), (8, 'end', 'receiver', 'ended')
) e (number, event, who, state) on e.number = i
order by s.k, i
""",
)
