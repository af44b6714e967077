"""Governance: ethics approvals, consent scopes, processors."""
