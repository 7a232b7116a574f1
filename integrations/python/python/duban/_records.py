"""From what analysts have to what duban reads: bytes of NDJSON, of whole files, or paths."""

from __future__ import annotations

import datetime
import decimal
import itertools
import json
import os
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, Union

from ._policy import paths_of

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
        return value.isoformat(sep="T" if value.tzinfo else " ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"{what}: a text, a date or a datetime is wanted, not {type(value).__name__} / 应为文字、date 或 datetime")


def inputs(records: object, column: str | None) -> Inputs:
    """Tells the forms of records apart."""
    frame = rows_of(records, column)
    if frame is not None:
        return Inputs([Fed("records", True, frame)], [])
    if isinstance(records, str) and records.lstrip()[:1] in ("{", "["):
        raise TypeError("records: a text is taken for a path; put records into a list / 单个字符串是路径;记录请放进列表")
    if isinstance(records, (str, os.PathLike)):
        return Inputs([], paths_of(records, "records"))
    if isinstance(records, (bytes, bytearray, memoryview)):
        return Inputs([Fed("records", False, iter([bytes(records)]))], [])
    if isinstance(records, Mapping):
        raise TypeError("records: one record; put it into a list / 这是一条记录;请放进列表")
    if not isinstance(records, Iterable):
        kind = type(records).__name__
        forms = "give a path, bytes, a list of dicts or of JSON texts, a DataFrame or an Arrow table / 请给路径、bytes、dict 或 JSON 文本的列表、DataFrame 或 Arrow 表"
        raise TypeError(f"records: {kind} cannot be judged: {forms}")
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
        except RecursionError:
            raise TypeError(f"records[{n}]: nested too deeply, or within itself / 嵌套过深,或包含自身") from None
        except FAULTS as error:
            raise TypeError(f"{place_of(record, f'records[{n}]')}: {error}") from None
    if record is None:
        return b"null"
    if isinstance(record, os.PathLike):
        raise TypeError(f"records[{n}]: paths and records don't go together / 路径和记录不能混在一起")
    raise TypeError(f"records[{n}]: a dict or JSON text is wanted, not {type(record).__name__} / 应为 dict 或 JSON 文本")


#: What a value may raise that has no form in JSON.
FAULTS = (TypeError, ValueError, ArithmeticError)


def place_of(value: Any, place: str) -> str:
    """The place of the first value within that has no form in JSON."""
    if isinstance(value, Mapping):
        inner = [(f"{place}.{key}", one) for key, one in value.items()]
    elif isinstance(value, (list, tuple)):
        inner = [(f"{place}[{n}]", one) for n, one in enumerate(value)]
    else:
        return place
    for deeper, one in inner:
        try:
            encode(one)
        except FAULTS:
            return place_of(one, deeper)
    return place


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
        return of_decimal(value)
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, Mapping):
        return dict(value)
    if getattr(getattr(value, "dtype", None), "kind", None) in ("M", "m"):
        return of_numpy_times(value)
    for name in ("tolist", "item"):  # arrays and numbers of numpy
        if hasattr(value, name):
            return without_nan(getattr(value, name)())
    raise TypeError(f"{kind} has no form in JSON; give a text, a number or a date / 不能写成 JSON;请给文字、数字或日期")


def of_decimal(value: decimal.Decimal) -> int | float | None:
    """Whole numbers as such; NaN is missing, as elsewhere."""
    if value.is_nan():
        return None
    if not value.is_finite() or value.adjusted() > 308:
        raise ValueError("a number beyond 1e308 / 超出 1e308 的数")
    return int(value) if value == value.to_integral_value() else float(value)


def of_numpy_times(value: Any) -> Any:
    """Times of numpy, one or many; finer than Python has them they would become whole numbers."""
    if value.ndim:
        return [of_numpy_times(one) for one in value]
    if value.dtype.kind == "m":
        raise TypeError("timedelta64 has no form in JSON; give a number / 不能写成 JSON;请给数字")
    coarse = re.match(r"(datetime64\[)?(Y|M|W|D|h|m|s|ms|us)\]?$", value.dtype.name)
    found = (value if coarse else value.astype("datetime64[us]")).item()
    if isinstance(found, int):
        raise ValueError(f"{value}: a year beyond 9999 / 年份超出 9999")
    return found


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
    if module == "pandas" and kind == "DataFrame":
        return of_pandas(records, column)
    if module == "pyarrow" and kind in ("Table", "RecordBatch", "RecordBatchReader"):
        return of_arrow(records, column)
    if hasattr(records, "__arrow_c_stream__") and (module, kind) not in (("pandas", "Series"), ("pyarrow", "ChunkedArray")):
        import pyarrow as pa

        try:
            return of_arrow(pa.RecordBatchReader.from_stream(records), column)
        except pa.ArrowInvalid:  # a column, no table
            records, module = pa.chunked_array(records), "pyarrow"
    if column is not None:
        raise ValueError(f"column: {kind} has no columns; only a table has / 没有列,column 只用于表")
    if module == "pandas" and kind == "Series":
        return chunked(line(n, None if is_missing(one) else one) for n, one in enumerate(records))
    if module == "pyarrow" and hasattr(records, "type"):
        return of_texts(records)
    return None


def of_pandas(frame: Any, column: str | None) -> Iterator[bytes]:
    names = [str(name) for name in frame.columns]
    text = text_column(names, column)
    if text is not None:
        return chunked(line(n, None if is_missing(one) else one) for n, one in enumerate(frame.iloc[:, text]))

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
                for row in dicts(batch.slice(start, ROWS), n):
                    yield line(n, present(row))
                    n += 1

    if text is not None:
        return (piece for batch in batches for piece in of_texts(batch.column(text)))
    return chunked(records())


def dicts(rows: Any, n: int) -> list[dict[str, Any]]:
    """Rows of Arrow as Python has them; ``n`` is the number of the first."""
    try:
        found: list[dict[str, Any]] = rows.to_pylist(maps_as_pydicts="strict")
        return found
    except Exception as error:  # a key twice in a map or a struct, a time that Python has no form for
        if rows.num_rows > 1:
            return [row for m in range(rows.num_rows) for row in dicts(rows.slice(m, 1), n + m)]
        told = error.args[0] if isinstance(error, KeyError) and error.args else error
        raise TypeError(f"records[{n}]: {told}") from None


def present(value: Any) -> Any:
    """Without the keys of structs that are null: Arrow gives every struct every key."""
    if isinstance(value, dict):
        return {key: present(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [present(inner) for inner in value]
    return value


def text_column(names: list[str], column: str | None) -> int | None:
    """Where the column of JSON text is: the one named, else the only one that is no key of a record."""
    if column is not None:
        found = [n for n, name in enumerate(names) if name == str(column)]
        if not found:
            raise ValueError(f"column: there is no column {column!r} / 没有这一列:{' '.join(names)}")
        if len(found) > 1:
            twice(str(column))
        return found[0]
    for n, name in enumerate(names):
        if name in names[:n]:
            twice(name)
    return 0 if len(names) == 1 and names[0] not in ("id", "events") else None


def twice(name: str) -> NoReturn:
    raise ValueError(f"records: two columns are called {name!r}; rename or drop one / 有两列同名;请改名或去掉一列")


#: Arrow types of text.
_TEXTS = ("string", "large_string", "string_view", "binary", "large_binary", "binary_view", "null")


def of_texts(texts: Any) -> Iterator[bytes]:
    """JSON texts of an Arrow array: the bytes as they lie there, where each is one line already."""
    import pyarrow as pa
    import pyarrow.compute as pc

    chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
    first = 0
    for whole in chunks:
        for start in range(0, len(whole), ROWS):
            part = whole.slice(start, ROWS)
            sort = part.type.value_type if isinstance(part, pa.DictionaryArray) else part.type
            if str(sort) not in _TEXTS:
                raise TypeError(f"records: a column of JSON text is wanted, not {part.type} / 应为一列 JSON 文本")
            if isinstance(part, pa.DictionaryArray):
                part = pa.DictionaryArray.from_arrays(part.indices, part.dictionary.cast(pa.binary())).dictionary_decode()
            part = part.cast(pa.binary())
            breaks = pc.any(pc.match_substring_regex(part, r"^\s*$|[\r\n]")).as_py()
            if breaks or part.null_count:
                yield from chunked(line(n, one) for n, one in enumerate(part.to_pylist(), first + start))
            else:
                yield joined(part)
        first += len(whole)


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


#: How instants of pandas stand in CSV.
TIMES = "%Y-%m-%d %H:%M:%S.%f%z"


def csv(frame: Any, what: str) -> Iterator[bytes]:
    """A table as CSV, for a mapping to read."""
    if hasattr(frame, "to_csv"):  # pandas
        header = True
        for start in range(0, max(len(frame), 1), ROWS * 4):
            # always with the clock: pandas leaves it out where all rows of a piece are of midnight
            yield frame.iloc[start : start + ROWS * 4].to_csv(index=False, header=header, date_format=TIMES).encode()
            header = False
        return
    if not (hasattr(frame, "__arrow_c_stream__") or hasattr(frame, "__arrow_c_array__")):
        raise TypeError(f"{what}: a DataFrame or an Arrow table is wanted, not {type(frame).__name__} / 应为 DataFrame 或 Arrow 表")
    import pyarrow as pa
    from pyarrow import csv as writer

    table = pa.Table.from_batches([frame]) if isinstance(frame, pa.RecordBatch) else pa.table(frame)
    for n, field in enumerate(table.schema):
        if "string_view" in str(field.type):
            table = table.set_column(n, field.name, table.column(n).cast(pa.large_string()))
    out = pa.BufferOutputStream()
    try:
        writer.write_csv(table, out)
    except pa.ArrowException as error:
        raise TypeError(f"{what}: {error}; write what is nested as text / 嵌套的列请先写成文字") from None
    yield out.getvalue().to_pybytes()
