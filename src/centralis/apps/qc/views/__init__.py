"""Pages of QC: the exam, the decision, the query console, deviations, the register of checks."""
