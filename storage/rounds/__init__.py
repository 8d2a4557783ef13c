"""The register of rounds: rules that freeze, codes, who took part apart from what was chosen."""
