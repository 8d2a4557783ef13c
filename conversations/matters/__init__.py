"""The one door: what people bring, the talk about it, and everybody who works on it."""
