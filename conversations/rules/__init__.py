"""Rules: `why_not_…(facts)` answers with the sentence a resident reads, or with nothing."""
