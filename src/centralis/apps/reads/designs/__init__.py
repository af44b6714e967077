"""Designs of review beyond two readers and a choice: consensus, a read anew, a global read, confirmation on request."""
