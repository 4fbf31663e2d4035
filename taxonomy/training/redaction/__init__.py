"""Training of the tagger that weighs words beside the rules of redaction."""
