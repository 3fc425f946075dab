"""Steps that several services share, each a function that takes a session."""
