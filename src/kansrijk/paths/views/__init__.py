"""The screens of paths: parse, call one command or query, render."""
