"""Pure calculation.

It owns statistics, births, disclosure control and announcements; it refuses Django, the clock, the network
and any file that it was not given.
"""
