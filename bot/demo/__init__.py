"""The village: a strict Bot API on this machine, with people, a clock and mishaps."""
