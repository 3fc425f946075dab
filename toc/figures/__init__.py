"""Pure computation: data in, figures out; no database, no widgets, no clock."""
