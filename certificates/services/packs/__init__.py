"""A batch's certificates as one PDF for the printer's room: asked for, made chunk by chunk, handed out (T4)."""

VAULT_PREFIX = "certificate-packs"
