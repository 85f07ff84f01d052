"""A batch file judged row by row, by one function for the check and for the sending (B2, B3)."""
