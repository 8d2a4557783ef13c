"""A round: residents choose, in secret, once each; and anyone can count again."""
