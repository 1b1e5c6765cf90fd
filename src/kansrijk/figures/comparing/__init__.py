"""Figures held against one another: comparison, scatter, funnel, inequality. Screens and their addresses."""
