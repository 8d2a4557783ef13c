"""The register of roles: invitations, confirmations, cards, and who is there today."""
