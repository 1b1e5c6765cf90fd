"""Rows of the coalition: the table of gaps over a directory of 20,000 services, as an ordinary member."""

from bench.tasks import Task
from bench.timing import Measured, measured, seconds


def gaps() -> list[Measured]:
    """The page with the whole table, of a member who coordinates nothing; and how many queries it takes."""
    from bench import workspace_region

    workspace_region.loaded()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from kansrijk.trust.models import Account

    client = Client()
    account = Account.objects.get(email=workspace_region.MEMBER)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")

    def ask() -> None:
        answer = client.get("/coalitie/proef-0/witte-vlekken")
        assert answer.status_code == 200, answer.status_code
        assert "Gedekt: 0." not in answer.content.decode(), "the table is empty"

    times = [1000 * one for one in seconds(ask, 40, warm=2)]
    with CaptureQueriesContext(connection) as captured:
        ask()
    return [
        measured("gap table, server time p95, as a member", times, "ms", 150, by_p95=True),
        measured("gap table: queries", [float(len(captured))], "queries"),
    ]


TASKS = [Task("gap table", gaps)]
