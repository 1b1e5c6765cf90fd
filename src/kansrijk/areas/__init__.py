"""Dutch geography through time: editions, hierarchies, successions, postcodes and shapes.

It owns places and what became of them; it refuses figures about them. Every area is `code@edition`: codes hold letters
and come back for other places, so nothing here casts one to a number or matches on code alone across editions.
"""
