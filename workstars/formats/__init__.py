"""How days and times are written where Django's own way for the language is not ours; the rest is Django's (X1)."""
