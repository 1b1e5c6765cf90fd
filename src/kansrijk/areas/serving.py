"""A file in ranges, as the zoom map reads its tiles: 206 with a part, 200 with the whole, 416 past the end."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_BLOCK = 256 * 1024


def part(range_header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a single range; (0, -1) when it cannot be met; None when there is no usable range.

    Several ranges at once are answered with the whole file, which HTTP allows.
    """
    match = _RANGE.fullmatch(range_header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        wanted = int(last)
        return (max(size - wanted, 0), size - 1) if wanted else (0, -1)
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    return (start, end) if start <= end else (0, -1)


def _blocks(path: Path, start: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while length > 0:
            block = file.read(min(_BLOCK, length))
            if not block:
                return
            length -= len(block)
            yield block


def serve(path: Path, *, tag: str, content_type: str, range_header: str, if_range: str, if_none_match: str,
          only_headers: bool) -> HttpResponseBase:  # fmt: skip
    """The answer. The address names the content, so a browser may keep it for a year; it is never compressed, because
    ranges count the bytes of the file."""
    etag = f'"{tag}"'
    if etag in {one.strip() for one in if_none_match.split(",")}:
        return _marked(HttpResponse(status=304), etag)
    size = path.stat().st_size
    wanted = part(range_header, size) if not if_range or if_range == etag else None
    if wanted == (0, -1):
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return _marked(refused, etag)
    start, end = wanted or (0, size - 1)
    length = end - start + 1
    response: HttpResponseBase
    if only_headers:
        response = HttpResponse(content_type=content_type)
    elif wanted is None:
        response = FileResponse(path.open("rb"), content_type=content_type)
    elif length <= _BLOCK:
        response = HttpResponse(b"".join(_blocks(path, start, length)), content_type=content_type)
    else:
        response = StreamingHttpResponse(_blocks(path, start, length), content_type=content_type)
    if wanted is not None:
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(length)
    return _marked(response, etag)


def _marked(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "public, max-age=31536000, immutable, no-transform"
    return response
