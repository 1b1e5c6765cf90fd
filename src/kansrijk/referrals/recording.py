"""The record of each read and write of a referral (trust.recording)."""

from functools import partial

from kansrijk.trust import recording

write_down = partial(recording.write_down, kind="referral", purpose="referral")
