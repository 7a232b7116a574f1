"""From DataFrames and files of records to :class:`Judged`."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping
from typing import Any, Optional, Union

from duban import Policy
from duban._evaluate import Instant, reading_list
from duban._policy import PathLike, policy_of
from duban._records import instant
from pyspark import StorageLevel
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, DataType, DoubleType, FloatType, MapType, StringType, StructType

from ._judged import Judged
from ._work import ROWS, Work

#: Judged once, whatever is asked afterwards; what memory does not hold goes to the executors' disks.
ONCE = StorageLevel.MEMORY_AND_DISK


def judge(
    df: DataFrame,
    policy: Union[Policy, PathLike, Iterable[PathLike]],
    *,
    as_of: Instant,
    as_known_at: Instant = None,
    show: str = "all",
    explain: str = "shown",
    readings: Union[Mapping[str, str], Iterable[str]] = (),
    column: Optional[str] = None,
    duplicates: str = "error",
    order: Optional[str] = None,
    persist: Optional[StorageLevel] = ONCE,
    lang: Optional[str] = None,
) -> Judged:
    """Judges the records of a DataFrame, no stream. Nothing runs before something of the result is asked for.

    Args:
        df: a record a row: the keys of records as columns (``id``, ``kind``, ``attributes``, ``events`` nested as structs,
            maps and arrays; NaN and null are absent), or a column of JSON text.
        policy: a ``duban.Policy``, or its paths on the driver; its bytes go with the job.
        as_of: the instant of judgement; None: now, by the driver's clock, the same for all.
        as_known_at, show, explain, readings, lang: as in ``duban.evaluate``.
        column: the column of JSON text; not needed where it is the only one.
        duplicates: ``"error"``: records are shuffled by id, so that of those with one id (and kind) one is judged and the
            others are data errors, as in ``duban evaluate``; ``"unchecked"``: no shuffle, for ids that are known to be
            unique: records of one id in different partitions are all judged and counted.
        order: a column by which the first of several records with one id is chosen; without, any of them. It is no part of
            the record, unless it is called like a key of one.
        persist: where judged rows are kept, so that they are judged once; None: judged again by every action.

    Data errors never fail the job: they stand in ``errors``.
    """
    if not isinstance(df, DataFrame):
        raise TypeError(f"df: a DataFrame of Spark is wanted, not {type(df).__name__}; spark.createDataFrame makes one / 应为 Spark 的 DataFrame")
    if df.isStreaming:
        raise ValueError("df: a stream; judge its batches one by one, in foreachBatch / 这是流;请在 foreachBatch 里逐批评判")
    check(duplicates, order)
    if order is not None and order not in df.columns:
        raise ValueError(f"order: there is no column {order!r} / 没有这一列:{' '.join(df.columns)}")
    text, key = text_of(df, column, order)
    return judged_of(df, text, key, None, policy, as_of, as_known_at, show, explain, readings, duplicates, order, persist, lang)


def check(duplicates: str, order: Optional[str]) -> None:
    if duplicates not in ("error", "unchecked"):
        raise ValueError(f'duplicates: {duplicates!r}: write "error" or "unchecked" / 应写 "error" 或 "unchecked"')
    if order is not None and duplicates == "unchecked":
        raise ValueError('order: says nothing with duplicates="unchecked"; leave one out / 与 duplicates="unchecked" 不能同时用')


def judge_files(
    spark: SparkSession,
    paths: Union[PathLike, Iterable[PathLike]],
    policy: Union[Policy, PathLike, Iterable[PathLike]],
    *,
    as_of: Instant,
    as_known_at: Instant = None,
    show: str = "all",
    explain: str = "shown",
    readings: Union[Mapping[str, str], Iterable[str]] = (),
    duplicates: str = "error",
    persist: Optional[StorageLevel] = ONCE,
    lang: Optional[str] = None,
) -> Judged:
    """Judges files of NDJSON in UTF-8, a record a line, wherever Spark reads text from; large files are divided by lines.

    Data errors tell the file, and the row within the partition. The rest is as in :func:`judge`. Other formats
    (workbooks, CSV with a mapping) are for ``duban evaluate`` or ``duban.evaluate``.
    """
    check(duplicates, None)
    df = spark.read.text(names_of(paths)).select("value", F.col("_metadata.file_path").alias("file"))
    df = df.where(F.trim(F.col("value"), F.lit(" \t\r")) != "")  # blank lines say nothing, there as here
    text = F.col("value")
    return judged_of(df, text, id_in(text), F.col("file"), policy, as_of, as_known_at, show, explain, readings, duplicates, None, persist, lang)


def names_of(paths: object) -> list[str]:
    """Paths as Spark has them: with a scheme, a pattern; no path of this machine is made of them."""
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths) if isinstance(paths, Iterable) else [None]
    if not given or any(not isinstance(path, (str, os.PathLike)) for path in given) or "" in given:
        raise ValueError(f"paths: a path or several are wanted, not {paths!r} / 应为一个或几个路径")
    return [str(path) for path in given]


def judged_of(
    df: DataFrame,
    text: Column,
    key: Column,
    file: Optional[Column],
    policy: Any,
    as_of: Instant,
    as_known_at: Instant,
    show: str,
    explain: str,
    readings: Any,
    duplicates: str,
    order: Optional[str],
    persist: Optional[StorageLevel],
    lang: Optional[str],
) -> Judged:
    policy = policy_of(policy, lang)
    now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
    options = {
        "as_of": now if as_of is None else instant(as_of, "as_of"),
        "as_known_at": instant(as_known_at, "as_known_at"),
        "show": show,
        "explain": explain,
        "readings": reading_list(readings),
        "lang": lang,
    }
    nothing = tried(policy, options)
    wanted = [text.alias("json")] + ([file.alias("file")] if file is not None else [])
    if duplicates == "error":
        keyed = df.select(*wanted, key.alias("key"), *([named(order).alias("order")] if order else []))
        # as many partitions as the session has for shuffles
        df = keyed.repartition(F.col("key"))
        df = df.sortWithinPartitions("key", "order") if order else df
        df = df.select("json", *(["file"] if file is not None else []))
    else:
        df = df.select(*wanted)
    lines = df.mapInArrow(Work(policy, options), ROWS)
    if persist is not None:
        lines = lines.persist(persist)
    return Judged(lines, policy, show, lang, nothing)


def tried(policy: Policy, options: dict[str, Any]) -> Optional[str]:
    """What is wrong with the arguments is said here, not by an executor. The partial result of no records."""
    from duban import Run

    return Run(policy, partial=True, **options).finish().partial


def named(name: str) -> Column:
    """A column, whatever stands in its name."""
    return F.col("`" + name.replace("`", "``") + "`")


#: The keys of a record.
KEYS = ("id", "kind", "policy", "attributes", "events")


def text_of(df: DataFrame, column: Optional[str], order: Optional[str]) -> tuple[Column, Column]:
    """Records as JSON text, and what records with one id have in common."""
    names = [name for name in df.columns if name != order or name in KEYS]
    if column is None and len(names) == 1 and names[0] not in KEYS:
        column = names[0]
    if column is not None:
        if column not in df.columns:
            raise ValueError(f"column: there is no column {column!r} / 没有这一列:{' '.join(df.columns)}")
        if not isinstance(df.schema[column].dataType, StringType):
            raise TypeError(f"column {column}: JSON text is wanted, not {df.schema[column].dataType.simpleString()} / 应为 JSON 文本")
        return named(column), id_in(named(column))
    if "id" not in names:
        raise ValueError(f"no column id; rename one to it, or name that of JSON text by column= / 没有 id 列;请改名,或用 column= 指明 JSON 文本列:{' '.join(names)}")
    # in the executors' Java, which is quicker at it than Python; what is null is left out
    text = F.to_json(F.struct(*(open_nan(named(name), df.schema[name].dataType).alias(name) for name in names)))
    return text, F.coalesce(F.trim(F.col("id").cast("string")), text)


def open_nan(column: Column, sort: DataType) -> Column:
    """The column with null for NaN, which JSON would have as a text."""
    if isinstance(sort, (DoubleType, FloatType)):
        return F.when(~F.isnan(column), column)
    if not any(f'"{number}"' in sort.json() for number in ("double", "float")):
        return column
    if isinstance(sort, ArrayType):
        return F.transform(column, lambda one: open_nan(one, sort.elementType))
    if isinstance(sort, MapType):
        return F.transform_values(column, lambda _, one: open_nan(one, sort.valueType))
    if isinstance(sort, StructType):
        fields = (open_nan(column.getField(field.name), field.dataType).alias(field.name) for field in sort.fields)
        return F.when(column.isNotNull(), F.struct(*fields))
    return column


def id_in(text: Column) -> Column:
    """The id in a JSON text; of what has none, the text itself, for broken records must not all meet in one partition."""
    return F.coalesce(F.trim(F.get_json_object(text, "$.id")), text, F.lit(""))
