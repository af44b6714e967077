"""How reading is run: who reads what, qualification, test cases, displays, holds, the page of read management."""
