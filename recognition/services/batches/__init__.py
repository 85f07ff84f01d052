"""One batch request from its draft to the result of each row (B)."""
