"""What an executor does with one partition: records in, rows of four sorts out. No Spark here but the task's number."""

from __future__ import annotations

import bisect
import json
from collections.abc import Iterable, Iterator
from typing import Any, Optional

import pyarrow as pa
import pyarrow.compute as pc_typed
from duban import Policy, Run, merge
from duban._records import of_texts

pc: Any = pc_typed  # its functions are made when it is loaded: no stubs know them all

#: What a row is: a verdict, a data error, a data warning, or the partial result of the partition.
VERDICT, ERROR, WARNING, PART = "verdict", "error", "warning", "part"

#: The rows that judging gives. ``json`` of a verdict is its line of NDJSON, byte for byte.
ROWS = "sort string, partition int, json string"
_FIELDS: list[Any] = [("sort", pa.string()), ("partition", pa.int32()), ("json", pa.string())]
SCHEMA = pa.schema(_FIELDS)


class Work:
    """Judges one partition; it is pickled with the policy's bytes and needs no file on the executor."""

    def __init__(self, policy: Policy, options: dict[str, Any]) -> None:
        self.policy = policy
        self.options = options

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext

        task = TaskContext.get()
        partition = task.partitionId() if task else 0
        run = Run(self.policy, partial=True, threads=1, **self.options)
        files = Files()
        try:
            for batch in batches:
                if batch.num_columns > 1:
                    files.add(batch.column(1))
                for piece in of_texts(batch.column(0)):
                    lines = run.feed(piece)
                    if lines:
                        yield rows(VERDICT, partition, lines)
                errors = run.errors()
                if errors:
                    yield rows(ERROR, partition, files.named(errors))
            end = run.finish()
        except BaseException:
            run.stop()
            raise
        if end.ndjson:
            yield rows(VERDICT, partition, end.ndjson)
        errors = b"".join(encoded(error) for error in end.errors)
        if errors:
            yield rows(ERROR, partition, files.named(errors))
        # that a partition is empty says nothing about what is judged
        warnings = b"".join(encoded(warning) for warning in end.warnings if warning["code"] != "empty-input")
        if warnings:
            yield rows(WARNING, partition, warnings)
        yield rows(PART, partition, (end.partial or "").encode() + b"\n")


class Joining:
    """Joins the partial results of all partitions, a batch at a time: sums, so that their order does not matter."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        parts: list[str] = []
        for batch in batches:
            more = [str(part) for part in batch.column(0).to_pylist()]
            parts = [str(merge(parts + more, self.policy).partial)]
        yield pa.RecordBatch.from_pydict({"json": pa.array(parts, pa.string())})


def encoded(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"


def rows(sort: str, partition: int, lines: bytes) -> pa.RecordBatch:
    """A row a line."""
    texts = pa.array(lines.decode().split("\n")[:-1], pa.string())
    n = len(texts)
    return pa.RecordBatch.from_arrays([pa.repeat(pa.scalar(sort), n), pa.repeat(pa.scalar(partition, pa.int32()), n), texts], schema=SCHEMA)


class Files:
    """Which file each row of the partition came from, as runs of rows."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.names: list[Optional[str]] = []
        self.seen = 0

    def add(self, names: Any) -> None:
        """The file names of more rows, an Arrow array."""
        runs = pc.run_end_encode(names)
        start = 0
        for end, name in zip(runs.run_ends.to_pylist(), runs.values.to_pylist()):
            if not self.names or self.names[-1] != name:
                self.starts.append(self.seen + start)
                self.names.append(name)
            start = end
        self.seen += len(names)

    def named(self, errors: bytes) -> bytes:
        """Data errors with the file in the place of the partition's own input."""
        if not self.names:
            return errors
        told = []
        for line in errors.splitlines():
            error = json.loads(line)
            if error.get("line"):
                error["file"] = self.names[bisect.bisect_right(self.starts, error["line"] - 1) - 1]
            told.append(encoded(error))
        return b"".join(told)
