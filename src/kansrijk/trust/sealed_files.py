"""A stream under the installation's key: whoever lacks the key reads nothing, and every change, cut or swap is seen.

Layout: MAGIC, the mark of the key (16 hexadecimal characters), a salt of 32 bytes, then pieces: 4 bytes of length and
AES-256-GCM over at most PIECE bytes. The nonce of a piece counts, and says whether it is the last one.
"""

import hashlib
import os
from base64 import b64decode
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MAGIC = b"kansrijk sealed 1\n"
PIECE = 1 << 20
_OVERHEAD = 16  # of a piece: GCM's tag


class NotReadable(Exception):
    """The stream is not what was sealed, or was sealed under another key; the message says which."""


def mark(key: str) -> str:
    """By which a key is known without being told: 16 hexadecimal characters."""
    return hashlib.sha256(b"kansrijk: mark of a key" + b64decode(key)).hexdigest()[:16]


def seal(parts: Iterable[bytes], to: BinaryIO) -> int:
    """Writes the parts, sealed under the installation's newest key; how many bytes they were.

    Memory stays at some pieces, whatever the length.
    """
    key = settings.MASTER_KEYS[0]
    salt = os.urandom(32)
    to.write(MAGIC + mark(key).encode() + salt)
    cipher, size, held = _cipher(key, salt), 0, None
    for number, piece in enumerate(_pieces(parts)):
        if held is not None:
            _write(cipher, number - 1, held, to, is_last=False)
        held, size = piece, size + len(piece)
        last = number
    _write(cipher, last, held or b"", to, is_last=True)
    return size


def unseal(sealed: BinaryIO) -> Iterator[bytes]:
    """What `seal` wrote, piece by piece; each is whole before it is given. Raises `NotReadable`."""
    if sealed.read(len(MAGIC)) != MAGIC:
        raise NotReadable("this is no file that Kansrijk sealed")
    named = sealed.read(16).decode("ascii", "replace")
    keys = {mark(one): one for one in settings.MASTER_KEYS}
    if named not in keys:
        raise NotReadable(f"this was sealed under key {named}, which is not among KANSRIJK_MASTER_KEYS")
    cipher = _cipher(keys[named], sealed.read(32))
    following, number = _next(sealed), 0
    while True:
        piece, following = following, _next(sealed)
        is_last = not following
        try:
            yield cipher.decrypt(_nonce(number, is_last=is_last), piece, None)
        except InvalidTag as error:
            raise NotReadable(f"piece {number + 1} was changed, or what comes after it is missing") from error
        if is_last:
            return
        number += 1


def _cipher(key: str, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"kansrijk: sealed file").derive(b64decode(key)))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _write(cipher: AESGCM, number: int, piece: bytes, to: BinaryIO, *, is_last: bool) -> None:
    hidden = cipher.encrypt(_nonce(number, is_last=is_last), piece, None)
    to.write(len(hidden).to_bytes(4, "big") + hidden)


def _next(sealed: BinaryIO) -> bytes:
    """The next piece; nothing at the end. A length that cannot be is not believed."""
    length = int.from_bytes(sealed.read(4), "big")
    if length > PIECE + _OVERHEAD:
        raise NotReadable("a piece was changed: its length cannot be")
    return sealed.read(length)


def _pieces(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of PIECE; at least one, which may be empty."""
    held = bytearray()
    for part in parts:
        held += part
        while len(held) > PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    yield bytes(held)
