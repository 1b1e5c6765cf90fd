"""What concerns a family (compartment B): people, each a compartment of their own, factors, weighing, consent.

It owns what professionals and parents record together about one person; the unborn child is in the mother's record. It
refuses a service number, nationality, ethnicity, religion and the content of a report of abuse; it refuses a figure or
an estimate of a neighbourhood beside a person, and any score, rank or colour of one.
"""
