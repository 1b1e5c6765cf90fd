"""Archives and workbooks that tests write, in memory."""

import io
import zipfile


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return stream.getvalue()


def workbook(rows: list[list[object]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def show_as_delivered(release, by) -> None:
    """Puts the counts of an imported release on the pages of its coalition as they are.

    For tests of pages: what is proposed by the command is made safe, and a few made-up cells would all be hidden.
    """
    from django.utils import timezone

    from kansrijk.figures.delivered import delivered_rows, forget
    from kansrijk.figures.models import Release, Row

    rows = delivered_rows(release)
    assert rows
    Release.objects.filter(pk=release).update(status="proposed", proposed_by_id=by.account, proposed_at=timezone.now())
    Row.objects.bulk_create(rows)
    forget(release)
