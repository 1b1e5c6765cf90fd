"""A drawing that leaves its page: as SVG or PNG, with its source and date inside."""

from collections.abc import Sequence
from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse

from kansrijk.figures.charts import Drawing
from kansrijk.web.picture import drawable, png

KINDS = {"svg": "image/svg+xml", "png": "image/png"}


@lru_cache(maxsize=64)
def _picture(svg: str) -> bytes:
    return png(svg)


def answer(
    request: HttpRequest, kind: str, drawing: Drawing, *, heading: str, below: Sequence[str], name: str
) -> HttpResponse:
    """The file; not found for another kind. An SVG may not run or load anything, whatever it is opened in."""
    if kind not in KINDS:
        raise Http404
    svg = drawing.alone(heading=drawable(heading), below=[drawable(line) for line in below])
    response = HttpResponse(_picture(svg) if kind == "png" else svg, content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
