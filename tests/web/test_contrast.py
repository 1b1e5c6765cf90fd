"""Colours can be told apart: in light, dark and print, and by eyes that mix up red, green or blue."""

import itertools
import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "src/kansrijk/web/frontend/tokens.css"
THEMES = ("light", "dark", "print")
# Severe deficiency, on linear RGB: Machado, Oliveira and Fernandes 2009, table of severity 1.0.
EYES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
CLASSES = tuple(f"class-{number}" for number in range(1, 6))


def tokens(theme: str) -> dict[str, str]:
    block = TOKENS.read_text("utf-8").split(f"/* theme: {theme} */")[1].split("}")[0]
    return dict(re.findall(r"--k-([a-z0-9-]+): (#[0-9a-f]{6});", block))


def linear(colour: str) -> tuple[float, ...]:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def luminance(rgb: tuple[float, ...]) -> float:
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), rgb, strict=True))


def contrast(first: str, second: str) -> float:
    """WCAG 2.2, between 1 and 21."""
    light, dark = sorted((luminance(linear(first)), luminance(linear(second))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: tuple[float, ...]) -> tuple[float, ...]:
    """CIELAB (D65) of a linear colour."""
    clipped = [min(max(part, 0.0), 1.0) for part in rgb]
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    xyz = [sum(a * b for a, b in zip(row, clipped, strict=True)) / top for row, top in zip(rows, white, strict=True)]
    f = [value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in xyz]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def seen(colour: str, eye: str) -> tuple[float, ...]:
    rgb = linear(colour)
    return lab(rgb if eye == "all" else tuple(sum(a * b for a, b in zip(row, rgb, strict=True)) for row in EYES[eye]))


def distance(first: str, second: str, eye: str) -> float:
    return sum((a - b) ** 2 for a, b in zip(seen(first, eye), seen(second, eye), strict=True)) ** 0.5


TEXT = [
    *itertools.product(("ink", "ink-soft", "accent", "accent-strong"), ("paper", "surface", "surface-soft")),
    *itertools.product(("before", "during", "after", "risk", "protection", "error"), ("paper", "surface")),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("ink", "accent-soft"),
    ("ink", "second-soft"),
    ("ink", "error-soft"),
    ("accent", "accent-soft"),
    *((f"on-{name}", name) for name in CLASSES),
]
GRAPHICS = [
    *itertools.product(("line-strong", "second", "accent"), ("paper", "surface")),
    ("second", "second-soft"),
    ("error", "error-soft"),
    ("texture-line", "texture-ground"),
    ("map-line", "paper"),
    ("map-line", "neighbour"),
]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "ground"), TEXT)
def test_text_stands_out_from_its_ground(theme, front, ground):
    found = tokens(theme)
    assert contrast(found[front], found[ground]) >= 4.5, f"{front} on {ground}"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "ground"), GRAPHICS)
def test_drawings_stand_out_from_their_ground(theme, front, ground):
    found = tokens(theme)
    assert contrast(found[front], found[ground]) >= 3, f"{front} on {ground}"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eye", ["all", *EYES])
def test_map_classes_run_one_way_and_each_step_is_seen(theme, eye):
    found = tokens(theme)
    lightness = [seen(found[name], eye)[0] for name in CLASSES]
    assert lightness in (sorted(lightness), sorted(lightness, reverse=True))
    for first, second in itertools.combinations(CLASSES, 2):
        assert distance(found[first], found[second], eye) >= 12, f"{first} and {second}"


@pytest.mark.parametrize("theme", THEMES)
def test_every_map_class_has_an_edge_one_can_see(theme):
    """Against the line or against the paper: a shape never fades away."""
    found = tokens(theme)
    for name in CLASSES:
        best = max(contrast(found[name], found[other]) for other in ("map-line", "paper"))
        assert best >= 3, name


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eye", ["all", *EYES])
@pytest.mark.parametrize("names", [("before", "during", "after"), ("risk", "protection")])
def test_phases_and_halves_differ_for_every_eye(theme, eye, names):
    found = tokens(theme)
    for first, second in itertools.combinations(names, 2):
        assert distance(found[first], found[second], eye) >= 15, f"{first} and {second}"


@pytest.mark.parametrize("theme", THEMES)
def test_risk_is_never_red_nor_protection_green(theme):
    found = tokens(theme)
    red, green, blue = (int(found["risk"][i : i + 2], 16) for i in (1, 3, 5))
    assert blue > red
    red, green, blue = (int(found["protection"][i : i + 2], 16) for i in (1, 3, 5))
    assert red >= green
