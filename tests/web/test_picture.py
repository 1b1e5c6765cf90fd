"""Drawings become pictures in which the text really stands."""

import struct
import zlib

import numpy as np
import pytest

from kansrijk.web import build, picture

LINE = '<text x="10" y="30" font-family="Noto Sans" font-size="20" font-weight="{weight}">{text}</text>'


@pytest.fixture(autouse=True)
def _built() -> None:
    if not (picture.FONTS / "characters.txt").exists():
        build.main()


def drawing(text: str, weight: int = 400) -> str:
    line = LINE.format(text=text, weight=weight) if text else ""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 40" width="400" height="40">'
        f'<rect width="400" height="40" fill="#ffffff"/>{line}</svg>'
    )


def pixels(png: bytes) -> np.ndarray:
    """(height, width, channels) of an 8-bit PNG; only what its filters need."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    at, data = 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
        data += body if kind == b"IDAT" else b""
        at += 12 + length
    assert depth == 8
    size = {2: 3, 6: 4}[colour]
    raw = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, 1 + width * size)
    rows = np.zeros((height, width * size), np.int64)
    for y in range(height):
        above = rows[y - 1] if y else np.zeros(width * size, np.int64)
        kind, line = raw[y, 0], raw[y, 1:].astype(np.int64)
        for x in range(width * size) if kind else ():
            left = line[x - size] if x >= size else 0
            corner = above[x - size] if x >= size else 0
            near = min((left, above[x], corner), key=lambda one: abs(left + above[x] - corner - one))
            line[x] = (line[x] + (0, left, above[x], (left + above[x]) // 2, near)[kind]) % 256
        rows[y] = line
    return rows.reshape(height, width, size)


def ink(text: str, weight: int = 400) -> int:
    """Dark pixels."""
    return int((pixels(picture.png(drawing(text, weight)))[..., :3].sum(axis=2) < 300).sum())


def test_text_is_really_drawn_and_more_text_is_more_ink():
    assert ink("") == 0
    assert (
        50
        < ink("Leiden")
        < ink("Leiden en Súdwest-Fryslân 1.234,5 %")
        < ink("Leiden en Súdwest-Fryslân 1.234,5 %", 700)
    )


def test_it_is_our_typeface_and_a_strange_character_does_not_change_the_face():
    assert ink("Leiden ≥ 5") == ink("Leiden ? 5")
    assert picture.drawable("Ǝ漢≥é") in {"???é", "Ǝ??é"}


@pytest.mark.parametrize(
    "svg",
    [
        drawing("x").replace(' width="400" height="40">', ">", 1),
        drawing("x").replace('width="400"', 'width="400000"', 1),
        drawing("x").replace("Noto Sans", "serif"),
    ],
)
def test_a_drawing_that_would_lose_its_text_is_refused(svg):
    with pytest.raises(picture.NoPicture):
        picture.png(svg)
