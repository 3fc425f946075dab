"""One script per menu entry, named as its label."""
