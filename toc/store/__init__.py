"""How things are kept: engine, transactions, queries and inserts."""
