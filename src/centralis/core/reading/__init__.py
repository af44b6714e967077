"""The read design: who sees what, in which order, and when two reads need a third; pure functions over frozen facts."""
