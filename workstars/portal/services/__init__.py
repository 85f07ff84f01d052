"""Acts that need every app."""
