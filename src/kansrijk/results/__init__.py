"""What comes of it: measures of the loop as released numbers of a whole year, for the coalition itself.

It owns the one door by which a count leaves compartment B, and what came through it. It refuses a number of a year
that still runs, a number that tells of few, a second version of a number, and anything about a person.
"""
