"""What is served over HTTP: health, metrics; later webhook, projector page, calendar feed."""
