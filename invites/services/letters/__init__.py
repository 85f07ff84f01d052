"""Letters for the people of a file with codes (I9): asked for, made chunk by chunk, fetched, and their words."""

VAULT_PREFIX = "letters"
