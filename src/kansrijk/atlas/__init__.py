"""The atlas: shares estimated for every neighbourhood.

It owns what may go into an estimate, the run from files to a bundle, and later runs, model cards and publication. It
refuses nationality, ethnicity, religion, birth country and what stands in for them, whatever the setting; and a figure
of a person.
"""
