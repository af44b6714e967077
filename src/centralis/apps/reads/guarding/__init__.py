"""What keeps readers blinded: the scan before release, questions without unblinding, seeing what a reader sees."""
