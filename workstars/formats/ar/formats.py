"""With the day before the month, and the hour of 24."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y، H:i"
