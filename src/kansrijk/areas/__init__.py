"""Dutch geography through time: editions, hierarchies, successions, postcodes and shapes.\n\nIt owns places; it refuses figures about them.\n"""
