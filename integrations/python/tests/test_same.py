"""Whatever form records come in, the verdicts are those of the program, byte for byte."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from conftest import POLICIES, Duban, as_of, conformance

import duban


def wanted(command: Duban, policy: str, *more: str) -> bytes:
    ran = command("evaluate", "--policy", f"policies/{policy}", "--as-of", as_of(policy), "--format", "ndjson", *more, str(conformance(policy)))
    assert ran.returncode in (0, 1), ran.stderr.decode()
    return ran.stdout


@pytest.mark.parametrize("show", ["all", "open", "violations"])
@pytest.mark.parametrize("policy", POLICIES)
def test_files_give_the_bytes_of_the_command(duban_command: Duban, policy: str, show: str) -> None:
    result = duban.evaluate(conformance(policy), f"policies/{policy}", as_of=as_of(policy), show=show, lang="en")
    assert result.ndjson == wanted(duban_command, policy, "--show", show)
    assert result.status in (0, 1) and result.tally["records"] >= 150


FORMS: dict[str, Callable[[list[str]], Any]] = {
    "dicts": lambda lines: [json.loads(line) for line in lines],
    "a generator of texts": lambda lines: iter(lines),
    "bytes": lambda lines: [line.encode() for line in lines],
    "texts over several lines": lambda lines: [json.dumps(json.loads(line), indent=1) for line in lines],
    "the bytes of a file": lambda lines: "\n".join(lines).encode(),
    "pandas": lambda lines: pd.DataFrame([json.loads(line) for line in lines]),
    "a pandas column of texts": lambda lines: pd.DataFrame({"n": range(len(lines)), "json": lines}),
    "a pandas series": lambda lines: pd.Series(lines),
    "an Arrow column of texts": lambda lines: pa.Table.from_arrays([pa.chunked_array([range(len(lines))]), pa.chunked_array([lines[:7], [], lines[7:]])], names=["n", "json"]),
    "an Arrow array": lambda lines: pa.array(["", *lines], pa.large_string()).slice(1),
    "a record batch": lambda lines: pa.record_batch({"json": lines}),
    "a pandas column with a number for a name": lambda lines: pd.DataFrame({0: lines}),
    "Arrow views of texts": lambda lines: pa.table({"json": pa.array(lines, pa.string_view())}),
    "Arrow texts in a dictionary": lambda lines: pa.array(lines).dictionary_encode(),
    "Arrow views in a dictionary": lambda lines: pa.DictionaryArray.from_arrays(pa.array(range(len(lines))), pa.array(lines, pa.string_view())),
    "large Arrow bytes": lambda lines: pa.array(lines, pa.large_binary()),
    "a column of another library": lambda lines: Streamed(pa.chunked_array([lines], pa.string_view())),
}


class Streamed:
    """What a library other than pyarrow hands over."""

    def __init__(self, array: Any) -> None:
        self.array = array

    def __arrow_c_stream__(self, schema: object = None) -> object:
        return self.array.__arrow_c_stream__(schema)


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_records(duban_command: Duban, form: str) -> None:
    lines = conformance("xiangzhou-dui").read_text().splitlines()
    records = FORMS[form](lines)
    column = "json" if form in ("a pandas column of texts", "an Arrow column of texts") else None
    policy = duban.Policy("policies/xiangzhou-dui")
    result = duban.evaluate(records, policy, as_of=as_of("xiangzhou-dui"), column=column)
    assert result.ndjson == wanted(duban_command, "xiangzhou-dui") and not result.errors


def test_nested_tables(duban_command: Duban, tmp_path: Path) -> None:
    records = [json.loads(line) for line in Path("examples/xiangzhou.ndjson").read_text().splitlines()]
    for event in (event for record in records for event in record["events"]):  # a column has one type
        event["to"] = [event["to"]] if isinstance(event.get("to"), str) else event.get("to")
    file = tmp_path / "cases.ndjson"
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    table = pa.Table.from_pylist(records)
    assert pa.types.is_list(table.schema.field("events").type)
    command = duban_command("evaluate", "--policy", "policies/xiangzhou-dui", "--as-of", "2024-06-01", "--format", "ndjson", str(file))
    for nested in (table, table.to_batches()[0], pa.RecordBatchReader.from_batches(table.schema, table.to_batches()), table.to_pandas()):
        assert duban.evaluate(nested, "policies/xiangzhou-dui", as_of="2024-06-01").ndjson == command.stdout


def test_two_tables(duban_command: Duban, tmp_path: Path) -> None:
    cases = pd.DataFrame({"no": ["A1", "A2"], "member": ["yes", "no"]})
    events = pd.DataFrame({"no": ["A1", "A1", "A2"], "what": ["caught", "persons_notified", "caught"],
                           "when": ["2022-05-15 15:00", "2022-05-16 16:10", "2022-06-12 21:30"], "who": "police"})
    mapping = tmp_path / "two.toml"
    mapping.write_text('policy = "xiangzhou-dui"\n[table.cases]\nfiles = "*cases.csv"\nrows = "record"\nid = "no"\n[table.cases.attributes]\n"subject.party_member" = "member"\n'
                       '[table.events]\nfiles = "*events.csv"\nrows = "event"\nid = "no"\n[table.events.event]\ntype = "what"\nat = "when"\nby = "who"\n')
    for name, frame in (("cases", cases), ("events", events)):
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    ran = duban_command("evaluate", "--policy", "policies/xiangzhou-dui", "--as-of", "2024-06-01", "--format", "ndjson", "--mapping", str(mapping),
                        str(tmp_path / "cases.csv"), str(tmp_path / "events.csv"))
    for kind in (lambda frame: frame, pa.Table.from_pandas):
        result = duban.evaluate(cases=kind(cases), events=kind(events), policy="policies/xiangzhou-dui", mapping=mapping, as_of="2024-06-01")
        assert result.ndjson == ran.stdout and result.tally["records"] == 2, result.errors


TIMES = ["2022-05-15 00:00", "2022-05-16 00:00", "2022-05-17 00:00", "2022-05-18 00:00", "2022-05-19 10:30"]


@pytest.mark.parametrize("zone", [None, "Asia/Shanghai"])
def test_an_instant_is_one_wherever_it_stands(monkeypatch: pytest.MonkeyPatch, zone: str | None, tmp_path: Path) -> None:
    """Midnight is no date alone, whichever rows are turned into text together; nor are numpy's finest times numbers."""
    monkeypatch.setattr("duban._records.ROWS", 1)
    mapping = tmp_path / "two.toml"
    mapping.write_text('policy = "xiangzhou-dui"\n[table.cases]\nfiles = "*cases.csv"\nrows = "record"\nid = "id"\n[table.events]\nfiles = "*events.csv"\n'
                       'rows = "event"\nid = "id"\n[table.events.event]\ntype = "type"\nat = "at"\nby = "by"\n')
    ids = [str(n) for n in range(len(TIMES))]
    at = pd.Series(pd.to_datetime(TIMES)).dt.tz_localize(zone)
    events = pd.DataFrame({"id": ids, "type": "caught", "at": at, "by": "police"})
    stamps: dict[str, Any] = {"texts": [f"{time}:00" for time in TIMES], "pandas": list(at), "numpy": list(at.dt.tz_localize(None).to_numpy("datetime64[ns]"))}
    found = {form: duban.evaluate([{"id": id, "events": [{"type": "caught", "at": time, "by": "police"}]} for id, time in zip(ids, times)],
                                  "policies/xiangzhou-dui", as_of="2024-06-01") for form, times in stamps.items()}
    for form, frame in (("two pandas tables", lambda frame: frame), ("two Arrow tables", pa.Table.from_pandas)):
        found[form] = duban.evaluate(cases=frame(events[["id"]]), events=frame(events), policy="policies/xiangzhou-dui", mapping=mapping, as_of="2024-06-01")
    dues = {form: [verdict["due"] for verdict in result.verdicts if verdict["rule"] == "XZ-01"] for form, result in found.items()}
    assert dues["texts"][:1] == ["2022-05-15T05:00:00+08:00"] and all(due == dues["texts"] for due in dues.values()), dues


def test_two_tables_of_views(tmp_path: Path) -> None:
    mapping = tmp_path / "two.toml"
    mapping.write_text('policy = "xiangzhou-dui"\n[table.cases]\nfiles = "*cases.csv"\nrows = "record"\nid = "id"\n[table.events]\nfiles = "*events.csv"\n'
                       'rows = "event"\nid = "id"\n[table.events.event]\ntype = "type"\nat = "at"\nby = "by"\n')
    cases, view = pa.table({"id": pa.array(["a"], pa.string_view())}), pa.string_view()
    events = pa.table({"id": pa.array(["a"], view), "type": pa.array(["caught"], view), "at": pa.array(["2022-05-15 15:00"], view), "by": ["police"]})
    result = duban.evaluate(cases=cases, events=events, policy="policies/xiangzhou-dui", mapping=mapping, as_of="2024-06-01")
    assert result.tally["records"] == 1 and result.verdicts and not result.errors
    with pytest.raises(TypeError, match="^cases: .* text"):
        duban.evaluate(cases=pa.table({"id": [["a"]]}), events=events, policy="policies/xiangzhou-dui", mapping=mapping, as_of="2024-06-01")


def test_workbooks_and_packed_files(duban_command: Duban, tmp_path: Path) -> None:
    import gzip

    packed = tmp_path / "cases.ndjson.gz"
    packed.write_bytes(gzip.compress(conformance("xiangzhou-dui").read_bytes()))
    result = duban.evaluate([packed], "policies/xiangzhou-dui", as_of=as_of("xiangzhou-dui"))
    assert result.ndjson == wanted(duban_command, "xiangzhou-dui")
    # a workbook is read by a process of its own: not by this program, which is an interpreter
    mapping = tmp_path / "m.toml"
    mapping.write_text('policy = "xiangzhou-dui"\n[table.all]\nrows = "record"\nid = "案号"\nignore = true\n[table.all.events]\ncaught = "查获时间"\n')
    arguments = ["--policy", "policies/xiangzhou-dui", "--as-of", "2024-06-01", "--format", "ndjson", "--mapping", str(mapping), "tests/data/ledger.xls"]
    ran = duban_command("evaluate", *arguments)
    book = duban.evaluate("tests/data/ledger.xls", "policies/xiangzhou-dui", as_of="2024-06-01", mapping=[mapping])
    assert book.ndjson == ran.stdout and book.tally["errors"] == ran.stderr.count(b"data error[")
    assert "workbook-unreadable" not in str(book.errors) and book.status == ran.returncode


def test_readings_instants_and_threads(duban_command: Duban) -> None:
    policy = duban.Policy("policies/xiangzhou-dui")
    assert duban.evaluate(conformance("xiangzhou-dui"), policy, as_of=as_of("xiangzhou-dui"), all_readings=True).ndjson == wanted(
        duban_command, "xiangzhou-dui", "--all-readings")
    for threads in (1, 3):
        assert duban.evaluate(conformance("xiangzhou-dui"), policy, as_of=as_of("xiangzhou-dui"), threads=threads, explain="never").ndjson == wanted(
            duban_command, "xiangzhou-dui", "--explain", "never")
    import datetime

    day = duban.evaluate("examples/xiangzhou.ndjson", policy, as_of=datetime.date(2024, 6, 1))
    assert day.as_of == "2024-06-02T00:00:00+08:00"
    at = datetime.datetime(2024, 6, 1, 1, 30, tzinfo=datetime.timezone.utc)
    assert duban.evaluate("examples/xiangzhou.ndjson", policy, as_of=at).as_of == "2024-06-01T09:30:00+08:00"
    assert duban.evaluate("examples/xiangzhou.ndjson", policy, as_of=at.replace(tzinfo=None)).as_of == "2024-06-01T01:30:00+08:00"


@pytest.mark.parametrize("policy", POLICIES)
def test_parts_are_joined_as_by_the_command(duban_command: Duban, tmp_path: Path, policy: str) -> None:
    lines = conformance(policy).read_text().splitlines()
    made = duban.Policy(f"policies/{policy}")
    whole = duban.evaluate(lines, made, as_of=as_of(policy))
    parts = [duban.evaluate(lines[n::3], made, as_of=as_of(policy), partial=True) for n in range(3)]
    joined = duban.merge([str(part.partial) for part in parts], made)
    assert sorted(b"".join(part.ndjson for part in parts).splitlines() + joined.ndjson.splitlines()) == sorted(whole.ndjson.splitlines())
    assert joined.metrics == whole.metrics and joined.tally == whole.tally and joined.status == whole.status
    assert joined.partial == whole.partial
    # the same texts are those of the command's files
    assert duban_command("evaluate", "--policy", f"policies/{policy}", "--as-of", as_of(policy), "--format", "ndjson", "--partial", str(tmp_path / "p"),
                         str(conformance(policy))).returncode in (0, 1)
    assert json.loads((tmp_path / "p").read_text()) == json.loads(str(whole.partial))


def test_a_policy_goes_to_another_process(tmp_path: Path) -> None:
    policy = duban.Policy("policies/xiangzhou-dui", lang="en")
    (tmp_path / "policy").write_bytes(pickle.dumps(policy))
    code = ("import pickle, sys, duban; policy = pickle.load(open('policy', 'rb'));"
            "sys.stdout.buffer.write(duban.evaluate(sys.stdin.buffer.read(), policy, as_of='2024-06-01').ndjson)")
    records = Path("examples/xiangzhou.ndjson").read_bytes()
    ran = subprocess.run([sys.executable, "-c", code], input=records, capture_output=True, cwd=tmp_path, check=True)
    assert ran.stdout == duban.evaluate(records, policy, as_of="2024-06-01").ndjson != b""
    assert pickle.loads(pickle.dumps(policy)).digests == policy.digests


def test_a_policy_serves_many_threads() -> None:
    policy = duban.Policy("policies/xiangzhou-dui")
    with ThreadPoolExecutor(8) as pool:
        judged = list(pool.map(lambda _: duban.evaluate(conformance("xiangzhou-dui"), policy, as_of="2024-06-01", threads=1).ndjson, range(24)))
    assert len(set(judged)) == 1


def test_a_run_takes_and_gives_piece_by_piece() -> None:
    lines = conformance("xiangzhou-dui").read_bytes()
    run = duban.Run("policies/xiangzhou-dui", as_of="2024-06-01")
    given = b"".join(run.feed(lines[start : start + 1000]) for start in range(0, len(lines), 1000))
    result = run.finish()
    assert given + result.ndjson == duban.evaluate(lines, "policies/xiangzhou-dui", as_of="2024-06-01").ndjson


def test_tables_have_fixed_columns() -> None:
    result = duban.evaluate("examples/xiangzhou.ndjson", "policies/xiangzhou-dui", as_of="2024-06-01")
    nothing = duban.evaluate([], "policies/xiangzhou-dui", as_of="2024-06-01")
    assert nothing.verdicts == [] and nothing.errors == [] and nothing.status == 0
    known = {key for verdict in result.verdicts for key in verdict}
    for rows, empty in ((result.verdicts, nothing.verdicts), (result.errors, nothing.errors)):
        assert rows.to_arrow().schema == empty.to_arrow().schema
        assert list(rows.to_pandas().columns) == rows.to_arrow().schema.names
        assert (rows.to_pandas().dtypes.astype(str) == empty.to_pandas().dtypes.astype(str)).all() or not rows
    assert known <= set(result.verdicts.to_arrow().schema.names)
    assert result.verdicts.to_arrow()["status"].to_pylist() == [verdict["status"] for verdict in result.verdicts]
