"""The folder of a municipality: read, checked, with the line of every mistake."""
