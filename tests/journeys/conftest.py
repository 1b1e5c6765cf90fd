"""A real browser: one per run, one page per test, each page through axe and through the network log."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--disable-extensions",
]
# A graphics card made of software costs a third of the work of a page, and only the zoom map draws with it.
WITHOUT_CARD = [*FLAGS, "--disable-gpu", "--disable-gpu-compositing"]
WITH_CARD = [*FLAGS, "--enable-unsafe-swiftshader", "--use-angle=swiftshader"]
# `make test` walks a journey in one look; the other look at the same pages is for the long run.
LOOKS = [(360, "dark"), pytest.param(1280, "light", marks=pytest.mark.long)]
WIDTHS = [360, pytest.param(1280, marks=pytest.mark.long)]
ABSENT = "No Chromium found: install it (Debian: apt-get install chromium) or name it with CHROMIUM=/path/to/chromium"


def find_chromium() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def launched() -> Iterator[Callable[[tuple[str, ...]], object]]:
    """launched(flags) → Chromium, driven by Playwright, begun once; skipped with one sentence where there is none, an
    error in CI."""
    path = find_chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(ABSENT)
        pytest.skip(ABSENT)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; Django would refuse the database for that reason alone.
        before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        there: dict[tuple[str, ...], object] = {}

        def launch(flags: tuple[str, ...]):
            if flags not in there:
                there[flags] = playwright.chromium.launch(executable_path=path, args=list(flags))
            return there[flags]

        yield launch
        for chromium in there.values():
            chromium.close()
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def browser(launched, request):
    """With a graphics card for a test that carries the mark `webgl`."""
    return launched(tuple(WITH_CARD if request.node.get_closest_marker("webgl") else WITHOUT_CARD))


@pytest.fixture
def built() -> None:
    """The front end as `make install` builds it; nothing happens when it is there already."""
    from kansrijk.web import build

    if not (build.OUT / "site.css").exists():
        subprocess.run(["python", "-m", "kansrijk.web.build"], check=True)


@dataclass
class Watch:
    """What a page did besides showing itself."""

    origin: str
    console: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def __call__(self, page) -> None:
        page.on("console", lambda message: self._hear(message))
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("request", lambda request: self._follow(request.url))

    def _hear(self, message) -> None:
        # A 404 or 405 that a test asks for is logged by the browser as an error of its own.
        if message.type in {"error", "warning"} and not re.search("status of 40[45]", message.text):
            self.console.append(message.text)

    def _follow(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"data", "blob", "about"} and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.elsewhere.append(url)


@pytest.fixture
def visit(browser, live_server, built, transactional_db):
    """visit(path, width=360, theme="light", language="nl") → a page, watched; checked again when the test ends."""
    contexts, watches = [], []

    def open_page(path: str, *, width: int = 1280, theme: str = "light", language: str = "nl", script: bool = True):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=theme,
            locale=language,
            java_script_enabled=script,
            base_url=live_server.url,
        )
        contexts.append(context)
        page = context.new_page()
        watch = Watch(live_server.url)
        watch(page)
        watches.append(watch)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not [line for watch in watches for line in watch.console], "WEB-08: the console is not silent"
    assert not [url for watch in watches for url in watch.elsewhere], "WEB-10: another origin was asked"


@pytest.fixture
def signed_in(visit):
    """A page of somebody (`who`, by name) who signed in without a code."""
    from django.core.cache import cache
    from django.test import Client
    from tests.families.screens import BACKEND

    from kansrijk.trust.models import Account

    def open_page(path: str, who: str = "anne", **how):
        cache.clear()  # where it stands that a code was used: the tests of one half-minute use the same
        page = visit("/over", width=360, **how)
        client = Client()
        client.force_login(Account.objects.get(name=who), backend=BACKEND)
        value = client.cookies["kansrijk-session"].value
        page.context.add_cookies([{"name": "kansrijk-session", "value": value, "url": page.url}])
        page.goto(path)
        return page

    return open_page


def read_by_axe(page):
    """What axe says of the page when it has arrived; of the next one when a click was still on its way to it."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import Error

    moved = []

    def hear(frame) -> None:
        moved.append(frame.url)

    page.on("framenavigated", hear)
    try:
        page.wait_for_load_state()  # a click returns when the next document begins, which may have no content yet
        return Axe().run(page)
    except Error:
        for _ in range(50):  # the news that the page moved on may come after the error that it caused
            if moved:
                break
            page.wait_for_timeout(100)
        else:
            raise
        page.wait_for_load_state()
        return Axe().run(page)
    finally:
        page.remove_listener("framenavigated", hear)


def axe(page) -> None:
    """No violation of any rule of axe, and nothing sticks out of a narrow screen."""
    results = read_by_axe(page)
    faults = [
        f"{fault['id']}: {fault['help']}\n    " + "\n    ".join(node["html"][:200] for node in fault["nodes"][:5])
        for fault in results.response["violations"]
    ]
    assert not faults, "\n".join([page.url, *faults])
    picture(page)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{page.url} is {overflow} pixels too wide"


def picture(page) -> None:
    """With KANSRIJK_PICTURES=FOLDER each page that axe looked at is photographed too, for people to look at."""
    folder = os.environ.get("KANSRIJK_PICTURES")
    if folder:
        width, path = page.viewport_size["width"], re.sub(r"[^a-z0-9]+", "-", urlsplit(page.url).path.lower())
        page.screenshot(path=f"{folder}/{path.strip('-')[:60]}-{width}.png", full_page=True)


@pytest.fixture(name="axe")
def axe_fixture():
    """axe(page): see the function of that name."""
    return axe


def plain(text: str) -> str:
    """Words with single spaces."""
    return re.sub(r"\s+", " ", text).strip()
