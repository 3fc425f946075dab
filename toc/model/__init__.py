"""What things are: terms, the framework document, tables, and the panel that computations read."""
