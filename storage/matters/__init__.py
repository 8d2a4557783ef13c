"""The register of matters: questions, complaints and signals, in whose hands, until when."""
