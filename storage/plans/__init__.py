"""The register of plans, and the neighbours who support them."""
