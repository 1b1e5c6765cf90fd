"""Pictures of pages: `python scripts/gallery.py BASE-ADDRESS [PATH ...]` → build/gallery/index.html.

Each page at 360 and 1280 pixels, light and dark. A blank page, an error or one that is too wide fails (exit 1).
Without a path: the list below. Paths may also stand in a file, one a line: @FILE. `--as=ROLE` signs in on /demo first.
"""

import html
import os
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "gallery"
WIDTHS, THEMES = (360, 1280), ("light", "dark")
PAGES = ("/", "/over", "/toegankelijkheid", "/onderdelen", "/aanmelden", "/zoeken", "/kaart")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def pages(arguments: list[str]) -> list[str]:
    """The paths to photograph, in order, each once."""
    found: list[str] = []
    for argument in arguments or PAGES:
        is_list = argument.startswith("@")
        found += Path(argument[1:]).read_text("utf-8").split() if is_list else [argument]
    return list(dict.fromkeys(found))


def faults(page, status: int) -> list[str]:
    """What is wrong with a page as seen: a server error, nothing on it, or wider than the screen."""
    wrong = [f"answer {status}"] if status >= 400 else []
    if len(page.locator("body").inner_text().strip()) < 20:
        wrong.append("blank")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        wrong.append(f"{wide} pixels too wide")
    return wrong


def name_of(path: str, width: int, theme: str) -> str:
    return f"{re.sub(r'[^A-Za-z0-9]+', '-', path).strip('-') or 'start'}-{width}-{theme}.png"


def write_index(rows: list[tuple[str, str, int, str, list[str]]]) -> None:
    cells = "\n".join(
        f"<figure><figcaption>{html.escape(path)} {width} {theme} <b>{html.escape('; '.join(wrong))}</b></figcaption>"
        f'<a href="{file}"><img loading="lazy" src="{file}" width="{width // 3}" alt=""></a></figure>'
        for path, file, width, theme, wrong in rows
    )
    style = "body{font-family:sans-serif;display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0}b{color:#a00}"
    head = f'<meta charset="utf-8"><title>Gallery</title><style>{style}</style>'
    OUT.joinpath("index.html").write_text(
        f'<!DOCTYPE html><html lang="en"><head>{head}</head><body>{cells}</body></html>',
        "utf-8",
    )


def photograph(base: str, paths: list[str], sign_in: str = "") -> int:
    """Makes the pictures; the number of pages with a fault. `sign_in`: a role of the demo."""
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        print(
            "No Chromium found: install it (Debian: apt-get install chromium) or name it with CHROMIUM", file=sys.stderr
        )
        return 3
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for width in WIDTHS:
            for theme in THEMES:
                context = browser.new_context(
                    viewport={"width": width, "height": 800}, color_scheme=theme, locale="nl", base_url=base
                )
                page = context.new_page()
                if sign_in:
                    page.goto("/demo")
                    page.locator(f'form[action="/demo/aanmelden/{sign_in}"] button').click()
                for path in paths:
                    answer = page.goto(path)
                    page.wait_for_load_state("networkidle")
                    wrong = faults(page, answer.status if answer else 599)
                    file = name_of(path, width, theme)
                    page.screenshot(path=OUT / file, full_page=True)
                    rows.append((path, file, width, theme, wrong))
        browser.close()
    write_index(rows)
    bad = [row for row in rows if row[4]]
    for path, _, width, theme, wrong in bad:
        print(f"{path} at {width} {theme}: {'; '.join(wrong)}")
    print(f"{len(rows)} pictures in {OUT.relative_to(ROOT)}, {len(bad)} with a fault")
    return 1 if bad else 0


def main(arguments: list[str]) -> int:
    role = next((a.split("=", 1)[1] for a in arguments if a.startswith("--as=")), "")
    rest = [a for a in arguments if not a.startswith("--")]
    base = rest[0] if rest else "http://127.0.0.1:8000"
    return photograph(base, pages(rest[1:]), role)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
