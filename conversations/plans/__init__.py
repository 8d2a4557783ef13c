"""A plan: made by a resident, supported by neighbours, from concept to outcome."""
