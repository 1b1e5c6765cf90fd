"""The record of each read and write of a file (trust.recording)."""

from functools import partial

from kansrijk.trust import recording

write_down = partial(recording.write_down, kind="file", purpose="support")
