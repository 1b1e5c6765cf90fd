"""What the templates of the coalition draw: words, made from what the queries hand out."""
