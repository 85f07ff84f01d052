"""Meridian Works, the demo company: 240 people in five countries, and 75 days of its life (X5)."""
