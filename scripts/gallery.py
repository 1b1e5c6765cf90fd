"""Pictures of every page: `make gallery` → build/gallery/index.html.

`python scripts/gallery.py` starts a demo of its own and photographs what gallery.toml lists, each page at 360 and 1280
pixels, light and dark, those of compartment B among them, and some on paper. A blank page, an error or a page that is
too wide fails (exit 1). `python scripts/gallery.py ADDRESS [--as=ROLE] PATH ...` photographs these paths of a server
that runs already; a path may go on over links, as in gallery.toml.
"""

import argparse
import csv
import fnmatch
import html
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "gallery"
WIDTHS, THEMES = (360, 1280), ("light", "dark")
PAPER = 794  # the width of A4 in CSS pixels
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
Page = tuple[str, str]  # role ("" for a visitor), path


def listed() -> dict[str, object]:
    return tomllib.loads((ROOT / "scripts" / "gallery.toml").read_text("utf-8"))


def pages() -> list[Page]:
    """(role, path) of everything that gallery.toml lists, visitors first."""
    found = [(group.get("as", ""), path) for group in listed()["pages"] for path in group["paths"]]  # type: ignore[attr-defined]
    return sorted(dict.fromkeys(found), key=lambda page: page[0])


def of_families() -> list[Page]:
    """(role, path) of what compartment B shows: a page, and behind each `>` the link (or the search) from there on."""
    found = listed()["families"]
    return [(group["as"], f"{group['from']} > {way}".removesuffix(" > ")) for group in found for way in group["ways"]]  # type: ignore[attr-defined]


def printed() -> list[Page]:
    """The pages that are also pictured as they come out of a printer."""
    return [("", path) for path in listed()["print"]["paths"]]  # type: ignore[index]


def answers() -> dict[str, int]:
    """Pages that must answer with an error, and with which."""
    return {path: group["answer"] for group in listed()["pages"] if "answer" in group for path in group["paths"]}  # type: ignore[attr-defined]


def forgotten() -> list[str]:
    """Addresses that answer GET and that gallery.toml neither photographs nor says why not."""
    groups = [*listed()["pages"], *listed()["families"]]  # type: ignore[misc]
    known = [name for group in groups for name in group["names"]]  # type: ignore[index]
    known += [name for names in listed()["not_a_page"].values() for name in names]  # type: ignore[attr-defined]
    rows = [
        row
        for file in sorted((ROOT / "src" / "kansrijk").glob("*/data/addresses.csv"))
        for row in csv.DictReader(file.read_text("utf-8").splitlines())
    ]
    names = {row["name"] for row in rows if row["method"] == "GET"}
    return sorted(name for name in names if not any(fnmatch.fnmatch(name, pattern) for pattern in known))


@contextmanager
def demo() -> Iterator[str]:
    """A demo of its own, fresh, on a free port; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "KANSRIJK_DATA": str(ROOT / "build" / "gallery-demo"), "KANSRIJK_FAMILIES": "1"}
    command = [str(Path(sys.executable).parent / "kansrijk"), "demo", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            if process.poll() is not None:
                sys.exit("the demo did not start")
            try:
                urllib.request.urlopen(address, timeout=5)
                break
            except OSError:
                time.sleep(1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=60)


def faults(page, status: int, wanted: int | None) -> list[str]:
    """What is wrong with a page as seen: an error, nothing on it, or wider than the screen."""
    wrong = [f"answer {status}"] if (status != wanted if wanted else status >= 400) else []
    if len(page.locator("body").inner_text().strip()) < 20:
        wrong.append("blank")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        wrong.append(f"{wide} pixels too wide")
    return wrong


def name_of(role: str, path: str, width: int, theme: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9]+", "-", path).strip("-") or "start"
    return f"{plain}{'-as-' + role if role else ''}-{width}-{theme}.png"


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


def take(
    browser, base: str, shown: list[Page], width: int, theme: str
) -> Iterator[tuple[str, str, int, str, list[str]]]:
    """The pictures of one width and theme; a role signs in when its first page comes."""
    signed_in, page, wanted = None, None, answers()
    for role, path in shown:
        if role != signed_in:
            context = browser.new_context(
                viewport={"width": width, "height": 800},
                color_scheme="dark" if theme == "dark" else "light",
                locale="nl",
                base_url=base,
            )
            page, signed_in = context.new_page(), role
            if role:
                page.goto("/demo")
                page.locator(f'form[action="/demo/aanmelden/{role}"] button').click()
                page.wait_for_load_state()
        page.emulate_media(media="screen")  # on paper nothing can be pressed
        start, *links = path.split(" > ")
        answer = page.goto(start)
        for link in links:
            answer = follow(page, link)
        page.wait_for_load_state("networkidle")
        if theme == "print":
            page.emulate_media(media="print")
        file = name_of(role, path, width, theme)
        page.screenshot(path=OUT / file, full_page=True)
        wrong = faults(page, answer.status if answer else 599, wanted.get(path))
        yield (f"{path} ({role})" if role else path), file, width, theme, wrong


def follow(page, link: str):
    """The answer behind the first link of this name or selector, or of a search ("zoek …")."""
    if link.startswith("zoek "):
        return look_for(page, link.removeprefix("zoek "))
    found = page.locator(link) if link.startswith("a[") else page.get_by_role("link", name=link)
    with page.expect_navigation() as gone:
        found.first.click()
    return gone.value


def look_for(page, name: str):
    """The answer behind who is found by this name: shown fifty at a time, not everybody is on the first page."""
    page.locator("main form[role=search] input[name=naam]").fill(name)
    with page.expect_navigation():
        page.locator("main form[role=search] button").click()
    return follow(page, name)


def photograph(base: str, shown: list[Page], paper: list[Page]) -> int:
    """Makes the pictures; exit code 1 when a page has a fault, 3 without a browser."""
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        print("No Chromium: install it (Debian: apt-get install chromium) or name it with CHROMIUM", file=sys.stderr)
        return 3
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        rows = [row for width in WIDTHS for theme in THEMES for row in take(browser, base, shown, width, theme)]
        rows += take(browser, base, paper, PAPER, "print")
        browser.close()
    write_index(rows)
    bad = [row for row in rows if row[4]]
    for path, _, width, theme, wrong in bad:
        print(f"{path} at {width} {theme}: {'; '.join(wrong)}")
    print(f"{len(rows)} pictures in {OUT.relative_to(ROOT)}, {len(bad)} with a fault")
    return 1 if bad else 0


def main(arguments: list[str]) -> int:
    about = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    about.add_argument("base", nargs="?", metavar="ADDRESS", help="a server that runs already")
    about.add_argument("paths", nargs="*", metavar="PATH", help="only these pages")
    about.add_argument("--as", dest="role", default="", help="who opens these pages: a name of the list on /demo")
    asked = about.parse_intermixed_args(arguments)
    if asked.base:
        shown = [(asked.role, path) for path in asked.paths]
        return photograph(asked.base, shown or pages(), [] if shown else printed())  # a demo without families may run
    if forgotten():
        print(f"not in gallery.toml: {', '.join(forgotten())}", file=sys.stderr)
        return 1
    with demo() as address:
        families = of_families()
        return photograph(address, sorted(pages() + families, key=lambda page: page[0]), printed() + families)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
