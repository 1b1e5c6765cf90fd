"""The page of building blocks in pictures: each part is drawn, inside the screen, and told apart from the others."""

import base64

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Each kind of part, and how many different ones of it the page shows at least.
PARTS = {
    "a.utrecht-button--primary-action": 1,
    "a.utrecht-button--secondary-action": 2,
    ".utrecht-alert--info": 1,
    ".utrecht-alert--ok": 1,
    ".utrecht-alert--warning": 1,
    ".utrecht-alert--error": 1,
    "main .k-grid > .k-card": 3,
    ".k-figures > li": 7,
    ".k-balance > section": 2,
    ".k-legend > li": 4,
    "main table": 1,
    ".k-empty-state": 1,
    "main form input": 2,
}
SHAPES = "svg.k-map path"  # five classes, four textures and the neighbour
# The colours of each piece of a picture, most frequent first; a page without content policy reads them from a canvas.
COLOURS = """async ([data, boxes]) => {
  const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + data)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height), pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0);
  return boxes.map(([x, y, width, height]) => {
    const dots = pen.getImageData(x, y, width, height).data, counts = new Map();
    for (let at = 0; at < dots.length; at += 4) {
      const colour = dots[at] + "," + dots[at + 1] + "," + dots[at + 2];
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    return [...counts].sort((one, other) => other[1] - one[1]).slice(0, 40);
  });
}"""
Box = tuple[int, int, int, int]  # left, top, width, height


@pytest.fixture
def colours(browser):
    """colours(picture, boxes) → for each box [[“r,g,b”, dots]], most frequent first."""
    context = browser.new_context()
    page = context.new_page()

    def seen(picture: bytes, boxes: list[Box]) -> list[list[tuple[str, int]]]:
        return page.evaluate(COLOURS, [base64.b64encode(picture).decode(), boxes])

    yield seen
    context.close()


def boxes_of(page, selector: str) -> list[Box]:
    """Where each one stands on the whole page; without size where it is not shown."""
    found = page.locator(selector).evaluate_all(
        "all => all.map(one => { const box = one.getBoundingClientRect();"
        "return [box.left + scrollX, box.top + scrollY, box.width, box.height]; })"
    )
    return [tuple(round(part) for part in box) for box in found]


def light(colour: str) -> float:
    return sum(float(part) for part in colour.split(",")) / 3


@pytest.mark.parametrize(
    ("width", "theme"),
    [
        (360, "dark"),
        pytest.param(1280, "light", marks=pytest.mark.long),
        pytest.param(360, "light", marks=pytest.mark.long),
        pytest.param(1280, "dark", marks=pytest.mark.long),
    ],
)
def test_every_part_is_drawn(visit, axe, colours, theme, width):
    page = visit("/onderdelen", width=width, theme=theme)
    page.wait_for_function("document.fonts.status === 'loaded'")
    axe(page)  # with KANSRIJK_PICTURES=FOLDER it keeps the whole page as a picture
    picture = page.screenshot(full_page=True)
    assert len(picture) > 20_000
    ((ground, _dots), *_rest) = colours(picture, [(0, 0, width, 800)])[0]
    assert (light(ground) > 200) == (theme == "light"), f"the page is {ground} in {theme}"
    faults = []
    for selector, least in PARTS.items():
        boxes = boxes_of(page, selector)
        if len(boxes) < least:
            faults.append(f"{selector}: {len(boxes)} of {least}")
        outside = [box for box in boxes if not (box[2] and box[3] and box[0] >= 0 and box[0] + box[2] <= width)]
        faults += [f"{selector} lies outside the screen or has no size: {box}" for box in outside]
        for box, found in zip(boxes, colours(picture, [] if outside else boxes), strict=False):
            shades = [light(colour) for colour, _dots in found]
            if max(shades) - min(shades) < 60:
                faults.append(f"{selector} is blank at {box}: {found[:3]}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_two_fills_of_the_map_look_alike(visit, colours, theme):
    page = visit("/onderdelen", theme=theme)
    names = page.locator(SHAPES).evaluate_all("all => all.map(one => one.getAttribute('class'))")
    found = colours(page.screenshot(full_page=True), boxes_of(page, SHAPES))
    # A texture is ground and line: what tells it from another is how much of it is line.
    looks = {
        name: tuple((colour, round(dots / 150)) for colour, dots in one[:3])
        for name, one in zip(names, found, strict=True)
    }
    assert len(looks) == 10
    assert len(set(looks.values())) == 10, looks
