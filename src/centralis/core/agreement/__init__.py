"""How far readers agree with each other, with themselves and with the truth."""
