"""What judging gave, as DataFrames, and what is merged from all partitions."""

from __future__ import annotations

from typing import Any, Optional

import duban
from duban import Policy, Result
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from ._work import ERROR, PART, VERDICT, WARNING, Joining

#: The fields of a verdict. What is nested stands as JSON text.
FIELDS = (
    "record string, kind string, policy string, rule string, `on` string, `to` string, period string, status string, bearer string, "
    "due string, due_exclusive boolean, due_earliest string, done_by string, done_at string, late_s bigint, light string, "
    "reading string, contested string, version string, reason string, value double, numerator bigint, denominator bigint, "
    "missing array<string>, warnings array<string>, severity string, message string, cite string, explain string"
)

FAULTS = "code string, file string, line bigint, `column` bigint, place string, message string, also string, record string"

WARNINGS = "code string, name string, count bigint, first string, message string"


class Judged:
    """What judging gave. The rows of all sorts come from one pass over the records.

    Attributes:
        lines: ``sort`` (verdict, error, warning, part), ``partition``, ``json``: kept as :func:`judge` was told. What an
            executor held that is lost is judged again from the records, with the same result.
    """

    def __init__(self, lines: DataFrame, policy: Policy, show: str, lang: Optional[str] = None, nothing: Optional[str] = None) -> None:
        self.lines = lines
        self.policy = policy
        self.show = show
        self.lang = lang
        self._nothing = nothing  # the partial result of no records: there may be no partition
        self._merged: Optional[Result] = None

    def _of(self, sort: str) -> DataFrame:
        return self.lines.where(F.col("sort") == sort)

    @property
    def verdicts(self) -> DataFrame:
        """A row a verdict: its fields, and ``json``, the line of NDJSON byte for byte. Those of metrics: :meth:`merged`."""
        return self._of(VERDICT).select(F.from_json("json", FIELDS).alias("verdict"), "json").select("verdict.*", "json")

    @property
    def errors(self) -> DataFrame:
        """A row a data error: ``partition``, ``code``, ``file``, ``line`` (the row of the partition), ``message``, ``record`` as it stood, …"""
        return self._of(ERROR).select("partition", F.from_json("json", FAULTS).alias("error")).select("partition", "error.*")

    @property
    def warnings(self) -> DataFrame:
        """Data warnings, each name once with its count: names that the policy does not know, and the like. That there was
        nothing to judge shows in :meth:`tally`."""
        each = self._of(WARNING).select(F.from_json("json", WARNINGS).alias("warning")).select("warning.*")
        return each.groupBy("code", "name").agg(F.sum("count").alias("count"), F.first("message").alias("message"))

    def merged(self) -> Result:
        """All partitions as one (an action, once): ``metrics``, ``tally``, ``status``, and the verdicts of metrics as ``verdicts``, ``ndjson``."""
        if self._merged is None:
            # one task joins them all, the driver gets one row
            joined = self._of(PART).select("json").repartition(1).mapInArrow(Joining(self.policy), "json string").collect()
            parts = [row["json"] for row in joined] or [part for part in (self._nothing,) if part]
            self._merged = duban.merge(parts, self.policy, show=self.show, lang=self.lang)
        return self._merged

    def metrics(self) -> list[dict[str, Any]]:
        """Every metric over all records, exact: counts of partitions are added up, not shares."""
        return self.merged().metrics

    def tally(self) -> dict[str, Any]:
        """Counts over all records: ``records``, ``verdicts``, ``violations``, ``errors``, ``statuses``, ``rules``."""
        return self.merged().tally

    def save(self, path: str, mode: str = "errorifexists") -> Judged:
        """Judges and writes the rows as Parquet, a folder a sort; gives what :func:`load` gives. For more than disks of
        executors should hold, and for what is to last."""
        self.lines.write.partitionBy("sort").mode(mode).parquet(path)
        kept = load(self.lines.sparkSession, path, self.policy, self.show)
        kept.lang, kept._nothing = self.lang, self._nothing
        return kept

    def unpersist(self) -> None:
        """Lets the kept rows go."""
        self.lines.unpersist()


def load(spark: SparkSession, path: str, policy: Policy, show: str = "all") -> Judged:
    """What :meth:`Judged.save` wrote. The policy must be that of then, byte for byte, if anything is to be merged."""
    return Judged(spark.read.schema("partition int, json string, sort string").parquet(path), policy, show)

