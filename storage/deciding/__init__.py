"""Decisions: dossiers, seats, voices, questions, outcomes and the money."""
