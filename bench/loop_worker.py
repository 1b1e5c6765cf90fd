"""Rows of `kansrijk bench loop`: what ordinary workers wait for, with 342 coalitions at work in one database.

Each page is asked over the whole of the product but the network: session, second factor, gate, row security, record.
"""

import re
from collections.abc import Callable
from functools import cache
from html import unescape
from time import time
from typing import Any
from uuid import uuid4

from bench import loop_records, loop_region
from bench.loop_region import BUSY, FIFTY, ONE, SLUG, key
from bench.tasks import Task
from bench.timing import Measured, measured, seconds

RUNS = 40
AUTHOR = "praktijk0"
LISTED = f"/verwijzingen/{SLUG}"


@cache
def client_of(party: str) -> Any:
    """The browser of the first worker of this party in the large coalition, who showed a code just now."""
    loop_records.filled()
    from allauth.mfa.models import Authenticator
    from django.test import Client

    from kansrijk.trust.models import Account

    account = Account.objects.get(email=f"{party}-0-0@proef.invalid")
    Authenticator.objects.get_or_create(user=account, type="totp", defaults={"data": {}})
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["factor_at"] = time()
    session.save()
    return client


def asked(client: Any, address: str, held: str) -> None:
    """The page is there and says this."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    assert held in answer.content.decode(), (address, held)


def statements(work: Callable[[], object]) -> list[str]:
    """What is asked of the database for this, over the connection of either role."""
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    ours, theirs = connections["default"], connections["families"]
    with CaptureQueriesContext(ours) as first, CaptureQueriesContext(theirs) as second:
        work()
    told = [str(one["sql"]) for one in [*first.captured_queries, *second.captured_queries]]
    return [one for one in told if not one.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT"))]


def _page(name: str, must: float, work: Callable[[], object], runs: int = RUNS) -> Measured:
    return measured(f"{name}, p95", [1000 * one for one in seconds(work, runs, warm=3)], "ms", must, by_p95=True)


def working_list() -> list[Measured]:
    """The list of a desk with one row, with fifty, and of one with two hundred, shown fifty at a time."""
    from kansrijk.referrals.views import LINES_ON_A_PAGE

    found = []
    for party, rows, must in ((ONE, 1, 80.0), (FIFTY, 50, 80.0), (BUSY, 200, None)):
        client = client_of(party)

        def look(client: Any = client, rows: int = rows) -> None:
            answer = client.get(LISTED)
            shown = len(set(re.findall(rf'href="{LISTED}/([0-9a-f-]{{36}})"', answer.content.decode())))
            assert shown == min(rows, LINES_ON_A_PAGE), shown

        times = [1000 * one for one in seconds(look, RUNS, warm=3)]
        found.append(measured(f"working list of {rows}, p95", times, "ms", must, by_p95=True))
        found.append(
            measured(f"working list of {rows}: queries", [float(len(statements(look)))], "queries", must and 12)
        )
    return found


def opening() -> list[Measured]:
    """Referrals of the desk with fifty, one after another, each with its record."""
    client = client_of(FIFTY)
    found = iter(_links(client) * 2)
    return [_page("open a referral, with its record", 80.0, lambda: asked(client, next(found), "Proefpersoon"))]


def _links(client: Any) -> list[str]:
    keys = re.findall(rf'href="({LISTED}/[0-9a-f-]{{36}})"', client.get(LISTED).content.decode())
    return list(dict.fromkeys(keys))


def sending() -> list[Measured]:
    """From what was agreed on the screen to sent: consent and referral in one step, for one person after another."""
    client = client_of(AUTHOR)
    from kansrijk.families import consents

    name = "Dienst 0 03, Partij 0"
    party = f"{AUTHOR} 0"
    mark = consents.mark_of(name, party)
    numbers = iter(range(loop_region.OWN))

    def send() -> None:
        file = key(f"file {next(numbers)}")
        answer = client.post(
            f"/gezinnen/{SLUG}/{file}/verwijzen?deur={key('door 0 3')}",
            {
                "key": str(uuid4()),
                "mark": mark,
                "purpose": "money",
                "categories": ["contact", "question", "feedback"],
                "text_contact": "Proefpersoon\n0600000000",
                "text_question": "Hulp met brieven",
                "is_informed": "on",
                "use_agreed": "on",
                "agreed": ["self"],
                "channel": "spoken",
                "help_wanted": "yes",
            },
        )
        assert answer.status_code == 302, _faults(answer)

    return [_page("send a referral, consent and all", 150.0, send)]


def _faults(answer: Any) -> str:
    told = re.findall(r'class="[^"]*error[^"]*"[^>]*>(.*?)<', answer.content.decode(), re.DOTALL)
    return f"{answer.status_code} {[unescape(one).strip() for one in told]}"


def searching() -> list[Measured]:
    """By a part of a name, among the five hundred files of one author."""
    client = client_of(AUTHOR)
    numbers = iter(range(100, 400, 3))

    def search() -> None:
        number = f"{next(numbers):04}"
        answer = client.post(f"/gezinnen/{SLUG}", {"naam": number}).content.decode()
        assert re.findall(r"Proefpersoon \d{4}", answer) == [f"Proefpersoon {number}"], number

    return [_page(f"search by name in {loop_region.OWN} own files", 150.0, search)]


def looked() -> list[Measured]:
    """The page of who looked at a file, as who keeps it asks it."""
    client = client_of(AUTHOR)
    numbers = iter(range(loop_region.OWN))

    def look() -> None:
        asked(client, f"/gezinnen/{SLUG}/{key(f'file {next(numbers)}')}/gekeken", "Naam van Proef")

    return [_page(f"who looked at a file, of {loop_records.RECORDS:,} records, page", 1000.0, look)]


TASKS = [
    Task("working list", working_list),
    Task("open a referral", opening),
    Task("send a referral", sending),
    Task("search by name", searching),
    Task("who looked at a file, page", looked),
]
