"""What may be said and what may happen: pure functions, without Telegram, SQL or clock."""
