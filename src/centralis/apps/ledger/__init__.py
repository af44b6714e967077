"""The ledger's tables: append-only entries, the base of every recorded table, verification."""
