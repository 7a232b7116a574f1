"""Over several executors the verdicts are those of the program, byte for byte, whatever breaks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import POLICIES, ROOT, as_of, conformance, evaluate
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

import duban
import duban_spark

BROKEN = ["not a record", '{"id":"z","events":', "[1,2]", '{"id":"z1","events":[{"type":"caught","at":"2022-02-30"}]}', '{"events":[]}', "{}"]


def policy(name: str) -> duban.Policy:
    return duban.Policy(ROOT / "policies" / name, lang="en")


def lines(judged: duban_spark.Judged) -> list[bytes]:
    """Every verdict, those of metrics too, sorted."""
    found = [row["json"].encode() for row in judged.verdicts.select("json").collect()]
    return sorted(found + judged.merged().ndjson.splitlines())


def told(ran: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(ran.stdout)
    return report


def same(judged: duban_spark.Judged, name: str, records: Path) -> None:
    """Verdicts, metrics, counts and data errors are those of the program on the same records."""
    assert lines(judged) == sorted(evaluate(name, records, "--format", "ndjson").stdout.splitlines())
    report = told(evaluate(name, records, "--format", "json"))
    assert judged.metrics() == report["metrics"]
    assert judged.tally() == report["summary"]
    key = ("code", "message")
    errors = sorted(tuple(row[name] for name in key) for row in judged.errors.collect())
    assert errors == sorted(tuple(error[name] for name in key) for error in report["errors"])
    warnings = {(row["code"], row["name"]): row["count"] for row in judged.warnings.collect()}
    of_names = {(warning["code"], warning["name"]): warning["count"] for warning in report["warnings"] if warning["name"]}
    assert {key: count for key, count in warnings.items() if key[1]} == of_names


@pytest.mark.parametrize("name", POLICIES)
def test_verdicts_metrics_and_counts_are_those_of_the_program(spark: SparkSession, name: str) -> None:
    chinese = duban.Policy(ROOT / "policies" / name, lang="zh")
    judged = duban_spark.judge_files(spark, conformance(name), chinese, as_of=as_of(name), lang="en")
    report = told(evaluate(name, conformance(name), "--format", "json"))
    assert lines(judged) == sorted(evaluate(name, conformance(name), "--format", "ndjson").stdout.splitlines())
    assert (judged.metrics(), judged.tally()) == (report["metrics"], report["summary"])
    assert judged.lines.select("partition").distinct().count() > 1
    judged.unpersist()


def test_broken_and_doubled_records_fail_no_job(spark: SparkSession, tmp_path: Path) -> None:
    records = conformance("xiangzhou-dui").read_text().splitlines()
    for n, text in enumerate(BROKEN):
        records.insert(n * 20, text)
    records += records[30:33] + ["", " \t"]
    file = tmp_path / "broken.ndjson"
    file.write_text("\n".join(records))
    judged = duban_spark.judge_files(spark, str(file), policy("xiangzhou-dui"), as_of=as_of("xiangzhou-dui"), lang="en")
    same(judged, "xiangzhou-dui", file)
    errors = judged.errors.collect()
    assert {row["record"] for row in errors} >= set(BROKEN) and all(row["file"].endswith("broken.ndjson") for row in errors)
    assert sum(row["code"] == "duplicate-record" for row in errors) == 3, [row["code"] for row in errors]
    # unchecked: no shuffle, and what stands in two partitions counts twice
    df = spark.createDataFrame([(text,) for text in [records[1]] * 3], "json string").repartition(3)
    loose = duban_spark.judge(df, policy("xiangzhou-dui"), as_of=as_of("xiangzhou-dui"), duplicates="unchecked")
    assert loose.tally()["records"] + loose.tally()["errors"] == 3 and loose.errors.count() < 3
    judged.unpersist()


def test_the_same_of_columns_and_of_json_text(spark: SparkSession, tmp_path: Path) -> None:
    name = "xiangzhou-dui"
    texts = spark.read.text(str(conformance(name))).withColumnRenamed("value", "json")
    of_texts = duban_spark.judge(texts, policy(name), as_of=as_of(name), lang="en", persist=None)
    same(of_texts, name, conformance(name))
    file = tmp_path / "cases.ndjson"
    records = [json.loads(line) for line in (ROOT / "examples/xiangzhou.ndjson").read_text().splitlines()]
    for event in (event for record in records for event in record["events"]):  # a column has one type
        event["to"] = [event["to"]] if isinstance(event.get("to"), str) else event.get("to")
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    nested = spark.read.json(str(file))
    assert "array<struct<" in nested.schema["events"].dataType.simpleString()
    of_columns = duban_spark.judge(nested, policy(name), as_of=as_of(name), lang="en")
    same(of_columns, name, file)
    many = texts.withColumn("n", F.lit(1))
    assert duban_spark.judge(many, policy(name), as_of=as_of(name), column="json", order="n").tally() == of_texts.tally()


def test_what_is_saved_is_read_again(spark: SparkSession, tmp_path: Path) -> None:
    name = "dezhou-gang"
    judged = duban_spark.judge_files(spark, str(conformance(name)), policy(name), as_of=as_of(name), lang="en", persist=None)
    same(judged.save(str(tmp_path / "judged")), name, conformance(name))
    row = judged.verdicts.where("status = 'late'").first()
    assert row is not None and row["late_s"] > 0 and json.loads(row["explain"]) and json.loads(row["json"])["rule"] == row["rule"]


def test_nothing_to_judge(spark: SparkSession) -> None:
    judged = duban_spark.judge(spark.createDataFrame([], "json string"), policy("xiangzhou-dui"), as_of="2024-06-01")
    assert judged.verdicts.count() == 0 and judged.tally()["records"] == 0 and judged.merged().status == 0
    no_rows = spark.createDataFrame(spark.sparkContext.emptyRDD(), "json string")
    no_partition = duban_spark.judge(no_rows, policy("xiangzhou-dui"), as_of="2024-06-01", duplicates="unchecked")
    assert no_partition.tally() == judged.tally() and no_partition.merged().partial == judged.merged().partial
    assert judged.warnings.count() == 0, "an empty partition is no empty export"


def test_arguments_are_looked_at_on_the_driver(spark: SparkSession) -> None:
    df = spark.createDataFrame([("{}", 1)], "json string, n int")
    with pytest.raises(duban.Error, match="no time"):
        duban_spark.judge(df, policy("xiangzhou-dui"), as_of="some day", column="json")
    with pytest.raises(duban.Error, match="XZ-99"):
        duban_spark.judge(df, policy("xiangzhou-dui"), as_of="2024-06-01", column="json", readings=["XZ-99=x"])
    for arguments, word in (({}, "no column id"), ({"column": "x"}, "column"), ({"column": "json", "duplicates": "no"}, "duplicates")):
        with pytest.raises(ValueError, match=word):
            duban_spark.judge(df, policy("xiangzhou-dui"), as_of="2024-06-01", **arguments)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="JSON text"):
        duban_spark.judge(df, policy("xiangzhou-dui"), as_of="2024-06-01", column="n")
    with pytest.raises(TypeError, match="column n: JSON text"):
        duban_spark.judge(df.select("n"), policy("xiangzhou-dui"), as_of="2024-06-01")
    with pytest.raises(TypeError, match="a DataFrame of Spark is wanted, not list"):
        duban_spark.judge([], policy("xiangzhou-dui"), as_of="2024-06-01")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="order: says nothing"):
        duban_spark.judge(df, policy("xiangzhou-dui"), as_of="2024-06-01", column="json", order="n", duplicates="unchecked")
    with pytest.raises(duban.Error, match="no time"):
        duban_spark.judge(df, policy("xiangzhou-dui"), as_of="", column="json")
    stream = spark.readStream.format("rate").load().selectExpr("'{}' as json")
    with pytest.raises(ValueError, match="foreachBatch"):
        duban_spark.judge(stream, policy("xiangzhou-dui"), as_of="2024-06-01")
    for paths in ([], "", None, [3]):
        with pytest.raises(ValueError, match="paths: "):
            duban_spark.judge_files(spark, paths, policy("xiangzhou-dui"), as_of="2024-06-01")  # type: ignore[arg-type]


def test_names_of_columns(spark: SparkSession) -> None:
    """A dot is no nesting, a key of a record is no JSON text, and to order by one does not take it away."""
    made, text = policy("xiangzhou-dui"), '{"id":"a","events":[]}'
    df = spark.createDataFrame([(text, 1)], "`cases.json` string, `the.n` int")
    for judged in (
        duban_spark.judge(df.select("`cases.json`"), made, as_of="2024-06-01"),
        duban_spark.judge(df, made, as_of="2024-06-01", column="cases.json", order="the.n"),
        duban_spark.judge(spark.createDataFrame([("a",)], "id string"), made, as_of="2024-06-01"),
    ):
        assert judged.tally()["records"] == 1 and judged.errors.count() == 0 == judged.warnings.count()
    kinds = spark.createDataFrame([("a", "unheard-of")], "id string, kind string")
    assert duban_spark.judge(kinds, made, as_of="2024-06-01", order="kind").warnings.select("code").collect()[0][0] == "unknown-kind"


def test_nan_is_absent(spark: SparkSession) -> None:
    """As in pandas: a text would stand in its place."""
    from duban_spark._judge import text_of

    nan = float("nan")
    sorts = "id string, attributes struct<number:double,of:array<struct<x:float>>,by:map<string,double>>, n double"
    df = spark.createDataFrame([("a", (nan, [(nan,)], {"x": nan}), 1.0), ("b", None, nan), ("c", (1.5, None, None), nan)], sorts)
    texts = [json.loads(row[0]) for row in df.select(text_of(df, None, "n")[0]).collect()]
    assert texts == [{"id": "a", "attributes": {"of": [{}], "by": {"x": None}}}, {"id": "b"}, {"id": "c", "attributes": {"number": 1.5}}]


def test_the_page_is_true(spark: SparkSession, capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs/spark.md").read_text()
    code = page.split("```python\n")[1].split("```")[0]
    here = {"hdfs:///cases/2024/*.ndjson": str(conformance("xiangzhou-dui")), "policies/xiangzhou-dui": str(ROOT / "policies/xiangzhou-dui")}
    for said, meant in here.items():
        assert said in code
        code = code.replace(said, meant)
    exec(compile(code, "docs/spark.md", "exec"), {})
    assert "overdue" in capsys.readouterr().out


def executors(spark: SparkSession) -> list[int]:
    """The processes of this session's executors, and of no other's."""
    app = spark.sparkContext.applicationId.encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"org.apache.spark.executor.CoarseGrainedExecutorBackend" in command and app in command:
            found.append(int(process.name))
    return found


def test_an_executor_is_killed_half_way(spark: SparkSession, tmp_path: Path) -> None:
    """Last: the cluster has another executor afterwards."""
    name = "xiangzhou-dui"
    records = [json.loads(line) for line in conformance(name).read_text().splitlines()]
    for n in range(12):
        with (tmp_path / f"{n:02}.ndjson").open("w") as file:
            for copy in range(10):
                for record in records:
                    file.write(json.dumps({**record, "id": f"{n}-{copy}-{record['id']}"}, ensure_ascii=False) + "\n")
            file.write("\n".join(BROKEN) + "\n")
    every = tmp_path / "all"
    every.write_bytes(b"".join(file.read_bytes() for file in sorted(tmp_path.glob("*.ndjson"))))
    before = executors(spark)
    assert len(before) >= 2, "two executors, each a process"
    judged = duban_spark.judge_files(spark, str(tmp_path / "*.ndjson"), policy(name), as_of=as_of(name), lang="en")
    tracker = spark.sparkContext.statusTracker()
    killed: list[int] = []

    def kill() -> None:
        for _ in range(3000):
            stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
            # some partitions are judged, and kept by the executor that dies; others are not
            if any(stage and 0 < stage.numCompletedTasks < stage.numTasks and stage.numTasks == 4 for stage in stages):
                os.kill(before[0], signal.SIGKILL)
                killed.append(before[0])
                return
            time.sleep(0.01)

    thread = threading.Thread(target=kill)
    thread.start()
    judged.lines.count()
    thread.join()
    assert killed, "the executor was killed while the job ran"
    ran = evaluate(name, every, "--format", "ndjson")
    assert lines(judged) == sorted(ran.stdout.splitlines())
    report = told(evaluate(name, every, "--format", "json", "--show", "violations"))
    assert judged.metrics() == report["metrics"] and judged.tally()["rules"] == report["summary"]["rules"]
    assert judged.errors.count() == report["summary"]["errors"] == judged.tally()["errors"]
    assert before[0] not in executors(spark)
