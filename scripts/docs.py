"""Builds the documentation: `python scripts/docs.py [--write]`.

Without `--write` it says what is stale and which links are broken, and exits with 1; with it the generated sections are
made anew first. The pages land in build/docs, in the folders of the repository, with an index.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import docs_catalogue
import docs_referrals
import docs_sections
from docs_sections import ROOT
from markdown_it import MarkdownIt
from markdown_it.token import Token

SECTIONS = {**docs_sections.SECTIONS, **docs_catalogue.SECTIONS, "referral-states": docs_referrals.states}
DRAWINGS = {**docs_sections.DRAWINGS, "docs/images/referral-states.svg": docs_referrals.drawing}
TARGET = ROOT / "build" / "docs"
GENERATED = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end of generated -->)", re.S)
STYLE = """body{font:1.0625rem/1.6 "Noto Sans",system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}
body{color:#1f2d3d}
a{color:#154273}nav a{margin-right:1rem}table{border-collapse:collapse;display:block;overflow-x:auto}
th,td{border:1px solid #b8c4cf;padding:.25rem .5rem;text-align:left;vertical-align:top}
code{font-size:.9em;background:#eef3f7;padding:0 .2em}pre{background:#eef3f7;padding:.75rem;overflow-x:auto}
pre code{padding:0}img{max-width:100%;height:auto}
@media(prefers-color-scheme:dark){body{background:#12181f;color:#e6edf3}a{color:#9cc7ff}code,pre{background:#1d2731}}
"""


def sources() -> list[Path]:
    """Every page: the papers in the root, then docs/."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def language(page: Path) -> str:
    """Dutch for docs/nl and the Dutch twin of the README, English for the rest."""
    return "nl" if page.name.endswith(".nl.md") or "nl" in page.relative_to(ROOT).parts else "en"


def renewed(text: str) -> str:
    """The page with its generated sections as the code says them now. Raises KeyError for an unknown section."""
    return GENERATED.sub(lambda found: f"{found[1]}\n{SECTIONS[found[2]]()}\n\n{found[3]}", text)


def stale() -> Iterator[tuple[Path, str]]:
    """(file, what it should hold) of every page and drawing that the code has overtaken."""
    for page in sources():
        text = page.read_text("utf-8")
        if renewed(text) != text:
            yield page, renewed(text)
    for name, draw in DRAWINGS.items():
        drawing = ROOT / name
        if not drawing.exists() or drawing.read_text("utf-8") != draw():
            yield drawing, draw()


def slug(heading: str) -> str:
    """The anchor of a heading, as the common code hosts make it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@cache
def parsed(page: Path) -> tuple[list[Token], dict[str, str]]:
    """The tokens of a page, headings with an id, and anchor → heading."""
    tokens = MarkdownIt("commonmark").enable("table").parse(page.read_text("utf-8"))
    anchors: dict[str, str] = {}
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            said = "".join(child.content for child in inline.children or [])
            name = base = slug(said)
            number = 0
            while name in anchors:
                number += 1
                name = f"{base}-{number}"
            anchors[name] = said
            opening.attrSet("id", name)
    return tokens, anchors


def links(page: Path) -> Iterator[tuple[Token, str, str]]:
    """(token, attribute, address) of every link and picture of a page."""
    for token in parsed(page)[0]:
        for child in token.children or []:
            if child.type == "link_open":
                yield child, "href", str(child.attrGet("href") or "")
            elif child.type == "image":
                yield child, "src", str(child.attrGet("src") or "")


def target(page: Path, address: str) -> tuple[Path, str] | None:
    """(file, anchor) that a relative link points to; None for a link to elsewhere."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    return file, unquote(parts.fragment)


def broken() -> Iterator[str]:
    """One sentence per link whose file or anchor is not there, or that leaves the repository."""
    for page in sources():
        for _, _, address in links(page):
            found = target(page, address)
            if found is None:
                continue
            file, anchor = found
            name = page.relative_to(ROOT)
            if not file.is_relative_to(ROOT) or not file.exists():
                yield f"{name}: {address} points to nothing"
            elif anchor and (file.suffix != ".md" or anchor not in parsed(file)[1]):
                yield f"{name}: {address} points to a heading that is not there"


def title(page: Path) -> str:
    """The first heading of a page."""
    return next(iter(parsed(page)[1].values()), page.stem)


def _rewrite(page: Path) -> set[Path]:
    """Points links of this page at built pages; returns the other files that must go along."""
    along = set()
    for token, attribute, address in links(page):
        found = target(page, address)
        if found is None:
            continue
        if found[0].suffix == ".md":
            token.attrSet(attribute, re.sub(r"\.md(?=$|#)", ".html", address))
        elif found[0].is_file():
            along.add(found[0])
        else:
            token.attrs.pop(attribute, None)
    return along


def _html(page_title: str, lang: str, up: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(page_title)}</title>'
        f'<link rel="stylesheet" href="{up}style.css"></head>\n<body><nav><a href="{up}index.html">Kansrijk</a></nav>'
        f"\n<main>\n{body}</main></body></html>\n"
    )


def build() -> list[Path]:
    """Writes every page to build/docs and returns what was written."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    (TARGET / "style.css").write_text(STYLE, "utf-8")
    markdown = MarkdownIt("commonmark").enable("table")
    written, along = [], set()
    for page in sources():
        along |= _rewrite(page)
        name = page.relative_to(ROOT)
        out = TARGET / name.with_suffix(".html")
        out.parent.mkdir(parents=True, exist_ok=True)
        body = markdown.renderer.render(parsed(page)[0], markdown.options, {})
        out.write_text(_html(title(page), language(page), "../" * (len(name.parts) - 1), body), "utf-8")
        written.append(out)
    for file in sorted(along):
        out = TARGET / file.relative_to(ROOT)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, out)
    parsed.cache_clear()
    entries = "".join(
        f'<li><a href="{page.relative_to(ROOT).with_suffix(".html").as_posix()}" lang="{language(page)}">'
        f"{escape(title(page))}</a></li>\n"
        for page in sources()
    )
    index = TARGET / "index.html"
    index.write_text(
        _html("Kansrijk: documentation", "en", "", f"<h1>Documentation</h1>\n<ul>\n{entries}</ul>\n"), "utf-8"
    )
    return [*written, index]


def main(write: bool) -> int:
    """0 when all pages are current and all links hold."""
    old = list(stale())
    for file, text in old:
        if write:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        print(f"{'written' if write else 'stale, run `make docs`'}: {file.relative_to(ROOT)}")
    parsed.cache_clear()
    wrong = list(broken())
    print("\n".join(wrong)) if wrong else None
    print(f"{len(build())} pages in build/docs")
    return 1 if wrong or (old and not write) else 0


if __name__ == "__main__":
    sys.exit(main("--write" in sys.argv[1:]))
