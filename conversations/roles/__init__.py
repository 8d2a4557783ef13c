"""Who works for a wijk: how a role comes about, and the face residents see."""
