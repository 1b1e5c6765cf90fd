"""Geometry at import time only: reading GeoJSON and TopoJSON, RD New, repair, simplification, SVG paths. No ORM."""
