"""`kansrijk bench workspace`: every speed that the coalition's workspace promises, on 342 made-up coalitions.

20,000 services and 2,000 paths in a database of its own; asked as a visitor or an ordinary member, never as superuser.
"""

import importlib
import importlib.util
from collections.abc import Iterator

from bench.tasks import Task, run
from bench.timing import Measured, measured, seconds

OTHERS = ("workspace_offer", "workspace_coalition")
"""Rows of the other rooms, each in a module of its own that takes part when it is there."""


def tasks() -> list[Task]:
    """What can be measured here."""
    found = [
        Task("check of 1,000 paths", check),
        Task("drawing of the largest template", drawing),
        Task("door finder", doors),
        Task("coalition home", home),
    ]
    for name in OTHERS:
        if importlib.util.find_spec(f"bench.{name}"):
            found += list(importlib.import_module(f"bench.{name}").TASKS)
    return found


def rows(only: str | None = None) -> Iterator[Measured]:
    """Every line, or those of the measurements whose name holds `only`, as they are measured."""
    return run(tasks(), only)


def check() -> list[Measured]:
    """Read and checked, from text: nothing is kept between runs."""
    from kansrijk.paths import shipped
    from kansrijk.paths.checking import check as check_paths
    from kansrijk.paths.reading import read

    texts = list(shipped.texts().values())
    many = [texts[number % len(texts)] for number in range(1000)]
    read_ones = [read(text, f"{number}.yaml") for number, text in enumerate(many)]
    alone = seconds(lambda: check_paths(read_ones), 5)
    whole = seconds(lambda: check_paths([read(text, f"{n}.yaml") for n, text in enumerate(many)]), 5)
    return [
        measured("check of 1,000 paths, read before", alone, "s", 2.0),
        measured("check of 1,000 paths, files read too", whole, "s"),
    ]


def drawing() -> list[Measured]:
    """The template with the most steps, with lanes and for a phone."""
    from kansrijk.paths import shipped
    from kansrijk.paths.drawing import draw

    largest = max(shipped.templates().values(), key=lambda one: len(one.steps))
    wide = [1000 * one for one in seconds(lambda: draw(largest), 20)]
    narrow = [1000 * one for one in seconds(lambda: draw(largest, narrow=True), 20)]
    return [
        measured("drawing of the largest template, lanes", wide, "ms", 300),
        measured("drawing of the largest template, phone", narrow, "ms", 300),
    ]


def doors() -> list[Measured]:
    """The page with the doors, by POST, for 100 different places; and how many queries it takes."""
    from bench import workspace_region

    workspace_region.loaded()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    asked = [
        {"thema": "geld-en-schulden", "fase": "during", "postcode": workspace_region.postcode(number)}
        for number in range(0, workspace_region.COALITIONS, workspace_region.COALITIONS // 100)
    ]

    def ask(sent: dict[str, str]) -> None:
        answer = client.post("/hulp-vinden", sent)
        assert answer.status_code == 200, answer.status_code

    ask(asked[0])
    times = [1000 * seconds(lambda sent=sent: ask(sent), 1, warm=0)[0] for sent in asked]
    counts = []
    for sent in asked[:20]:
        with CaptureQueriesContext(connection) as captured:
            ask(sent)
        counts.append(float(len(captured)))
    return [
        measured("door finder, server time p95, signed out", times, "ms", 50, by_p95=True),
        measured("door finder: queries", counts, "queries", 16, by_p95=True),
    ]


def home() -> list[Measured]:
    """The first page of a coalition, as a member who coordinates nothing."""
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
        answer = client.get("/coalitie/proef-0")
        assert answer.status_code == 200, answer.status_code

    times = [1000 * one for one in seconds(ask, 40, warm=2)]
    with CaptureQueriesContext(connection) as captured:
        ask()
    return [
        measured("coalition home, server time p95, as a member", times, "ms", 100, by_p95=True),
        measured("coalition home: queries", [float(len(captured))], "queries"),
    ]
