"""QC: checks, decisions, queries, rescans."""
