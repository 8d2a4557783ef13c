"""Places to walk in: where they are, when they are open, and the staff who keep that right."""
