"""The skills taxonomy: loading it, checking it, searching it, and what counts towards what."""

from taxonomy.catalogue.catalogue import Catalogue
from taxonomy.catalogue.esco.download import Progress, Skipped
from taxonomy.catalogue.esco.importing import EscoImport, import_esco
from taxonomy.catalogue.esco.tables import EscoError
from taxonomy.catalogue.release import CatalogueError, load_catalogue
from taxonomy.catalogue.search import Hit, SkillSearch
from taxonomy.catalogue.similarity import Similar, SimilarityKind
from taxonomy.catalogue.validate import Problem, check

__all__ = [
    "Catalogue",
    "CatalogueError",
    "EscoError",
    "EscoImport",
    "Hit",
    "Problem",
    "Progress",
    "Similar",
    "SimilarityKind",
    "SkillSearch",
    "Skipped",
    "check",
    "import_esco",
    "load_catalogue",
]
