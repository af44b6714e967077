"""Sites: scanners, qualification, training."""
