"""A name of the right form for every address of one object, so that a test can ask each address there is."""

from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver

SAMPLES: dict[str, Any] = {
    "reference": "GM9901",
    "identifier": "big2",
    "uidb36": "0",
    "key": "y",
    "pk": 1,
    "slug": "kansrijk-waterdam",
    "membership": UUID(int=7),
    "mandate": UUID(int=7),
    "batch": UUID(int=7),
    "number": UUID(int=7),
    "day": UUID(int=7),
    "file": UUID(int=7),
    "door": UUID(int=7),
    "line": UUID(int=7),
    "signal": UUID(int=7),
    "weighing": UUID(int=7),
    "consent": UUID(int=7),
    "response": UUID(int=7),
    "questionnaire": UUID(int=7),
    "involvement": UUID(int=7),
    "event": UUID(int=7),
    "opening": UUID(int=7),
    "asked": UUID(int=7),
    "referral": UUID(int=7),
    "consult": UUID(int=7),
    "meeting": UUID(int=7),
    "participant": UUID(int=7),
    "task": UUID(int=7),
    "role": "jgz",
    "path": "geld-en-schulden",
}


def patterns(resolver: URLResolver | None = None, space: str = "") -> dict[str, URLPattern]:
    """Name (with its namespace) → pattern, for every address."""
    found: dict[str, URLPattern] = {}
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found[f"{space}{entry.name}" if entry.name else f"{space}(nameless {entry.pattern})"] = entry
        else:
            found |= patterns(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
    return found


def _parameters(name: str) -> set[str]:
    def walk(resolver: URLResolver, space: str, above: set[str]) -> set[str] | None:
        for entry in resolver.url_patterns:
            here = above | set(entry.pattern.regex.groupindex)
            if isinstance(entry, URLPattern):
                if f"{space}{entry.name}" == name:
                    return here
            else:
                below = walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space, here)
                if below is not None:
                    return below
        return None

    return walk(get_resolver(), "", set()) or set()


def kwargs_of(name: str, **own: Any) -> dict[str, Any] | None:
    """What `reverse` needs for this address: `own` first, then the samples, then a word; None when it needs nothing."""
    names = _parameters(name)
    return {key: own.get(key, SAMPLES.get(key, "onbekend")) for key in names} or None
