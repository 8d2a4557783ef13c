"""Places and outlines of wijken, and every change staff make to them."""
