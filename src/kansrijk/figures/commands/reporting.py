"""The attacker's report as a release carries it: with its hash, signed by this installation (SDC-01)."""

import json
from hashlib import sha256
from typing import Any

from django.core.signing import BadSignature, Signer

_SALT = "figures.audit"


def _hash(report: dict[str, Any]) -> str:
    plain = {key: value for key, value in report.items() if key not in {"sha256", "signature", "seconds"}}
    return sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def signed(report: dict[str, Any]) -> dict[str, Any]:
    """The report with its hash and signature; how long the attack took is left out, so that it can be repeated."""
    plain = {key: value for key, value in report.items() if key != "seconds"}
    digest = _hash(plain)
    return {**plain, "sha256": digest, "signature": Signer(salt=_SALT).sign(digest)}


def is_signed(report: dict[str, Any] | None) -> bool:
    """Whether a report is there, says what it said when it was made, and was made here."""
    if not report:
        return False
    try:
        return Signer(salt=_SALT).unsign(str(report.get("signature", ""))) == _hash(report)
    except BadSignature:
        return False
