"""RD New (EPSG:28992) to degrees, for the frame of the zoom map. Pure; nothing geographic is loaded at run time."""

# Schreutelkamp and Strang van Hees, "Benaderingsformules voor de transformatie tussen RD- en WGS84-kaartcoördinaten"
# (Geodesia 2001-2): better than a metre within the Netherlands, coefficients in seconds of arc.
_NORTH = (
    (0, 1, 3235.65389), (2, 0, -32.58297), (0, 2, -0.24750), (2, 1, -0.84978), (0, 3, -0.06550), (2, 2, -0.01709),
    (1, 0, -0.00738), (4, 0, 0.00530), (2, 3, -0.00039), (4, 1, 0.00033), (1, 1, -0.00012),
)  # fmt: skip
_EAST = (
    (1, 0, 5260.52916), (1, 1, 105.94684), (1, 2, 2.45656), (3, 0, -0.81885), (1, 3, 0.05594), (3, 1, -0.05607),
    (0, 1, 0.01199), (3, 2, -0.00256), (1, 4, 0.00128), (0, 2, 0.00022), (2, 0, -0.00022), (5, 0, 0.00026),
)  # fmt: skip
_AMERSFOORT_RD, _AMERSFOORT = (155_000.0, 463_000.0), (5.38720621, 52.15517440)


def degrees(x: float, y: float) -> tuple[float, float]:
    """(longitude, latitude) in WGS84 of a point in metres."""
    dx, dy = (x - _AMERSFOORT_RD[0]) * 1e-5, (y - _AMERSFOORT_RD[1]) * 1e-5
    east = sum(factor * dx**p * dy**q for p, q, factor in _EAST)
    north = sum(factor * dx**p * dy**q for p, q, factor in _NORTH)
    return _AMERSFOORT[0] + east / 3600, _AMERSFOORT[1] + north / 3600
