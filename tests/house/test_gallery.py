"""No page is left out of the pictures."""

import importlib.util
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "gallery.py"


def test_every_page_is_photographed_or_says_why_not() -> None:
    spec = importlib.util.spec_from_file_location("gallery", SCRIPT)
    assert spec
    assert spec.loader
    gallery = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gallery)
    assert gallery.forgotten() == [], "add these addresses to scripts/gallery.toml"
