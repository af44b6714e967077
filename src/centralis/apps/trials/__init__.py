"""Trials: definitions and their versions, subjects, visits."""
