import pytest

from taxonomy.catalogue import Catalogue, load_catalogue
from taxonomy.reading import Reader
from taxonomy.reading.behaviour import LinearBehaviour


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def reader(catalogue: Catalogue) -> Reader:
    return Reader(catalogue, model=LinearBehaviour())
