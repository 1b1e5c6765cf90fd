"""The REST interface, version 1: thin, it parses, asks one query or command, and answers."""
