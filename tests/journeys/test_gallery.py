"""Every page of the gallery, as whom the gallery opens it: through axe at two widths, and without JavaScript."""

import importlib.util
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from tests import prepared

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "gallery.py"
spec = importlib.util.spec_from_file_location("gallery_script", SCRIPT)
assert spec
assert spec.loader
gallery = importlib.util.module_from_spec(spec)
spec.loader.exec_module(gallery)

PAGES = gallery.pages()
ROLES = sorted({role for role, _ in PAGES})
BLOCK = "/insluiten/"  # a block stands in the page of another: it has no heading and no main of its own

SHORT = ["/afmelden"]  # one question and its button are all there is to say
FAILURES = ["400", "403", "404", "413", "429", "500", "503"]

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]
region = prepared.fixture_for_real(prepared.REGION)


def told(role: str) -> str:
    return role or "visitor"


@pytest.fixture
def opened(region, visit):
    """opened(role, …) → (page, path), one after the other, every page that the gallery shows this role."""

    def each(role: str, **how):
        page = visit("/demo", **how)
        if role:
            page.locator(f'form[action="/demo/aanmelden/{role}"] button').click()
            page.wait_for_load_state()
        for path in (path for one, path in PAGES if one == role):
            answer = page.goto(path)
            wanted = gallery.answers().get(path, 200)
            assert answer.status == wanted, f"{path} answers {answer.status}"
            yield page, path

    return each


@pytest.mark.req("A11Y-01", "templates")
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("role", ROLES, ids=told)
def test_axe_finds_nothing_on_any_page_of_the_gallery(opened, axe, role, width):
    faults = []
    for page, _ in opened(role, width=width, theme="light" if width == 1280 else "dark"):
        try:
            axe(page)
        except AssertionError as fault:
            faults.append(str(fault).partition("\nassert ")[0])
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("role", ROLES, ids=told)
def test_every_page_of_the_gallery_says_what_it_has_to_say_without_javascript(opened, role):
    faults = []
    for page, path in opened(role, width=360, script=False):
        if path.startswith(BLOCK) and "?gebied=" not in path:
            assert page.locator("body").inner_text().strip(), f"{path} is empty"
            continue
        heads, content = page.locator("main h1"), page.locator("main").inner_text()
        if heads.count() != 1 or not heads.first.is_visible():
            faults.append(f"{path}: {heads.count()} headings of the first level")
        elif len(content.replace(heads.first.inner_text(), "").split()) < (1 if path in SHORT else 8):
            faults.append(f"{path}: nothing under the heading")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing_on_a_page_that_says_what_went_wrong(visit, axe, width, theme):
    """These pages come when something is away or too much; here each stands in the place of another."""
    page = visit("/over", width=width, theme=theme)
    for name in FAILURES:
        with translation.override("nl"):
            drawn = render_to_string(f"{name}.html", {"seconds": 20, "LANGUAGE_CODE": "nl"})
        page.route(f"**/fout-{name}", lambda route, *, drawn=drawn: route.fulfill(body=drawn, content_type="text/html"))
        page.goto(f"/fout-{name}")
        assert page.locator("main h1").count() == 1
        axe(page)
