"""Reads: worklists, reads, locks, adjudication."""
