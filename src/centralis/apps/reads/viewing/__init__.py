"""The viewer of the reading room: what a blinded reader's browser is given of an exam, and what it keeps there."""
