"""One file of settings per concern."""
