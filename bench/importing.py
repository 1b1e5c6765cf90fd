"""`python -m bench.importing FILE PERIOD [dry]`: one import, its seconds and its memory as JSON."""

import json
import sys
import time
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_megabytes() -> float:
    """The most memory (MiB) that this process had at once, as Linux counts it since the program began.

    `ru_maxrss` will not do: a process inherits it from the one that started it, which may have been larger.
    """
    if not STATUS.exists():
        raise SystemExit("the memory of an import is measured on Linux only: there is no /proc/self/status here")
    (line,) = (one for one in STATUS.read_text("utf-8").splitlines() if one.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """The command as a user runs it, without the start of Python and Django."""
    from kansrijk.cli import application

    application.prepare()
    from kansrijk.figures.commands import import_delivery
    from kansrijk.trust.commands import installation_actor

    by = installation_actor()
    started = time.perf_counter()
    receipt = import_delivery(
        by=by, source="cbs-kwb", file=Path(sys.argv[1]), period=sys.argv[2], dry_run=len(sys.argv) > 3
    )
    seconds = time.perf_counter() - started
    if receipt.is_refused or receipt.read != 18_310:
        raise SystemExit(f"the delivery was refused: {receipt.errors[:3]}")
    print(json.dumps({"seconds": seconds, "megabytes": peak_megabytes()}))


if __name__ == "__main__":
    main()
