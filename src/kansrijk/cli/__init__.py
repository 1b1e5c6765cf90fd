"""The `kansrijk` command: thin, each verb calls the command that a button would call."""
