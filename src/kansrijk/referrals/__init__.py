"""The referral loop (compartment B): what was asked of whom with the parent's consent, and what came of it.

It owns the states of a referral, who may move it and who is responsible meanwhile. It refuses a referral without a
consent, a figure of a neighbourhood beside a person, and any order by level; a proposal belongs to `families`.
"""
