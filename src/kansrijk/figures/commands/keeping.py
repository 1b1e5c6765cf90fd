"""The raw file of every delivery, kept below the data folder with where it came from."""

import json
import os
import shutil
import tempfile
from pathlib import Path

from kansrijk.figures.models import Release
from kansrijk.figures.raw_files import folder_of


def keep_file(path: Path, release: Release) -> Path:
    """Copies the file under its hash, whole or not at all; a file that is there already is left as it is."""
    folder = folder_of(release)
    kept = folder / "raw"
    if kept.exists():
        return kept
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        shutil.copyfile(path, staging / "raw")
        origin = {
            "file_name": release.file_name,
            "sha256": release.sha256,
            "source": release.source,
            "licence": release.licence,
            "citation": release.citation,
            "retrieved_at": release.retrieved_at.isoformat(),
            "source_modified": release.source_modified,
        }
        (staging / "origin.json").write_text(json.dumps(origin, ensure_ascii=False, indent=2), "utf-8")
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    try:
        os.replace(staging, folder)
    except OSError:  # another import of the same file was first
        shutil.rmtree(staging, ignore_errors=True)
    return kept
