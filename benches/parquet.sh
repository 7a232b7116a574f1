#!/usr/bin/env bash
# Measures two tables as Parquet against the same records as CSV and as NDJSON. See README.md.
#
#   benches/parquet.sh                    # 200,000 records, 5 rounds
#   N=50000 ROUNDS=3 benches/parquet.sh   # quicker
#   DUBAN=path/to/duban benches/parquet.sh   # a binary that is already built, with the feature `parquet`
#   OTHER=path/to/duban benches/parquet.sh   # another one beside it, in the same rounds
#
# What is compared is processor time, of this process and the one that reads for it: they run at the same time.
set -euo pipefail

N=${N:-200000}
ROUNDS=${ROUNDS:-5}
. "$(dirname "${BASH_SOURCE[0]}")/turns.sh"
python=$here/workload/target/python

names=(ndjson csv text typed)
[ -z "${OTHER:-}" ] || names+=(other-text other-typed)

# run NAME SIZE OUTPUT: judges the records of work/SIZE.
run() {
  local words=("${evaluate[@]}" --threads 1)
  case $1 in other-*) words[0]=$OTHER ;; esac
  case $1 in
    ndjson) words+=("$work/$2/records.ndjson") ;;
    csv) words+=(--mapping "$work/mapping.toml" "$work/$2/cases.csv" "$work/$2/events.csv") ;;
    *) words+=(--mapping "$work/mapping.toml" "$work/$2/${1#other-}/cases.parquet" "$work/$2/${1#other-}/events.parquet") ;;
  esac
  judged "$3" "${words[@]}"
}

built parquet
machine
if [ ! -x "$python/bin/python" ]; then
  python3 -m venv "$python"
  "$python/bin/pip" install --quiet "$(grep '^pyarrow' "$here/peers/python/requirements.txt")"
fi

"$tools/generate" "$N" --plain "$work/n"
"$python/bin/python" "$here/parquet.py" "$work/n"
# the names of the files end otherwise
sed 's/\(cases\|events\)\.csv"/\1.*"/' "$here/peers/mapping.toml" >"$work/mapping.toml"

run ndjson n "$work/expected"
for name in "${names[@]:1}"; do
  run "$name" n "$work/found"
  cmp -s "$work/expected" "$work/found" || die "the verdicts of $name are not those of ndjson; times would mean nothing"
done
printf 'verdicts  the same on %d records, byte for byte\n' "$N"
rounds "${names[@]}"

printf '\n%-12s %-22s %-22s %8s %s\n' '' 'processor s' 'clock s' 'MiB' 'times CSV, processor'
for name in "${names[@]}"; do
  printf '%-12s %-22s %-22s %8s %s\n' "$name" "$(processor "$name")" "$(seconds "$name")" "$(peak "$name" n)" "$(ratio "$name" csv 3)"
done
printf '\nmedian (least–greatest) of %d rounds; MiB of the larger process\n' "$ROUNDS"
