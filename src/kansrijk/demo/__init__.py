"""The fictional region, made only by calling commands. It refuses real place names."""
