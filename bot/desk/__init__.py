"""The desk: what staff and operators do without a phone, through the same commands and rules."""
