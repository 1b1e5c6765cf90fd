"""How the audit is sealed: which bytes of a record count, how a seal follows from the one before, what is signed.

A record's bytes are its columns as PostgreSQL's `copy … to stdout` writes them, in the order of FORMS and in UTC. The
seal of place n in a chain is SHA-256(seal of n-1, SHA-256(bytes)); that of place 0 is SHA-256 of the chain's name. At
the end of each run the sealer signs a statement: the last seal of each chain that grew, and the statement before it.
"""

import hashlib
import hmac
import json
from base64 import b64decode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import connection

INSTALLATION = UUID(int=0)
"""The chain of records that belong to no coalition."""
FORM = 1
FORMS = {
    1: (
        "id",
        "occurred_at",
        "event",
        "action",
        "outcome",
        "account",
        "account_name",
        "roles",
        "organisation",
        "purpose",
        "coalition",
        "network_address",
        "object_kind",
        "object_reference",
        "data_class",
        "policy",
        "detail",
        "source",
        "trace",
    )
}
"""Columns that a seal covers, per form. Whoever adds a column to the audit adds a form; the older ones stay."""
WRITTEN_AS = {"TimeZone": "UTC", "DateStyle": "ISO, MDY", "bytea_output": "hex", "client_encoding": "UTF8"}
FIRST_STATEMENT = hashlib.sha256(b"kansrijk: statements of the audit").digest()


def first(chain: UUID) -> bytes:
    """What stands before the first seal of a chain."""
    return hashlib.sha256(b"kansrijk: chain of the audit " + chain.bytes).digest()


def following(before: bytes, written: bytes) -> bytes:
    """The seal of a record, `written` in its form, after the seal `before`."""
    return hashlib.sha256(before + hashlib.sha256(written).digest()).digest()


def columns(table: str, form: int = FORM) -> str:
    """The columns of a form, for a statement."""
    return ", ".join(f"{table}.{name}" for name in FORMS[form])


def lines(statement: str, parameters: dict[str, object] | None = None) -> Iterator[bytes]:
    """The rows of a query as `copy` writes them, one after the other, whatever their number."""
    with connection.cursor() as cursor:
        for name, value in WRITTEN_AS.items():
            cursor.execute("select set_config(%s, %s, true)", [name, value])
        with cursor.copy(f"copy ({statement}) to stdout", parameters) as rows:
            for row in rows:  # libpq gives one row at a time, each with its line end
                yield bytes(row)[:-1]


@dataclass(frozen=True)
class Head:
    """The last seal of a chain at the end of a run."""

    chain: UUID
    number: int
    hash: bytes


@dataclass(frozen=True)
class Statement:
    """What was signed at the end of a run. `previous`: `digest` of the one before it."""

    run: int
    at: str
    previous: bytes
    heads: tuple[Head, ...]
    key: str = ""
    signature: bytes = b""

    @property
    def text(self) -> bytes:
        """What the signature covers."""
        return _json(
            {
                "at": self.at,
                "heads": [[str(one.chain), one.number, one.hash.hex()] for one in sorted(self.heads, key=_place)],
                "key": self.key,
                "previous": self.previous.hex(),
                "run": self.run,
            }
        ).encode()

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.text + self.signature).digest()

    @property
    def line(self) -> str:
        """As it is kept outside the database."""
        return _json({**json.loads(self.text), "signature": self.signature.hex()})


def _place(head: Head) -> tuple[str, int]:
    return str(head.chain), head.number


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def read_line(line: str) -> Statement:
    """The statement that a line outside holds. Raises `ValueError` for anything else."""
    try:
        told = json.loads(line)
        heads = tuple(Head(UUID(chain), int(number), bytes.fromhex(mark)) for chain, number, mark in told["heads"])
        return Statement(
            int(told["run"]),
            str(told["at"]),
            bytes.fromhex(told["previous"]),
            heads,
            str(told["key"]),
            bytes.fromhex(told["signature"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is no statement") from error


@cache
def _pairs(keys: tuple[str, ...]) -> dict[str, tuple[Ed25519PrivateKey, Ed25519PublicKey]]:
    """One pair of keys for each key of the installation, by their mark, the newest first."""
    found = {}
    for key in keys:
        private = Ed25519PrivateKey.from_private_bytes(
            hmac.digest(b64decode(key), b"kansrijk: signature under the audit", "sha256")
        )
        public = private.public_key()
        mark = hashlib.sha256(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]
        found[mark] = private, public
    return found


def signed(run: int, at: str, previous: bytes, heads: Iterable[Head]) -> Statement:
    """The statement of a run under the installation's newest key."""
    key, (private, _public) = next(iter(_pairs(tuple(settings.MASTER_KEYS)).items()))
    bare = Statement(run, at, previous, tuple(heads), key)
    return Statement(run, at, previous, bare.heads, key, private.sign(bare.text))


def is_ours(statement: Statement) -> bool:
    """Whether a key of this installation signed exactly this."""
    pair = _pairs(tuple(settings.MASTER_KEYS)).get(statement.key)
    if pair is None:
        return False
    try:
        pair[1].verify(statement.signature, statement.text)
    except InvalidSignature:
        return False
    return True


def signature_under(text: bytes) -> dict[str, str]:
    """`signed_by` and `signature` of the installation's newest key under a text."""
    key, (private, _public) = next(iter(_pairs(tuple(settings.MASTER_KEYS)).items()))
    return {"signed_by": key, "signature": private.sign(b"kansrijk: a text" + text).hex()}


def is_signed(text: bytes, key: str, signature: str) -> bool:
    """Whether a key of this installation signed exactly this text."""
    pair = _pairs(tuple(settings.MASTER_KEYS)).get(key)
    if pair is None:
        return False
    try:
        pair[1].verify(bytes.fromhex(signature), b"kansrijk: a text" + text)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key() -> str:
    """Of the newest key, 64 hexadecimal characters: whoever has it can check a statement and sign none."""
    _private, public = next(iter(_pairs(tuple(settings.MASTER_KEYS)).values()))
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
