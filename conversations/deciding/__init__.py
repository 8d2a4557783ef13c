"""Those who decide: their dossier, their voices, the store they look through."""
