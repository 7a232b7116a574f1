from os import PathLike
from pathlib import Path

VERSION: str

class Error(Exception): ...

class PolicyError(Error):
    findings: list[str]

class Policy:
    lang: str
    made: list[tuple[str, str]]
    folders: list[str]
    files: dict[str, bytes]
    def __new__(cls, paths: list[Path], lang: str, files: list[tuple[Path, bytes]] | None = None) -> Policy: ...

class Judged:
    status: int
    partial: str | None
    told: str

class Judging:
    def __new__(
        cls,
        policy: Policy,
        *,
        names: list[tuple[str, bool]],
        paths: list[Path],
        as_of: str | None,
        as_known_at: str | None,
        show: str,
        explain: str,
        readings: list[str],
        all_readings: bool,
        threads: int,
        strict: bool,
        mappings: list[Path],
        partial: bool,
        lang: str,
    ) -> Judging: ...
    def feed(self, input: int, bytes: bytes) -> bool: ...
    def close(self, input: int) -> None: ...
    def take(self) -> bytes: ...
    def errors(self) -> bytes: ...
    def finish(self) -> Judged: ...
    def stop(self) -> None: ...

def merge(policy: Policy, partials: list[str], show: str, lang: str) -> tuple[Judged, bytes]: ...
def check(paths: list[Path], sources: str | PathLike[str] | None, mappings: list[Path], lang: str) -> str: ...
def read_by(program: str, arguments: list[str]) -> None: ...
def read_apart() -> int: ...
