"""Settings, addresses and the database server: how the rooms are put together into one application."""
