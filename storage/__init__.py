"""What is kept: profiles of municipalities, and the store behind every conversation."""
