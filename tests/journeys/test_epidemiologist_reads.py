"""The epidemiologist of a GGD reads: from three municipalities side by side to a file on her own desk."""

import io
import zipfile

import pytest
from tests import prepared

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


region = prepared.fixture_for_real(prepared.REGION)


def test_from_comparison_to_indicator_to_a_workbook(region, visit, axe):
    page = visit("/vergelijk?gebied=GM9901&indicator=vroeggeboorte", script=False)
    page.get_by_label("Plaats, buurt of postcode erbij").fill("Veldermeer")
    page.get_by_role("button", name="Toevoegen").first.click()
    assert page.url.endswith("/vergelijk?gebied=GM9901&gebied=GM9902&indicator=vroeggeboorte")
    page.get_by_label("Cijfer erbij").select_option("big2")
    page.get_by_role("button", name="Toevoegen").last.click()
    assert page.get_by_role("heading", level=2, name="Vroeg geboren of te licht (Big 2)").is_visible()
    assert "corrigeerd" in page.locator("main").inner_text()
    page.get_by_role("link", name="Veldermeer weghalen").click()
    assert "GM9902" not in page.url

    page.get_by_role("link", name="Definitie").first.click()
    page.get_by_role("link", name="van hoog naar laag").click()
    assert "volgorde=hoog" in page.url
    page.get_by_label("Soort gebied").select_option("wijk")
    page.get_by_role("button", name="Toon").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Rekenblad (XLSX)").click()
    with zipfile.ZipFile(io.BytesIO(waiting.value.path().read_bytes())) as book:
        assert "xl/worksheets/sheet3.xml" in book.namelist()


def test_paper_cannot_be_tapped(region, visit):
    """What folds open stands open, what is only for the screen is away."""
    page = visit("/indicatoren/big2?land=XX")
    fold = page.locator("main details:not(.k-no-print) > :not(summary)").first
    order = page.get_by_role("link", name="van hoog naar laag")
    assert fold.is_hidden()
    assert order.is_visible()
    page.emulate_media(media="print")
    assert fold.is_visible()
    assert order.is_hidden()


def test_a_number_on_paper_keeps_its_source(region, visit):
    page = visit("/gebied/GM9901")
    source, earlier = page.locator(".k-figure__about"), page.locator(".k-figure__source table")
    assert source.first.is_hidden(), "a tap away on a screen"
    page.emulate_media(media="print")
    assert source.count() == page.locator(".k-figure").count()
    for place in (0, source.count() - 1):
        assert source.nth(place).is_visible()
        assert source.nth(place).inner_text().startswith("Bron: ")
    assert earlier.first.is_hidden()
    assert page.locator(".k-figure__source summary").first.is_hidden()


PAGES = [
    "/vergelijk?gebied=GM9901&gebied=GM9902&indicator=vroeggeboorte&indicator=big2",
    "/samenhang?x=vroeggeboorte&y=sga&binnen=GM9901&niveau=wijk",
    "/trechter?indicator=big2&gebied=GM9901",
    "/verschillen?gebied=GM9901&indicator=big2",
    "/indicatoren/big2",
    "/insluiten?gebied=GM9901&indicator=big2",
    "/insluiten/GM9901/big2?vorm=verloop",
]


@pytest.mark.long
def test_each_page_is_accessible_by_day_and_night_on_phone_and_desk(region, visit, axe):
    for theme, width in (("light", 360), ("dark", 1280)):
        page = visit("/vergelijk", width=width, theme=theme)
        axe(page)
        for path in PAGES:
            page.goto(path)
            axe(page)


@pytest.fixture
def another_site():
    """Serves one page at another origin; called with its HTML it gives the address."""
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    servers = []

    def serve(html: str) -> str:
        class Page(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(html.encode())

            def log_message(self, *_: object) -> None:
                """Silent."""

        server = HTTPServer(("127.0.0.1", 0), Page)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.req("WEB-08", "figures.embedding.views.block")
def test_a_block_stands_in_another_site_and_nothing_else_does(region, built, live_server, browser, another_site):
    """The other site frames a block and the page of the area: only the block is drawn, and no cookie is set."""
    frames = "".join(
        f'<iframe name="{name}" src="{live_server.url}{path}" title="{name}"></iframe>'
        for name, path in (("block", "/insluiten/GM9901/big2"), ("page", "/gebied/GM9901"))
    )
    context = browser.new_context()
    page = context.new_page()
    page.goto(another_site(f'<!DOCTYPE html><html lang="nl"><title>x</title><h1>Andere site</h1>{frames}</html>'))
    page.wait_for_load_state("networkidle")
    assert "Bron:" in page.frame("block").locator("main").inner_text()
    assert page.frame("page").locator("main").count() == 0
    assert context.cookies() == []
    context.close()
