"""What a worker answers over HTTP: `/livez` and `/readyz`."""
