"""``python -m taxonomy.linking``: adds the vectors that the packaged ones lack, after a label was added or changed."""

from taxonomy.catalogue import load_catalogue
from taxonomy.linking import Linker, packaged_embedder
from taxonomy.linking.vectors import PACKAGED

if __name__ == "__main__":
    Linker(load_catalogue(), packaged_embedder(), kept=PACKAGED)
