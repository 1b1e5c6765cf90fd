"""`python -m bench.importing FILE PERIOD [dry]`: one import, its seconds and its memory as JSON."""

import json
import resource
import sys
import time
from pathlib import Path


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
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes}))


if __name__ == "__main__":
    main()
