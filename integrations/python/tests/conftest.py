"""Tests run in the repository's folder, with the program beside them: DUBAN names its binary."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
POLICIES = ["xiangzhou-dui", "dezhou-gang", "chengguan-135", "hangjin-three-ones", "changde-126"]


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("LANG", "en_US.UTF-8")


class Duban:
    """The program."""

    def __init__(self) -> None:
        self.path = os.environ.get("DUBAN") or str(ROOT / "target/debug/duban")

    def __call__(self, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        lang = [] if "--lang" in arguments else ["--lang", "en"]
        return subprocess.run([self.path, *lang, *arguments], input=stdin, capture_output=True, check=False, cwd=ROOT)


@pytest.fixture(scope="session")
def duban_command() -> Duban:
    command = Duban()
    if not Path(command.path).is_file():
        pytest.fail(f"no program at {command.path}: build it, or name it in DUBAN")
    return command


def as_of(policy: str) -> str:
    return (ROOT / f"tests/conformance/{policy}/as_of").read_text().strip()


def conformance(policy: str) -> Path:
    return ROOT / f"tests/conformance/{policy}/cases.ndjson"
