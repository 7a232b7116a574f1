"""Policies: read once, shared by threads, sent to other processes as the bytes they were made from."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Callable, Union

from . import _duban

PathLike = Union[str, "os.PathLike[str]"]


def language(lang: str | None) -> str:
    """``zh`` or ``en``: as asked, else that of the locale, else ``zh``."""
    if lang is not None:
        if not isinstance(lang, str):
            raise TypeError(f'lang: "zh" or "en" is wanted, not {type(lang).__name__} / 应为 "zh" 或 "en"')
        return lang
    set_ = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "en" if set_.startswith("en") else "zh"


def paths_of(paths: object, what: str) -> list[Path]:
    """One path or several, as a list."""
    given = [paths] if isinstance(paths, (str, os.PathLike)) else paths
    if not isinstance(given, Iterable) or isinstance(given, (bytes, bytearray)):
        raise TypeError(f"{what}: a path or several are wanted, not {type(paths).__name__} / 应为一个或几个路径")
    found = []
    for path in given:
        if not isinstance(path, (str, os.PathLike)):
            raise TypeError(f"{what}: a path is wanted, not {type(path).__name__} / 应为路径")
        if path == "":  # it would be the current folder
            raise ValueError(f"{what}: the path is empty / 路径是空的")
        found.append(Path(path))
    return found


class Policy:
    """Policies that were read and have no errors.

    Pickling one keeps the bytes of its files (calendars too) under their names: it gives the same verdicts on another
    machine, where none of the files is.

    Args:
        paths: folders with a ``policy.toml``, or folders above them; one or several.
        lang: language of messages, ``"zh"`` or ``"en"``; else that of the locale.

    Raises:
        PolicyError: a policy has errors; ``findings`` has each with its place and remedy.
        Error: a path cannot be read or holds no policy.

    >>> policy = Policy("policies/xiangzhou-dui")
    >>> policy.ids
    ['xiangzhou-dui']
    """

    __slots__ = ("_inner",)

    def __init__(self, paths: PathLike | Iterable[PathLike], *, lang: str | None = None) -> None:
        found = paths_of(paths, "policy")
        if not found:
            raise ValueError("policy: no path is given / 没有给出政策路径")
        self._inner = _duban.Policy(found, language(lang))

    @property
    def ids(self) -> list[str]:
        """The ids of the policies, in order."""
        return [name for name, _ in self._inner.made]

    @property
    def digests(self) -> dict[str, str]:
        """By id: SHA-256 over the names and bytes of every file that the policy is made from."""
        return dict(self._inner.made)

    @property
    def lang(self) -> str:
        """Language of messages, if a call does not say another one."""
        return self._inner.lang

    def __repr__(self) -> str:
        return f"<duban.Policy {' '.join(self.ids)}>"

    def __reduce__(self) -> tuple[Callable[..., Policy], tuple[list[str], list[tuple[str, bytes]], str]]:
        return _again, (self._inner.folders, list(self._inner.files.items()), self.lang)


def _again(folders: list[str], files: list[tuple[str, bytes]], lang: str) -> Policy:
    """What :meth:`Policy.__reduce__` took apart."""
    policy = Policy.__new__(Policy)
    policy._inner = _duban.Policy([Path(folder) for folder in folders], lang, [(Path(path), text) for path, text in files])
    return policy


def policy_of(policy: object, lang: str | None = None) -> Policy:
    """A policy, or what one is read from."""
    if isinstance(policy, Policy):
        return policy
    if policy is None:
        raise TypeError("policy: a Policy or a path is wanted / 缺少政策")
    return Policy(policy, lang=lang)  # type: ignore[arg-type]
