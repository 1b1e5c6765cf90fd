"""The epidemiologist's desk on screen: deliveries, previews, releases, and the readings beside the figures."""
