"""A document as tagged PDF (PDF/UA-1): a template of ours in Typst, and its words as data. The one place that does so.

Words are never spliced into markup: the template reads them as JSON, so that whatever a word says, it is a word. No
package, font or file from elsewhere is used. Source: https://typst.app/docs/reference/pdf/ (seen 2026-11-27).
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kansrijk.web.picture import FONTS, NoPicture, drawable

SOURCE = Path(__file__).resolve().parents[1]
STANDARD = "ua-1"


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of `template` (a path from the sources, as `coalition/typst/minutes.typ`) with these words.

    A character that our typeface lacks is replaced as in drawings. Raises NoPicture where the typeface is not built.
    """
    import typst

    if not (FONTS / "NotoSans-Regular.ttf").exists():
        raise NoPicture("the typeface is not built; run `python -m kansrijk.web.build`")
    document: bytes = typst.compile(
        str(SOURCE / template),
        root=str(SOURCE),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(_written(data), ensure_ascii=False)},
        pdf_standards=[STANDARD],
    )
    return document


def _written(value: Any) -> Any:
    """The same in characters that our typeface has."""
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, Mapping):
        return {key: _written(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_written(one) for one in value]
    return value
