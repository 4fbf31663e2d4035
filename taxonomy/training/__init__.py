"""Builds the artefacts that reading loads. Needs the dependency group ``train``; nothing at run time may import it."""
