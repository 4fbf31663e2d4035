"""ESCO, the European classification: reading its official CSV download and holding it beside the built-in release."""
