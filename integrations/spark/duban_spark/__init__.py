"""Judges case records in Spark against written procedures, with the judgement of ``duban evaluate``.

    judged = duban_spark.judge_files(spark, "hdfs:///cases/*.ndjson", "policies/xiangzhou-dui", as_of="2024-06-01")
    judged.verdicts.where("status = 'overdue'").groupBy("rule").count().show()
    judged.errors.show()
    judged.metrics()
"""

from ._judge import judge, judge_files
from ._judged import Judged, load

__all__ = ["Judged", "judge", "judge_files", "load"]
