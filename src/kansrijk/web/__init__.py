"""What every page shares: base templates, components, tokens, slots. It knows no room and holds no rule."""
