"""What a process keeps because it is the same for everybody who may see it.

The key names the releases that the answer was made from. A release never changes once it is published, so a kept answer
cannot be old; who may not see a release does not have its number, so a kept answer cannot be somebody else's. A
publication or withdrawal makes other keys.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Kept(Generic[Answer]):
    """The `most` answers used last, for all threads of this process."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._held: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Answer | None:
        """The answer, or None when it has to be made."""
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key]

    def put(self, key: Hashable, answer: Answer) -> Answer:
        """Keeps the answer, letting go of what was not used longest."""
        with self._lock:
            self._held[key] = answer
            self._held.move_to_end(key)
            while len(self._held) > self.most:
                self._held.popitem(last=False)
        return answer

    def made(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """The kept answer, or a fresh one."""
        found = self.get(key)
        return found if found is not None else self.put(key, make())

    def clear(self) -> None:
        """Forgets everything; for tests."""
        with self._lock:
            self._held.clear()
