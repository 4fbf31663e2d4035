"""Linking: from a sentence to the skills of the catalogue, ESCO included."""

from taxonomy.linking.embedding import Embedder, OnnxEmbedder, embedder_available, packaged_embedder
from taxonomy.linking.linker import Link, Linker, labels_without_vectors

__all__ = [
    "Embedder",
    "Link",
    "Linker",
    "OnnxEmbedder",
    "embedder_available",
    "labels_without_vectors",
    "packaged_embedder",
]
