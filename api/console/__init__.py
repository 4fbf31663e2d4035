"""Pages for people at ``/console``: they call the service's public HTTP rules, and nothing else of it."""
