"""What a skill is, and how a text speaks of it: catalogue, redaction, reading. No web, no database, no clock."""
