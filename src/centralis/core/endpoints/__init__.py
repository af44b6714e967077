"""Endpoints of a trial: from responses and dates of subjects to rates, times and the rows behind the figures."""
