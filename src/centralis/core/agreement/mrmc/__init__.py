"""Compare diagnostic tests when several readers read several cases (multi-reader multi-case, MRMC)."""
