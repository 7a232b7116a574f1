"""Judging: :func:`evaluate` for what is at hand, :class:`Run` for what comes piece by piece."""

from __future__ import annotations

import datetime
import json
import operator
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Union

from . import _duban
from ._policy import PathLike, Policy, language, paths_of, policy_of
from ._records import Fed, Inputs, csv, inputs, instant
from ._result import Result, Rows

Instant = Union[str, datetime.date, datetime.datetime, None]
Readings = Union[Mapping[str, str], Iterable[str]]


def evaluate(
    records: Any = None,
    policy: Policy | PathLike | Iterable[PathLike] | None = None,
    *,
    as_of: Instant,
    as_known_at: Instant = None,
    show: str = "all",
    explain: str = "shown",
    readings: Readings = (),
    all_readings: bool = False,
    threads: int = 0,
    strict: bool = False,
    mapping: PathLike | Iterable[PathLike] = (),
    partial: bool = False,
    column: str | None = None,
    cases: Any = None,
    events: Any = None,
    lang: str | None = None,
) -> Result:
    """Judges records, as ``duban evaluate`` does; the options have the names of the command's.

    Args:
        records: a path or several, to files of any format that duban reads; the bytes of such a file; a list or any
            iterable of dicts, or of JSON texts; a pandas DataFrame or an Arrow table (one row a record, ``events`` nested,
            or a column of JSON text).
        policy: a :class:`Policy`, or the paths of one.
        as_of: the instant of judgement; a date means 24:00 of that day, a datetime without zone is in the policy's;
            None: now.
        as_known_at: leave out what was entered (``recorded_at``) later.
        show: which verdicts are given: ``"violations"``, ``"open"`` or ``"all"``.
        explain: ``"shown"``: verdicts with the steps that lead to them; ``"never"``: without, which is faster.
        readings: other readings of rules, ``{"RULE": "READING"}`` or ``["RULE=READING"]``.
        all_readings: judge under every reading and mark verdicts that depend on it.
        threads: 0 for every core; the result is the same.
        strict: stop at the first data error.
        mapping: how tables are read as records; none: the only one in the policy's ``mappings`` folder.
        partial: give no verdicts of metrics; their partial results are to be joined by :func:`merge`.
        column: the column of JSON text in a table; not needed where it is the only one.
        cases, events: instead of ``records``, two tables that a mapping reads, as the files ``cases.csv`` and
            ``events.csv``.
        lang: language of messages, ``"zh"`` or ``"en"``; else the policy's.

    Raises:
        PolicyError: a policy or mapping is wrong.
        Error: nothing was judged; the message says why.
        TypeError, ValueError: an argument is wrong.

    What is wrong in the records is no exception: it stands in ``errors``, and the other records are judged.

    >>> record = {"id": "A-1", "events": [{"type": "caught", "at": "2022-05-15T15:00:00+08:00", "by": "police"}]}
    >>> result = evaluate([record], "policies/xiangzhou-dui", as_of="2022-06-01", show="violations")
    >>> result
    <duban.Result 1 records, 2 verdicts, 2 violations, 0 errors>
    >>> result.verdicts[0]["rule"], result.verdicts[0]["status"]
    ('XZ-01', 'overdue')
    """
    policy = policy_of(policy, lang)
    given = chosen(records, cases, events, column)
    run = Run(
        policy,
        as_of=as_of,
        as_known_at=as_known_at,
        show=show,
        explain=explain,
        readings=readings,
        all_readings=all_readings,
        threads=threads,
        strict=strict,
        mapping=mapping,
        partial=partial,
        lang=lang,
        inputs=given,
    )
    try:
        for n, (_, _, pieces) in enumerate(given.fed):
            for piece in pieces:
                if not run.judging.feed(n, piece):
                    break
            run.judging.close(n)
        return run.finish()
    except BaseException:
        run.stop()
        raise


def chosen(records: Any, cases: Any, events: Any, column: str | None) -> Inputs:
    if cases is None and events is None:
        if records is None:
            raise TypeError("records: nothing is given to judge / 没有给出要评判的记录")
        return inputs(records, column)
    if column is not None:
        raise ValueError("column: only for records that are a table; a mapping names those of cases and events / column 只用于 records 为一张表时")
    if records is not None or cases is None or events is None:
        raise TypeError("either records, or cases and events together / 只给 records,或同时给 cases 和 events")
    return Inputs([Fed("cases.csv", False, csv(cases, "cases")), Fed("events.csv", False, csv(events, "events"))], [])


class Run:
    """A run whose records come piece by piece: lines of NDJSON in, lines of verdicts out, in the same order.

    Of a record that comes twice the second is a data error, however far apart they are. Memory does not grow with what
    is fed, as long as verdicts are taken.

    >>> run = Run("policies/xiangzhou-dui", as_of="2024-06-01", show="violations")
    >>> with open("examples/xiangzhou.ndjson", "rb") as records:
    ...     lines = b"".join(run.feed(line) for line in records)
    >>> result = run.finish()
    >>> len((lines + result.ndjson).splitlines()), result.tally["records"]
    (7, 6)
    """

    def __init__(
        self,
        policy: Policy | PathLike | Iterable[PathLike],
        *,
        as_of: Instant,
        as_known_at: Instant = None,
        show: str = "all",
        explain: str = "shown",
        readings: Readings = (),
        all_readings: bool = False,
        threads: int = 1,
        strict: bool = False,
        mapping: PathLike | Iterable[PathLike] = (),
        partial: bool = False,
        lang: str | None = None,
        inputs: Inputs | None = None,
    ) -> None:
        policy = policy_of(policy, lang)
        given = inputs or Inputs([Fed("records", True, iter(()))], [])
        text_options(show=show, explain=explain)
        for name, on in (("all_readings", all_readings), ("strict", strict), ("partial", partial)):
            if not isinstance(on, bool):
                raise TypeError(f"{name}: True or False is wanted, not {type(on).__name__} / 应为 True 或 False")
        if all_readings and partial:
            raise ValueError("all_readings and partial exclude each other / all_readings 与 partial 不能同时用")
        if not hasattr(threads, "__index__") or operator.index(threads) < 0:
            raise ValueError("threads: a number from 0 on / 应为不小于 0 的整数")
        self.judging = _duban.Judging(
            policy._inner,
            names=[(name, lines) for name, lines, _ in given.fed],
            paths=given.paths,
            as_of=instant(as_of, "as_of"),
            as_known_at=instant(as_known_at, "as_known_at"),
            show=show,
            explain=explain,
            readings=reading_list(readings),
            all_readings=all_readings,
            threads=min(operator.index(threads), sys.maxsize),
            strict=strict,
            mappings=paths_of(mapping, "mapping"),
            partial=partial,
            lang=language(lang) if lang is not None else policy.lang,
        )

    def feed(self, lines: bytes) -> bytes:
        """Takes lines of NDJSON, of any length, and gives the lines of verdicts that are ready.

        Raises:
            TypeError: it is no bytes.
            ValueError: the run is finished or stopped.
        """
        if not isinstance(lines, bytes):
            raise TypeError(f"lines: bytes are wanted, not {type(lines).__name__} / 应为 bytes")
        self.judging.feed(0, lines)
        return self.judging.take()

    def errors(self) -> bytes:
        """The data errors that have been found since, a JSON object a line; else they stand in the result."""
        return self.judging.errors()

    def finish(self) -> Result:
        """Ends the run: the verdicts and data errors that were not taken, and all the counts.

        Raises:
            ValueError: the run was finished before.
        """
        judged = self.judging.finish()
        return Result(self.judging.take(), self.judging.errors(), judged.status, judged.partial, judged.told)

    def stop(self) -> None:
        """Gives the run up."""
        self.judging.stop()


def reading_list(readings: Readings) -> list[str]:
    if isinstance(readings, Mapping):
        return [f"{rule}={reading}" for rule, reading in readings.items()]
    found = [readings] if isinstance(readings, str) else list(readings) if isinstance(readings, Iterable) else [readings]
    for reading in found:
        if not isinstance(reading, str):
            raise TypeError('readings: {"RULE": "READING"} or ["RULE=READING"] is wanted / 应为 {"规则": "读法"} 或 ["规则=读法"]')
    return found


def text_options(**options: object) -> None:
    for name, value in options.items():
        if not isinstance(value, str):
            raise TypeError(f"{name}: a text is wanted, not {type(value).__name__} / 应为文字")


def merge(
    partials: Iterable[str], policy: Policy | PathLike | Iterable[PathLike], *, show: str = "all", lang: str | None = None
) -> Result:
    """Joins what ``evaluate(…, partial=True)`` left of parts: one tally, metrics over all of it, as ``duban merge`` does.

    Args:
        partials: the ``partial`` of each result, or texts of files that ``--partial`` wrote.
        policy: the policies of then, byte for byte.

    ``ndjson`` and ``verdicts`` of the result are those of metrics; ``partial`` is that of the whole, to be joined further.

    Raises:
        TypeError: what is given is no list of texts.
        Error: the parts do not belong together: other policies, instants or readings.
    """
    policy = policy_of(policy, lang)
    text_options(show=show)
    if isinstance(partials, (str, bytes)) or not isinstance(partials, Iterable):
        raise TypeError("partials: put what is to be joined into a list / 请放进列表")
    texts = list(partials)
    for n, text in enumerate(texts):
        if not isinstance(text, str):
            raise TypeError(f"partials[{n}]: a text is wanted, not {type(text).__name__} / 应为文字")
    judged, ndjson = _duban.merge(policy._inner, texts, show, language(lang) if lang is not None else policy.lang)
    return Result(ndjson, b"", judged.status, judged.partial, judged.told)


def check(
    path: PathLike | Iterable[PathLike],
    *,
    sources: PathLike | None = None,
    mapping: PathLike | Iterable[PathLike] = (),
    lang: str | None = None,
) -> list[dict[str, Any]]:
    """Every finding of ``duban check`` about policies: ``code``, ``level``, ``file``, ``line``, ``column``, ``title``, …

    Raises:
        Error: a path, the folder of ``sources`` or a mapping is not there.

    >>> [finding for finding in check("policies/xiangzhou-dui") if finding["level"] == "error"]
    []
    """
    folders = paths_of(path, "path")
    if not folders:
        raise ValueError("path: no path is given / 没有给出路径")
    texts = next(iter(paths_of([] if sources is None else [sources], "sources")), None)
    found: list[dict[str, Any]] = json.loads(_duban.check(folders, texts, paths_of(mapping, "mapping"), language(lang)))
    return found


__all__ = ["Rows", "Run", "check", "evaluate", "merge"]
