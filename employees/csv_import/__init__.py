"""An HR file against the records: what it would change, and what is wrong with it (E3 to E9). Nothing is written."""
