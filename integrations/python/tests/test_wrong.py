"""What is wrong is said, with its place; the rest is judged."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from conftest import Duban, as_of, conformance

import duban

POLICY = "policies/xiangzhou-dui"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_data_errors_are_those_of_the_command(duban_command: Duban, lang: str) -> None:
    ran = duban_command("--lang", lang, "evaluate", "--policy", POLICY, "--as-of", "2024-06-01", "--format", "ndjson", "examples/faulty.ndjson")
    result = duban.evaluate("examples/faulty.ndjson", POLICY, as_of="2024-06-01", lang=lang)
    assert result.ndjson == ran.stdout and result.status == ran.returncode == 2
    said = ran.stderr.decode()
    assert len(result.errors) == result.tally["errors"] > 2
    for error in result.errors:
        assert f"{error['place']}: " in said and error["message"] in said and f"[{error['code']}]" in said
    assert all(notice in said for notice in result.notices)


def test_each_broken_record_is_told_with_its_row_and_text() -> None:
    good = '{"id":"%s","events":[{"type":"caught","at":"2022-05-15 15:00","by":"police"}]}'
    rows = [good % "a", "broken, text", "[1]", "", None, good % "b", good % "a", '{"id":"c"', '{"id":"d\n","events":[]}', good % "e", "\x1f\x8b"]
    for records in (rows, iter(rows), pd.Series(rows), pa.array(rows), pa.table({"json": rows})):
        result = duban.evaluate(records, POLICY, as_of="2024-06-01", lang="en")
        assert result.tally["records"] == 3 and [error["line"] for error in result.errors] == [2, 3, 4, 5, 7, 8, 9, 11], result.errors.to_pandas()
        assert result.errors[0]["record"] == "broken, text" and result.errors[4]["also"].endswith(":1:1")
    first = duban.evaluate(["broken, text", good % "a"], POLICY, as_of="2024-06-01")
    assert (first.tally["records"], first.tally["errors"]) == (1, 1)


def test_strict_stops_at_the_first() -> None:
    result = duban.evaluate(["x"] + conformance("xiangzhou-dui").read_text().splitlines() * 50, POLICY, as_of="2024-06-01", strict=True)
    assert len(result.errors) == 1 and result.tally["records"] < 200 and result.status == 2


def test_a_policy_with_errors_shows_them_with_their_places(tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "policy.toml").write_text((Path(POLICY) / "policy.toml").read_text().replace('"2个工作日内"', '"2个工日内"'))
    for lang, word in (("zh", "政策有错误"), ("en", "the policy has errors")):
        with pytest.raises(duban.PolicyError, match=word) as caught:
            duban.Policy(folder, lang=lang)
        assert caught.value.findings and "policy.toml:" in caught.value.findings[0] and "2个工日内" in str(caught.value)
    findings = duban.check(folder, lang="en")
    assert {"code", "level", "file", "line", "column", "title"} <= set(findings[0]) and "error" in {one["level"] for one in findings}


def test_check_looks_at_all_that_the_command_does(duban_command: Duban, tmp_path: Path) -> None:
    shutil.copytree("policies/calendars", tmp_path / "calendars")
    folder = tmp_path / "xiangzhou-dui"
    shutil.copytree(POLICY, folder)
    (folder / "tests/wrong.toml").write_text('[[test]]\nname = "x"\nexpect = [{ rule = "no-such-rule" }]\n')
    found = duban.check(folder, lang="en")
    assert found == json.loads(duban_command("check", "--format", "json", str(folder)).stdout)
    assert any(one["file"].endswith("wrong.toml") for one in found)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(duban.Error, match="no policy in .*: a policy.toml is wanted"):
        duban.Policy(tmp_path)
    with pytest.raises(duban.Error, match="there is no file or folder nowhere: check the path"):
        duban.evaluate([], "nowhere", as_of="2024-06-01")
    with pytest.raises(duban.Error, match="there is no file or folder"):
        duban.check("nowhere", lang="en")
    with pytest.raises(duban.Error, match="XZ-99"):
        duban.evaluate([], POLICY, as_of="2024-06-01", readings={"XZ-99": "x"}, lang="en")
    with pytest.raises(duban.Error, match="some day: no time"):
        duban.evaluate([], POLICY, as_of="some day", lang="en")
    with pytest.raises(duban.Error, match="cannot be read"):
        duban.evaluate([], POLICY, as_of="2024-06-01", mapping="nowhere.toml", lang="en")
    missing = duban.evaluate("nowhere.ndjson", POLICY, as_of="2024-06-01")
    assert missing.status == 2 and missing.errors[0]["file"] == "nowhere.ndjson"
    unknown = duban.evaluate([{"id": "a", "policy": "other", "events": []}], POLICY, as_of="2024-06-01")
    assert unknown.errors[0]["line"] == 1 and "other" in unknown.errors[0]["message"]


@pytest.mark.parametrize(
    ("records", "word"),
    [
        (7, "int"),
        ([7], r"records\[0\]"),
        ([{"id": "a"}, 7], r"records\[1\]"),
        ([{"id": object()}], r"records\[0\]"),
        ({"id": "a"}, "list"),
        ('{"id":"a"}', "list"),
        ([Path("a.ndjson"), {"id": "a"}], r"records\[0\]"),
        (iter([Path("a.ndjson"), {"id": "a"}]), r"records\[1\]"),
        (pa.array([1, 2]), "JSON text"),
        ([{"id": "a", "events": [{"at": "2022-05-15"}, {"at": pd.Timedelta(1)}]}], r"records\[0\]\.events\[1\]\.at: Timedelta"),
        ([{"id": "a", "attributes": {"x": Decimal("Infinity")}}], r"records\[0\]\.attributes\.x: a number beyond"),
        ([{"id": "a", "attributes": {"x": Decimal("1e999999999")}}], r"records\[0\]\.attributes\.x: a number beyond"),
        ([{"id": "a", "attributes": {"x": np.timedelta64(1, "ns")}}], r"records\[0\]\.attributes\.x: timedelta64"),
        (pa.table({"id": ["a", "b"], "attributes": pa.array([[], [("x", 1), ("x", 2)]], pa.map_(pa.string(), pa.int64()))}), r"records\[1\].*duplicate"),
        (pa.table({"id": ["a"], "at": pa.array([2**60], pa.timestamp("s"))}), r"records\[0\]"),
    ],
)
def test_wrong_types(records: object, word: str) -> None:
    with pytest.raises(TypeError, match=word):
        duban.evaluate(records, POLICY, as_of="2024-06-01")


def test_nested_too_deeply() -> None:
    record: dict[str, object] = {"id": "a"}
    record["attributes"] = record
    with pytest.raises(TypeError, match=r"records\[0\]: nested too deeply"):
        duban.evaluate([record], POLICY, as_of="2024-06-01")


ALIKE = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["id", "id"])


@pytest.mark.parametrize("table", [ALIKE, pd.DataFrame([["a", "b"]], columns=["id", "id"]), pd.DataFrame([["a", "b"]], columns=["1", 1])])
def test_columns_that_are_called_alike(table: object) -> None:
    for column in (None, "1" if isinstance(table, pd.DataFrame) and "id" not in table else "id"):
        with pytest.raises(ValueError, match="two columns are called"):
            duban.evaluate(table, POLICY, as_of="2024-06-01", column=column)


def test_a_run_ends_once() -> None:
    run = duban.Run(POLICY, as_of="2024-06-01")
    with pytest.raises(TypeError, match="lines: bytes are wanted, not str"):
        run.feed("{}")  # type: ignore[arg-type]
    run.finish()
    for more in (run.finish, lambda: run.feed(b"{}\n")):
        with pytest.raises(ValueError, match="finished or stopped"):
            more()
    stopped = duban.Run(POLICY, as_of="2024-06-01")
    stopped.stop()
    with pytest.raises(ValueError, match="finished or stopped"):
        stopped.feed(b"{}\n")
    assert stopped.finish().status == 2


def test_arguments_of_another_type_are_named() -> None:
    wrong: dict[str, Any] = {"show": None, "explain": True, "readings": 3, "strict": "no", "partial": 1, "all_readings": None, "lang": 3, "as_of": 7, "mapping": None}
    for name, value in wrong.items():
        with pytest.raises(TypeError, match=f"^{name}: "):
            duban.evaluate([], POLICY, **{"as_of": "2024-06-01", name: value})
    for call in (lambda: duban.Policy(""), lambda: duban.check(""), lambda: duban.check([]), lambda: duban.evaluate("", POLICY, as_of=None)):
        with pytest.raises(ValueError, match="^(policy|path|records): "):
            call()
    no_tables: list[Any] = [[], "examples/xiangzhou.ndjson", pd.Series(["{}"]), pa.array(["{}"])]
    for records in no_tables:
        with pytest.raises(ValueError, match="^column: .* has no columns"):
            duban.evaluate(records, POLICY, as_of="2024-06-01", column="json")
    for partials in ("{}", 7):
        with pytest.raises(TypeError, match="^partials: .* list"):
            duban.merge(partials, POLICY)  # type: ignore[arg-type]
    with pytest.raises(duban.Error, match="there is no folder nowhere"):
        duban.check(POLICY, sources="nowhere", lang="en")
    assert duban.evaluate([], POLICY, as_of="2024-06-01", threads=np.int64(2)).status == 0  # type: ignore[arg-type]
    assert duban.evaluate([], POLICY, as_of="2024-06-01", threads=10**30).status == 0


def test_wrong_arguments() -> None:
    for arguments in ({"show": "none"}, {"explain": "yes"}, {"lang": "fr"}, {"threads": -1}, {"column": "x"}, {"all_readings": True, "partial": True}):
        with pytest.raises(ValueError, match="|".join(arguments)):
            duban.evaluate(pa.table({"json": ["{}"]}), POLICY, **{"as_of": "2024-06-01", **arguments})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="as_of"):
        duban.evaluate([], POLICY, as_of=7)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="policy"):
        duban.evaluate([], as_of="2024-06-01")
    with pytest.raises(TypeError, match="cases"):
        duban.evaluate(policy=POLICY, cases=pd.DataFrame(), as_of="2024-06-01")


def test_parts_that_do_not_belong_together() -> None:
    lines = conformance("xiangzhou-dui").read_text().splitlines()
    one = duban.evaluate(lines[:9], POLICY, as_of="2024-06-01").partial
    other = duban.evaluate(lines[9:], POLICY, as_of="2024-06-02").partial
    with pytest.raises(duban.Error, match="different instants: part 1"):
        duban.merge([str(one), str(other)], POLICY, lang="en")
    with pytest.raises(duban.Error, match="part 1"):
        duban.merge(["nonsense"], POLICY, lang="en")
    with pytest.raises(duban.Error, match="no partial results"):
        duban.merge([], POLICY, lang="en")


def test_what_tables_leave_open_is_absent() -> None:
    frame = pd.DataFrame({"id": ["a", "b"], "note": [float("nan"), "x"], "at": [pd.NaT, pd.Timestamp("2022-05-15")],
                          "events": [[{"type": "caught", "at": pd.Timestamp("2022-05-15 15:00", tz="Asia/Shanghai"), "by": "police"}]] * 2})
    result = duban.evaluate(frame[["id", "events"]], POLICY, as_of="2024-06-01")
    assert result.tally["records"] == 2 and not result.errors and result.verdicts
    assert duban.evaluate(frame, POLICY, as_of="2024-06-01").ndjson == result.ndjson
    good = '{"id":"a","events":[]}'
    for texts in (pd.Series([good, pd.NA], dtype="string"), pd.Series([good, None]), pd.DataFrame({0: pd.Series([good, pd.NA], dtype="string")}), pa.array([good, None])):
        told = duban.evaluate(texts, POLICY, as_of="2024-06-01")
        assert told.tally["records"] == 1 and [error["record"] for error in told.errors] == ["null"]
    open_ = [{"id": "a", "attributes": {"bac_mg_per_100ml": value}, "events": []} for value in (Decimal("NaN"), np.float32("nan"), pd.NA)]
    for record in open_:
        assert not duban.evaluate([record], POLICY, as_of="2024-06-01").errors


def test_the_interpreter_is_free_meanwhile() -> None:
    lines = conformance("xiangzhou-dui").read_bytes().splitlines()
    counted = 0
    done = threading.Event()

    def count() -> None:
        nonlocal counted
        while not done.is_set():
            counted += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    run = duban.Run(POLICY, as_of="2024-06-01")
    for n in range(20):
        run.feed(b"".join(line.replace(b'{"id":"', b'{"id":"%d-' % n, 1) + b"\n" for line in lines))
    thread.start()
    run.finish()
    done.set()
    thread.join()
    assert counted > 0


def test_ctrl_c_is_heard() -> None:
    code = (
        "import duban, itertools, signal, sys\n"
        # who starts tests in the background has told them to ignore it
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "line = open(sys.argv[1]).readline()\n"
        "print('ready', flush=True)\n"
        f"duban.evaluate(itertools.repeat(line), {POLICY!r}, as_of='2024-06-01')\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(conformance("xiangzhou-dui"))], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdout is not None and child.stdout.readline() == b"ready\n"
    time.sleep(0.5)
    os.kill(child.pid, signal.SIGINT)
    _, said = child.communicate(timeout=30)
    assert b"KeyboardInterrupt" in said and child.returncode != 0


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    duban.evaluate("examples/faulty.ndjson", POLICY, as_of="2024-06-01", threads=2)
    with pytest.raises(duban.Error):
        duban.Policy("nowhere")
    assert capfd.readouterr() == ("", "")
    assert as_of("xiangzhou-dui")
