"""A cluster of two executors in processes of their own; DUBAN names the program's binary."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyspark
import pytest
from pyspark.sql import SparkSession

ROOT = Path(__file__).resolve().parents[3]
POLICIES = ["xiangzhou-dui", "dezhou-gang", "chengguan-135", "hangjin-three-ones", "changde-126"]


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    home = str(Path(pyspark.__file__).parent)
    os.environ.update(SPARK_HOME=home, PYSPARK_PYTHON=sys.executable, PYSPARK_DRIVER_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    # an executor has no file of the repository at hand: it starts elsewhere
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("duban-spark")
        .config("spark.executor.memory", "512m")
        .config("spark.driver.memory", "512m")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.python.worker.reuse", "true")
        .config("spark.excludeOnFailure.enabled", "false")
        .config("spark.executorEnv.PYTHONPATH", "")
        .config("spark.local.dir", str(tmp_path_factory.mktemp("spark")))
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def evaluate(policy: str, records: Path, *more: str) -> subprocess.CompletedProcess[bytes]:
    """What the program makes of the same records."""
    program = os.environ.get("DUBAN") or str(ROOT / "target/debug/duban")
    arguments = ["--lang", "en", "evaluate", "--policy", str(ROOT / "policies" / policy), "--as-of", as_of(policy), *more, str(records)]
    return subprocess.run([program, *arguments], capture_output=True, check=False)


def as_of(policy: str) -> str:
    return (ROOT / f"tests/conformance/{policy}/as_of").read_text().strip()


def conformance(policy: str) -> Path:
    return ROOT / f"tests/conformance/{policy}/cases.ndjson"
