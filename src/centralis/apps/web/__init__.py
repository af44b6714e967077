"""The shell: layout, portfolio, worklists, dashboards."""
