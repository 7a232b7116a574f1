"""duban judges case records against written procedures.

>>> import duban
>>> policy = duban.Policy("policies/xiangzhou-dui")
>>> result = duban.evaluate("examples/xiangzhou.ndjson", policy, as_of="2024-06-01", show="violations")
>>> result.tally["records"], len(result.verdicts)
(6, 7)
"""

from __future__ import annotations

import sys as _sys
from pathlib import Path as _Path

from . import _duban
from ._duban import Error, PolicyError
from ._evaluate import Run, check, evaluate, merge
from ._policy import Policy
from ._result import Result, Rows

__version__: str = _duban.VERSION
__all__ = ["Error", "Policy", "PolicyError", "Result", "Rows", "Run", "check", "evaluate", "merge"]

# a workbook is read by a process of its own, under limits: this interpreter, which finds this package again
_READ = "import sys; sys.path.insert(0, sys.argv[1]); from duban import _duban; sys.exit(_duban.read_apart())"
if _sys.executable:
    _duban.read_by(_sys.executable, ["-c", _READ, str(_Path(__file__).resolve().parent.parent)])

