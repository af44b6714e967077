"""The ledger's science: canonical bytes, the hash chain, signed checkpoints, replay and verification."""
