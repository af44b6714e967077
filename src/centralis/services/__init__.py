"""Adapters to the outside: object store, child processes, mail, time."""
