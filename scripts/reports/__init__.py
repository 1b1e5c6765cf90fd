"""Reports on real public data, made again by `python scripts/report.py NAME`: what the engine makes of them."""
