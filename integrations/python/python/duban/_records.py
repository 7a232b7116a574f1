"""From what analysts have to what duban reads: bytes of NDJSON, of whole files, or paths."""

from __future__ import annotations

import datetime
import decimal
import itertools
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Union

#: Bytes handed over at once, about.
CHUNK = 1 << 20

#: Rows of a table turned into records at once.
ROWS = 4096


class Fed(NamedTuple):
    """An input that is fed: its name, whether it is a record a line, its bytes."""

    name: str
    lines: bool
    bytes: Iterator[bytes]


class Inputs(NamedTuple):
    """What is judged: inputs that are fed, then files."""

    fed: list[Fed]
    paths: list[Path]


Text = Union[str, bytes, bytearray, memoryview]


def instant(value: object, what: str) -> str | None:
    """An instant as the command line has it; of a datetime without zone the policy's zone is meant."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep="T" if value.tzinfo else " ", timespec="seconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"{what}: a text, a date or a datetime is wanted, not {type(value).__name__} / 应为文字、date 或 datetime")


def inputs(records: object, column: str | None) -> Inputs:
    """Tells the forms of records apart."""
    if isinstance(records, str) and records.lstrip()[:1] in ("{", "["):
        raise TypeError("records: a text is taken for a path; put records into a list / 单个字符串是路径;记录请放进列表")
    if isinstance(records, (str, os.PathLike)):
        return Inputs([], [Path(records)])
    if isinstance(records, (bytes, bytearray, memoryview)):
        return Inputs([Fed("records", False, iter([bytes(records)]))], [])
    if isinstance(records, Mapping):
        raise TypeError("records: one record; put it into a list / 这是一条记录;请放进列表")
    frame = rows_of(records, column)
    if frame is not None:
        return Inputs([Fed("records", True, frame)], [])
    if not isinstance(records, Iterable):
        raise TypeError(f"records: {type(records).__name__} is none of the forms that can be judged / 无法评判这种数据")
    if isinstance(records, (list, tuple)):
        if records and all(is_path(one) for one in records):
            return Inputs([], [Path(one) for one in records])
        return Inputs([Fed("records", True, chunked(line(n, one) for n, one in enumerate(records)))], [])
    rest = iter(records)
    first = list(itertools.islice(rest, 1))
    if first and isinstance(first[0], os.PathLike):
        return Inputs([], [path_of(n, one) for n, one in enumerate(itertools.chain(first, rest))])
    again = itertools.chain(first, rest)
    return Inputs([Fed("records", True, chunked(line(n, one) for n, one in enumerate(again)))], [])


def is_path(one: object) -> bool:
    """Of a list, texts are paths if none of them looks like JSON; of other iterables they are records."""
    return isinstance(one, os.PathLike) or (isinstance(one, str) and one.strip() != "" and one.lstrip()[0] not in "{[")


def path_of(n: int, one: object) -> Path:
    if not isinstance(one, os.PathLike):
        raise TypeError(f"records[{n}]: paths and records don't go together / 路径和记录不能混在一起")
    return Path(one)


def line(n: int, record: object) -> bytes:
    """One record as one line, without what ends it."""
    if isinstance(record, str):
        return one_line(record.encode("utf-8", "surrogatepass"))
    if isinstance(record, (bytes, bytearray, memoryview)):
        return one_line(bytes(record))
    if isinstance(record, Mapping):
        try:
            return encode(record)
        except (TypeError, ValueError, RecursionError) as error:
            raise TypeError(f"records[{n}]: {error}") from None
    if record is None:
        return b"null"
    if isinstance(record, os.PathLike):
        raise TypeError(f"records[{n}]: paths and records don't go together / 路径和记录不能混在一起")
    raise TypeError(f"records[{n}]: a dict or JSON text is wanted, not {type(record).__name__} / 应为 dict 或 JSON 文本")


_BREAKS = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\r\n]', re.DOTALL)


def one_line(text: bytes) -> bytes:
    """JSON text on one line. A line break in a string is no JSON: it stays a fault, as another control character."""
    if b"\n" in text or b"\r" in text:
        mend = re.compile(rb"[\r\n]")
        text = _BREAKS.sub(lambda found: b" " if found[0] in (b"\r", b"\n") else mend.sub(b"\x01", found[0]), text)
    return text if text.strip() else b"null"  # a blank line would be passed over in silence


_FAST = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=lambda value: plain(value))


def encode(record: object) -> bytes:
    """A record as JSON; what is missing in a table (NaN, NaT, NA) is null."""
    try:
        text = _FAST.encode(record)
    except ValueError:
        text = _FAST.encode(without_nan(record))
    return text.encode("utf-8", "surrogatepass")


def without_nan(value: Any) -> Any:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        if value != value:
            return None
        raise ValueError("an infinite number / 无穷大的数")
    if isinstance(value, Mapping):
        return {key: without_nan(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_nan(inner) for inner in value]
    return value


def plain(value: Any) -> Any:
    """What JSON has no form for."""
    kind = type(value).__name__
    if kind in ("NaTType", "NAType"):
        return None
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep="T" if value.tzinfo else " ")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    for name in ("tolist", "item"):  # arrays and numbers of numpy
        if hasattr(value, name):
            return without_nan(getattr(value, name)())
    raise TypeError(f"{kind} has no form in JSON / 不能写成 JSON")


def chunked(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines joined to larger pieces."""
    piece: list[bytes] = []
    size = 0
    for one in lines:
        piece.append(one)
        size += len(one) + 1
        if size >= CHUNK:
            yield b"\n".join(piece) + b"\n"
            piece, size = [], 0
    if piece:
        yield b"\n".join(piece) + b"\n"


def rows_of(records: Any, column: str | None) -> Iterator[bytes] | None:
    """The records of a table, or of a column of JSON text; None where it is neither."""
    module = type(records).__module__.split(".")[0]
    kind = type(records).__name__
    if module == "pandas" and kind == "Series":
        return chunked(line(n, None if one is None or one != one else one) for n, one in enumerate(records))
    if module == "pandas" and kind == "DataFrame":
        return of_pandas(records, column)
    if module == "pyarrow" and kind in ("Table", "RecordBatch", "RecordBatchReader"):
        return of_arrow(records, column)
    if module == "pyarrow" and hasattr(records, "type"):
        return of_texts(records)
    if hasattr(records, "__arrow_c_stream__"):
        import pyarrow as pa

        return of_arrow(pa.RecordBatchReader.from_stream(records), column)
    return None


def of_pandas(frame: Any, column: str | None) -> Iterator[bytes]:
    names = [str(name) for name in frame.columns]
    text = text_column(names, column)
    if text is not None:
        return chunked(line(n, None if one is None or one != one else one) for n, one in enumerate(frame[text]))

    def records() -> Iterator[bytes]:
        for start in range(0, len(frame), ROWS):
            for n, row in enumerate(frame.iloc[start : start + ROWS].to_dict("records")):
                yield line(start + n, {str(key): value for key, value in row.items() if not is_missing(value)})

    return chunked(records())


def is_missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and value != value) or type(value).__name__ in ("NaTType", "NAType")


def of_arrow(table: Any, column: str | None) -> Iterator[bytes]:
    text = text_column(table.schema.names, column)
    batches = [table] if type(table).__name__ == "RecordBatch" else table.to_batches() if hasattr(table, "to_batches") else table

    def records() -> Iterator[bytes]:
        n = 0
        for batch in batches:
            for start in range(0, batch.num_rows, ROWS):
                for row in batch.slice(start, ROWS).to_pylist(maps_as_pydicts="strict"):
                    yield line(n, present(row))
                    n += 1

    if text is not None:
        return (piece for batch in batches for piece in of_texts(batch.column(batch.schema.get_field_index(text))))
    return chunked(records())


def present(value: Any) -> Any:
    """Without the keys of structs that are null: Arrow gives every struct every key."""
    if isinstance(value, dict):
        return {key: present(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [present(inner) for inner in value]
    return value


def text_column(names: list[str], column: str | None) -> str | None:
    """The column of JSON text: the one named, else the only one."""
    if column is not None and column not in names:
        raise ValueError(f"column: there is no column {column!r} / 没有这一列:{' '.join(names)}")
    return column if column is not None else names[0] if len(names) == 1 else None


def of_texts(texts: Any) -> Iterator[bytes]:
    """JSON texts of an Arrow array: the bytes as they lie there, where each is one line already."""
    import pyarrow as pa
    import pyarrow.compute as pc

    chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
    for whole in chunks:
        for start in range(0, len(whole), ROWS):
            part = whole.slice(start, ROWS)
            if not (pa.types.is_string(part.type) or pa.types.is_large_string(part.type) or pa.types.is_binary(part.type)):
                raise TypeError(f"records: a column of JSON text is wanted, not {part.type} / 应为一列 JSON 文本")
            part = part.cast(pa.binary())
            breaks = pc.any(pc.match_substring_regex(part, r"^\s*$|[\r\n]")).as_py()
            if breaks or part.null_count:
                yield from chunked(line(n, one) for n, one in enumerate(part.to_pylist(), start))
            else:
                yield joined(part)


def joined(texts: Any) -> bytes:
    """Texts of an Arrow array, each with a line break, as one piece of memory."""
    import pyarrow as pa
    import pyarrow.compute as pc

    lines = pc.binary_join_element_wise(texts, pa.scalar(b""), pa.scalar(b"\n"))
    lines = lines.combine_chunks() if isinstance(lines, pa.ChunkedArray) else lines
    _, offsets, memory = lines.buffers()
    if offsets is None or memory is None or len(lines) == 0:
        return b""
    ends = memoryview(offsets).cast("i")
    return bytes(memoryview(memory)[ends[lines.offset] : ends[lines.offset + len(lines)]])


def csv(frame: Any, what: str) -> Iterator[bytes]:
    """A table as CSV, for a mapping to read."""
    if hasattr(frame, "to_csv"):  # pandas
        header = True
        for start in range(0, max(len(frame), 1), ROWS * 4):
            yield frame.iloc[start : start + ROWS * 4].to_csv(index=False, header=header).encode()
            header = False
        return
    if not (hasattr(frame, "__arrow_c_stream__") or hasattr(frame, "__arrow_c_array__")):
        raise TypeError(f"{what}: a DataFrame or an Arrow table is wanted, not {type(frame).__name__} / 应为 DataFrame 或 Arrow 表")
    import pyarrow as pa
    from pyarrow import csv as writer

    table = pa.Table.from_batches([frame]) if isinstance(frame, pa.RecordBatch) else pa.table(frame)
    out = pa.BufferOutputStream()
    writer.write_csv(table, out)
    yield out.getvalue().to_pybytes()
