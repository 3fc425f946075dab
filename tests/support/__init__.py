"""What several tests share: a browser, a PostgreSQL server, the checks of the house rules."""
