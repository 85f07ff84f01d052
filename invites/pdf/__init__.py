"""Letters as PDFs: what stands on them, how they are set, and the cover sheet of a pack (I9)."""
