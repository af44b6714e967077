"""People: accounts, roles held per trial, the permission map, signatures, tokens."""
