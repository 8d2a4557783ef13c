"""The mobile hub: its stops, who wants to hear of them, and its crew."""
