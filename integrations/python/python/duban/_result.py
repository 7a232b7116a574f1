"""What a run came to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    import pyarrow

#: The fields of a verdict, in the order of the NDJSON, and the Arrow type of each. What is nested stands as JSON text.
VERDICT = {
    "record": "string",
    "kind": "string",
    "policy": "string",
    "rule": "string",
    "on": "string",
    "to": "string",
    "period": "string",
    "status": "string",
    "bearer": "string",
    "due": "string",
    "due_exclusive": "bool",
    "due_earliest": "string",
    "done_by": "string",
    "done_at": "string",
    "late_s": "int64",
    "light": "string",
    "reading": "string",
    "contested": "json",
    "version": "json",
    "reason": "string",
    "value": "double",
    "numerator": "int64",
    "denominator": "int64",
    "missing": "strings",
    "warnings": "strings",
    "severity": "string",
    "message": "string",
    "cite": "string",
    "explain": "json",
}

#: The same of a data error.
ERROR = {
    "code": "string",
    "file": "string",
    "line": "int64",
    "column": "int64",
    "place": "string",
    "message": "string",
    "also": "string",
    "record": "string",
}


class Rows(list[dict[str, Any]]):
    """A list of dicts that also stands as a table of fixed columns.

    In tables, what is nested (``explain``, ``contested``, ``version``) is JSON text; instants stay texts as the report
    writes them (RFC 3339 with the policy's offset; less where the export knew less).
    """

    _columns: dict[str, str]

    @classmethod
    def of(cls, lines: bytes, columns: dict[str, str]) -> Rows:
        """Reads an object a line."""
        rows = cls(json.loads(line) for line in lines.splitlines())
        rows._columns = columns
        return rows

    def _cells(self) -> dict[str, list[Any]]:
        def cell(row: dict[str, Any], name: str, sort: str) -> Any:
            value = row.get(name)
            return json.dumps(value, ensure_ascii=False) if sort == "json" and value is not None else value

        return {name: [cell(row, name, sort) for row in self] for name, sort in self._columns.items()}

    def to_arrow(self) -> pyarrow.Table:
        """A ``pyarrow.Table``; always the same columns."""
        import pyarrow as pa

        sorts: dict[str, pa.DataType] = {"string": pa.string(), "json": pa.string(), "bool": pa.bool_(), "int64": pa.int64(), "double": pa.float64()}
        sorts["strings"] = pa.list_(pa.string())
        schema = pa.schema([(name, sorts[sort]) for name, sort in self._columns.items()])
        return pa.table(self._cells(), schema=schema)

    def to_pandas(self) -> pandas.DataFrame:
        """A ``pandas.DataFrame``; always the same columns. What may be absent is ``string``, ``Int64``, ``boolean``."""
        import pandas as pd

        frame = pd.DataFrame(self._cells(), columns=list(self._columns), dtype="object")
        kinds = {"string": "string", "json": "string", "int64": "Int64", "bool": "boolean", "double": "Float64", "strings": "object"}
        return frame.astype({name: kinds[sort] for name, sort in self._columns.items()})


class Result:
    """What a run came to: the same that ``duban evaluate`` reports.

    Attributes:
        ndjson: the verdicts, byte for byte as ``duban evaluate --format ndjson`` writes them.
        partial: what :func:`duban.merge` joins (the text that ``--partial`` writes); None where the run was cut short
            or judged every reading.
        status: the exit status of the command: 0 no violation, 1 violations, 2 data errors.
        as_of: the instant of judgement, RFC 3339.
        policies: ``id``, ``title`` and ``digest`` of each policy.
        metrics: each metric with every number of every group.
        tally: counts: ``records``, ``verdicts``, ``violations``, ``errors``, ``statuses``, ``rules``, …
        warnings: data warnings: ``code``, ``name``, ``count``, ``first``, ``message``.
        notices: what the command would say at its end, a line each.
    """

    __slots__ = ("_error_lines", "_errors", "_verdicts", "as_of", "metrics", "ndjson", "notices", "partial", "policies", "status", "tally", "warnings")

    def __init__(self, ndjson: bytes, errors: bytes, status: int, partial: str | None, told: str) -> None:
        end: dict[str, Any] = json.loads(told)
        self.ndjson = ndjson
        self.status = status
        self.partial = partial
        self.as_of: str = end["as_of"]
        self.policies: list[dict[str, Any]] = end["policies"]
        self.metrics: list[dict[str, Any]] = end["metrics"]
        self.tally: dict[str, Any] = end["summary"]
        self.warnings: list[dict[str, Any]] = end["warnings"]
        self.notices: list[str] = end["notices"]
        self._error_lines = errors
        self._verdicts: Rows | None = None
        self._errors: Rows | None = None

    @property
    def verdicts(self) -> Rows:
        """The verdicts as dicts; ``.to_pandas()``, ``.to_arrow()`` give tables."""
        if self._verdicts is None:
            self._verdicts = Rows.of(self.ndjson, VERDICT)
        return self._verdicts

    @property
    def errors(self) -> Rows:
        """The data errors, each with its place and the record as it stood; those records are not judged, the others are."""
        if self._errors is None:
            self._errors = Rows.of(self._error_lines, ERROR)
        return self._errors

    def __repr__(self) -> str:
        tally = self.tally
        return f"<duban.Result {tally['records']} records, {tally['verdicts']} verdicts, {tally['violations']} violations, {tally['errors']} errors>"
