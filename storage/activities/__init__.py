"""The programme of the places, and who comes."""
