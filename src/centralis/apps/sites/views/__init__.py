"""Pages of sites; and of subjects and governance, which show a site's name and so stand above their own rooms."""
