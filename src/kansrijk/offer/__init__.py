"""What help exists here: organisations and their services, how fresh each entry is, factor codes, the menu.

It owns the directory (sociale kaart) of each coalition and the words that it is sorted by; it refuses any record about
a person, and never ranks a person or a place.
"""
