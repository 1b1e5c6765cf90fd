"""What our own scripts leave alone: nothing about people is kept in the browser (WEB-55), no text is run as code."""

import re
from pathlib import Path

import pytest

import kansrijk

SCRIPTS = sorted((Path(kansrijk.__file__).parent / "web" / "frontend").glob("*.js"))
# To take away is allowed; to read or write is not. One script asks for the copy of public pages, which is tested apart
# (tests/paths/test_finder.py, tests/journeys/test_account.py).
PUBLIC_COPY = r"""(?!" in navigator|\.register\("/hulp-vinden-offline\.js")"""
STORAGE = re.compile(
    r"(localStorage|sessionStorage)(?!\.removeItem\()|indexedDB|\bcaches\b|document\.cookie|cookieStore"
    rf"|serviceWorker{PUBLIC_COPY}"
)
CODE = re.compile(r"\beval\(|new Function|\.innerHTML\s*=|\.outerHTML\s*=|insertAdjacentHTML|document\.write")


@pytest.mark.req("WEB-55", "web/frontend")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_keeps_nothing_in_the_browser(script):
    assert not STORAGE.findall(script.read_text("utf-8"))


@pytest.mark.req("WEB-11", "web/frontend")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_makes_no_code_or_markup_of_text(script):
    assert not CODE.findall(script.read_text("utf-8"))
    assert len(SCRIPTS) >= 3
