"""Outcomes: derived responses, endpoints, data locks."""
