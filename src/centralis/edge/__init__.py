"""What runs at a site: the gateway and the browser's engine."""
