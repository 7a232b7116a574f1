#!/usr/bin/env bash
# What Python and Spark must pass: builds the wheel as for development, installs it beside duban-spark in an environment
# that is thrown away, and runs the tests of both. DUBAN names the program they are compared with, else the
# debug build; WHEEL a wheel that is built already.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd .. && pwd -P)
export DUBAN=${DUBAN:-$root/target/debug/duban}
[ -x "$DUBAN" ] || (cd "$root" && cargo build --locked --quiet)

room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python=${PYTHON:-python3}
if ! "$python" -m venv "$room/venv" 2>/dev/null; then
  if [ "${CI:-}" = true ]; then echo "python3 with venv is missing"; exit 1; fi
  echo "left out: install python3 with venv"
  exit 0
fi
run() { "$room/venv/bin/python" -m "$@"; }
install() { run pip --disable-pip-version-check --quiet install "$@"; }

if [ -z "${WHEEL:-}" ]; then
  install 'maturin>=1.9,<2'
  # beside the crates that the program's own build has made
  (cd python && run maturin build --quiet --profile dev --locked --target-dir "$root/target" --out "$room")
  WHEEL=$(echo "$room"/duban-*.whl)
fi
install "$WHEEL" pytest mypy pandas pyarrow pandas-stubs pyarrow-stubs
(cd python && run mypy --no-error-summary python tests && run pytest -q -p no:cacheprovider)
(cd "$root" && run pytest -q -p no:cacheprovider -c /dev/null --rootdir . --doctest-glob='*.md' --doctest-modules --pyargs duban docs/python.md integrations/python/README.md)

if ! command -v java >/dev/null && [ "${CI:-}" = true ] && command -v apt-get >/dev/null; then
  as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo -n)
  "${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq --no-install-recommends default-jre-headless || true
fi
if ! command -v java >/dev/null; then
  if [ "${CI:-}" = true ]; then echo "java is missing and could not be installed"; exit 1; fi
  echo "Spark left out: install java 17 or later"
  exit 0
fi
install 'pyspark>=4.0,<4.1' 'setuptools>=77'
cp -r spark "$room/spark" # its build leaves files beside the source
install --no-deps --no-build-isolation "$room/spark"
(cd spark && run mypy --no-error-summary duban_spark && run pytest -q -p no:cacheprovider)
