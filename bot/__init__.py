"""Stands where Telegram stands: translates what happened in, and words out."""
