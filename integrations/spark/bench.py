#!/usr/bin/env python3
"""Records a second and core: the program, the wheel, and Spark with one and two executors, on the same records.

    benches/workload/target/release/generate 400000 > cases.ndjson
    python integrations/spark/bench.py --duban target/release/duban --policy policies/xiangzhou-dui cases.ndjson

The ways take turns in every round, for machines have slow spells; medians, least and greatest are printed, and the
processor time of all processes. What Spark
costs beside the judgement is what remains when the same job only passes the records through Python.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

AS_OF = "2024-06-01"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--duban", default="target/release/duban")
    parser.add_argument("--policy", default="policies/xiangzhou-dui")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--show", default="violations")
    parser.add_argument("--partitions", type=int, default=8)
    parser.add_argument("--without-spark", action="store_true")
    parser.add_argument("--executors", default="1,2", type=lambda text: [int(n) for n in text.split(",")])
    parser.add_argument("cases")
    return parser.parse_args()


def spark_session(executors: int, partitions: int, size: int) -> Any:
    import pyspark
    from pyspark.sql import SparkSession

    os.environ.update(SPARK_HOME=os.path.dirname(pyspark.__file__), PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    session = (
        SparkSession.builder.master(f"local-cluster[{executors},1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", str(partitions))
        .config("spark.sql.files.maxPartitionBytes", str(max(1 << 20, size // partitions)))
        .config("spark.executor.memory", "1g")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    return session


def through(batches: Iterator[Any]) -> Iterator[Any]:
    """Records to Python and nothing back."""
    import pyarrow as pa

    n = sum(batch.num_rows for batch in batches)
    yield pa.RecordBatch.from_pydict({"n": [n]})


class Watched:
    """Judges a partition and tells how much memory that took: of the Python process, with the interpreter and Arrow."""

    def __init__(self, work: Any) -> None:
        self.work = work

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        import resource

        import pyarrow as pa

        for _ in self.work(batches):
            pass
        yield pa.RecordBatch.from_pydict({"kib": [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]})


def main() -> None:
    given = arguments()
    cases = os.path.abspath(given.cases)
    with open(cases, "rb") as file:
        records = sum(1 for _ in file)
    import duban

    policy = duban.Policy(given.policy)
    with open(cases, "rb") as file:
        text = file.read()
    options: dict[str, Any] = {"as_of": AS_OF, "show": given.show, "explain": "never"}
    command = [given.duban, "evaluate", "--policy", given.policy, "--as-of", AS_OF, "--show", given.show, "--explain", "never", "--format", "ndjson", "--threads", "1", cases]
    ways: dict[str, Callable[[], object]] = {
        "duban, 1 thread": lambda: subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False),
        "wheel, bytes in memory, 1 thread": lambda: duban.evaluate(text, policy, threads=1, **options),
        "wheel, a list of texts, 1 thread": lambda: duban.evaluate(text.splitlines(), policy, threads=1, **options),
    }
    if not given.without_spark:
        import duban_spark

        for executors in given.executors:
            spark = spark_session(executors, given.partitions, os.path.getsize(cases))

            def judged(duplicates: str, spark: Any = spark) -> None:
                rows = duban_spark.judge_files(spark, cases, policy, duplicates=duplicates, persist=None, **options)
                rows.lines.groupBy("sort").count().collect()

            ways = {
                **(ways if executors == given.executors[0] else {}),
                f"Spark, {executors} executor(s) of 1 core, ids known to be unique": lambda: judged("unchecked"),
                f"Spark, {executors} executor(s) of 1 core, duplicates looked for": lambda: judged("error"),
                f"Spark, {executors} executor(s) of 1 core, records through Python only": lambda: spark.read.text(cases).mapInArrow(through, "n bigint").collect(),
            }
            report(ways, records, given.rounds)
            if executors == given.executors[0]:
                work = duban_spark._judge.Work(policy, {**options, "as_known_at": None, "readings": [], "lang": None})
                taken = spark.read.text(cases).mapInArrow(Watched(work), "kib bigint").collect()
                print(f"most memory of a Python worker: {max(row['kib'] for row in taken) >> 10} MiB, {len(taken)} partitions", flush=True)
            spark.stop()
    else:
        report(ways, records, given.rounds)


def cores() -> float:
    """Seconds of processors that this process and all below it have used: says more than the clock where others work."""
    tick = os.sysconf("SC_CLK_TCK")
    parents: dict[int, tuple[int, int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(name)] = (int(fields[1]), sum(map(int, fields[11:15])))

    def is_ours(pid: int) -> bool:
        return pid == os.getpid() or (pid in parents and parents[pid][0] > 0 and is_ours(parents[pid][0]))

    return sum(used for pid, (_, used) in parents.items() if is_ours(pid)) / tick


def report(ways: dict[str, Callable[[], object]], records: int, rounds: int) -> None:
    times: dict[str, list[float]] = {name: [] for name in ways}
    work: dict[str, list[float]] = {name: [] for name in ways}
    for name, way in ways.items():
        way()  # not counted: processes start, files come into the cache
    for _ in range(rounds):
        for name, way in ways.items():
            start, used = time.perf_counter(), cores()
            way()
            times[name].append(time.perf_counter() - start)
            work[name].append(cores() - used)
    for name, taken in times.items():
        middle = statistics.median(taken)
        each = statistics.median(work[name]) / records * 1e6
        print(f"{name:62} {records / middle:>9,.0f} records/s  {middle:6.2f} s ({min(taken):.2f}–{max(taken):.2f})  {each:5.1f} core-s per 10⁶", flush=True)


if __name__ == "__main__":
    main()
