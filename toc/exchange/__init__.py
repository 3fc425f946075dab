"""Bytes to rows and back, without meaning: numbers, dates and tables as people write them."""
