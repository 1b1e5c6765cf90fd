"""Care paths: definition, check, drawing, versions; the door finder.

It owns what a path is and when it is sound, how it is drawn, agreed and published, and which doors fit a situation. It
refuses anything about a family: factors that are asked for in the door finder are used for the answer and not kept.
"""
