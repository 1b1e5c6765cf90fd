"""The map in a real browser: by keyboard, by mouse, on paper, and zoomed in."""

import re

import pytest
from tests import drawn_land, prepared

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIJKEN = "/kaart?indicator=big2&gebied=GM9901@2023&niveau=wijk"


loaded = prepared.fixture_for_real(drawn_land.LAND)


def test_the_map_is_walked_with_arrow_keys_and_both_sides_light_up(visit, axe, loaded):
    page = visit(WIJKEN)
    axe(page)
    links = page.locator("svg.k-map__drawing a[data-code^='WK']")
    links.first.focus()
    seen = {page.evaluate("document.activeElement.dataset.code")}
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        code = page.evaluate("document.activeElement.dataset.code")
        seen.add(code)
        if code.startswith("WK"):
            assert page.locator("tr.is-here").get_attribute("data-code") == code
    assert len(seen) >= 3, "the arrows lead from area to area"
    assert page.locator("svg.k-map__drawing a[tabindex='0']").count() == 1, "one stop for the Tab key"
    code = page.evaluate("document.activeElement.dataset.code")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{code}*")


# From each of the other three something else lies nearer than the fourth; so lies Noordereiland in Rotterdam.
LONE = {f"WK{x}{y}": f"M{x} {y}h6v6h-6z" for x, y in ((67, 47), (47, 37), (27, 27), (77, 7))}
WALK = """() => {
  const links = [...document.querySelectorAll("svg.k-map__drawing a[data-code]")];
  const [seen, waiting] = [new Set([links[0]]), [links[0]]];
  while (waiting.length) {
    const link = waiting.pop();
    for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) {
      link.focus();
      link.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      const there = document.activeElement;
      if (!seen.has(there)) waiting.push(there);
      seen.add(there);
    }
  }
  return [...seen].map((link) => link.dataset.code).sort();
}"""


def test_the_arrow_keys_come_to_every_area(visit, loaded):
    page = visit("/over")

    def drawn_otherwise(route):
        areas = "".join(f'<a href="#{one}" data-code="{one}"><path d="{path}"/></a>' for one, path in LONE.items())
        answer = route.fetch()
        html = re.sub(r"(<svg [^>]*k-map__drawing[^>]*>).*?</svg>", rf"\1{areas}</svg>", answer.text(), flags=re.S)
        assert areas in html
        route.fulfill(response=answer, body=html)

    page.route("**/kaart?*", drawn_otherwise)
    page.goto(WIJKEN)
    assert page.evaluate(WALK) == sorted(LONE)


def test_pointing_at_a_row_lights_the_area_and_every_link_has_its_ring(visit, loaded):
    page = visit(WIJKEN)
    page.locator("a[download]").first.focus()
    page.keyboard.press("Tab")
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert (page.evaluate("document.activeElement.hasAttribute('download')"), ring) == (True, "solid")
    row = page.locator("tr[data-code]").nth(2)
    row.hover()
    code = row.get_attribute("data-code")
    drawn = page.locator(f"svg.k-map__drawing a[data-code='{code}'] path").get_attribute("d")
    assert page.locator("path.k-map__here").get_attribute("d") == drawn
    assert page.locator("[data-map-says]").inner_text() != ""


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_the_map_fits_a_phone(visit, axe, loaded, theme):
    axe(visit(WIJKEN, width=360, theme=theme))


def test_without_script_every_area_is_still_a_link(visit, loaded):
    page = visit(WIJKEN, script=False)
    assert page.locator("svg.k-map__drawing a[tabindex]").count() == 0
    assert page.locator("[data-zoom-map]").is_hidden()
    page.locator("svg.k-map__drawing a[data-code^='WK']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/gebied/WK**")


def test_on_paper_the_whole_table_and_the_classes_are_there(visit, loaded):
    page = visit(WIJKEN)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.emulate_media(media="print")
    assert page.locator(".k-map-form").is_hidden()
    assert page.locator("[data-zoom-map]").is_hidden()
    assert page.locator(".k-break").is_visible()
    frame = page.locator("[data-map-table]")
    assert frame.evaluate("one => one.scrollHeight <= one.clientHeight + 1")
    heading, first = (frame.locator(one).first.bounding_box() for one in ("thead th", "tbody tr"))
    assert heading["y"] + heading["height"] <= first["y"] + 1, "the heading stands above the rows, not over the last"


def _colours(page) -> int:
    """How many colours a grid of points on the canvas shows; a map that was not drawn shows one."""
    page.evaluate("window.scrollTo(0, document.querySelector('[data-zoom-canvas]').offsetTop)")
    shot = page.locator("[data-zoom-canvas] canvas").screenshot()
    return page.evaluate(
        """async (bytes) => {
          const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
          const canvas = new OffscreenCanvas(image.width, image.height);
          const pen = canvas.getContext("2d");
          pen.drawImage(image, 0, 0);
          const { data } = pen.getImageData(0, 0, image.width, image.height);
          const seen = new Set();
          for (let at = 0; at < data.length; at += 4 * 97) seen.add(data.slice(at, at + 3).join());
          return seen.size;
        }""",
        list(shot),
    )


@pytest.mark.webgl
@pytest.mark.req("WEB-08", "csp")
@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), pytest.param(1280, "light", marks=pytest.mark.long)])
def test_the_zoom_map_opens_from_this_site_alone(visit, axe, loaded, width, theme):
    """`visit` fails at any console message (a violated policy is one) and at any other origin."""
    page = visit("/kaart?indicator=big2&gebied=GM9901@2023&niveau=wijk", width=width, theme=theme)
    page.get_by_role("button", name="Open de zoomkaart").click()
    page.wait_for_selector("[data-zoom-ready]", timeout=60_000)
    assert page.locator("[data-zoom-fails]").is_hidden()
    assert _colours(page) >= 3
    axe(page)
    page.locator("[data-zoom-canvas] canvas").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(600)
    page.keyboard.press("ArrowLeft")
    page.locator("[data-zoom-value]", has_text=re.compile("[0-9]|verborgen|cijfer")).wait_for(timeout=30_000)
    assert page.locator("[data-zoom-link]").get_attribute("href").startswith("/gebied/")
    assert page.locator("[data-zoom-legend] li").count() >= 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/gebied/**")
