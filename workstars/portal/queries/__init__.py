"""Questions that look into every app: the dashboard's, and one person's whole story."""
