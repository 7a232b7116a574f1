#!/usr/bin/env bash
# Measures two tables as Parquet against the same records as CSV and as NDJSON. See README.md.
#
#   benches/parquet.sh                    # 200,000 records, 5 rounds
#   N=50000 ROUNDS=3 benches/parquet.sh   # quicker
#   DUBAN=path/to/duban benches/parquet.sh   # a binary that is already built, with the feature `parquet`
#   OTHER=path/to/duban benches/parquet.sh   # another one beside it, in the same rounds
#
# What is compared is processor time, of this process and the one that reads for it: they run at the same time. The
# commands take turns within each round, and a ratio is taken within its round.
set -euo pipefail

N=${N:-200000}
ROUNDS=${ROUNDS:-5}
AS_OF=2024-06-01T00:00:00+08:00

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
policy=${POLICY:-$root/policies/xiangzhou-dui}
duban=${DUBAN:-$root/target/release/duban}
generate=$here/workload/target/release/generate
python=$here/workload/target/python
export LC_ALL=C # a point in every number

die() { printf 'parquet.sh: %s\n' "$*" >&2; exit 2; }
[ -x /usr/bin/time ] || die "/usr/bin/time (GNU time) is needed for processor time and peak memory"

work=$(mktemp -d "${TMPDIR:-/tmp}/duban-parquet.XXXXXX")
trap 'rm -rf "$work"' EXIT

names=(ndjson csv text typed)
[ -z "${OTHER:-}" ] || names+=(other-text other-typed)

# run NAME OUTPUT: exit status 0 and 1 are verdicts; anything else is a failure.
run() {
  local program=$duban status=0 tables=$work/n
  case $1 in other-*) program=$OTHER ;; esac
  local words=("$program" evaluate --policy "$policy" --show violations --explain never --format ndjson --as-of "$AS_OF" --threads 1)
  case $1 in
    ndjson) words+=("$work/n/records.ndjson") ;;
    csv) words+=(--mapping "$work/mapping.toml" "$tables/cases.csv" "$tables/events.csv") ;;
    *) words+=(--mapping "$work/mapping.toml" "$tables/${1#other-}/cases.parquet" "$tables/${1#other-}/events.parquet") ;;
  esac
  /usr/bin/time -q -o "$work/time" -f '%U %S %e %M' "${words[@]}" >"$2" 2>"$work/stderr" || status=$?
  [ "$status" -le 1 ] && return
  tail -n 5 "$work/stderr" >&2
  die "exit status $status: ${words[*]}"
}

# "median (least–greatest)" of the numbers on standard input.
spread() {
  sort -n | awk '{ v[NR] = $1 } END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; printf "%.2f (%.2f–%.2f)", m, v[1], v[NR] }'
}
column() { awk "{ print $2 }" "$work/$1.times" | spread; }
ratio() { paste -d' ' "$work/$1.times" "$work/$2.times" | awk '{ print ($1 + $2) / ($5 + $6) }' | spread; } # within each round

cargo build --release --quiet --manifest-path "$here/workload/Cargo.toml"
[ -n "${DUBAN:-}" ] || cargo build --release --quiet --features parquet --manifest-path "$root/Cargo.toml"
if [ ! -x "$python/bin/python" ]; then
  python3 -m venv "$python"
  "$python/bin/pip" install --quiet "$(grep '^pyarrow' "$here/peers/python/requirements.txt")"
fi

"$generate" "$N" --plain "$work/n"
"$python/bin/python" "$here/parquet.py" "$work/n"
# the names of the files end otherwise
sed 's/\(cases\|events\)\.csv"/\1.*"/' "$here/peers/mapping.toml" >"$work/mapping.toml"

run ndjson "$work/expected"
for name in "${names[@]:1}"; do
  run "$name" "$work/found"
  cmp -s "$work/expected" "$work/found" || die "the verdicts of $name are not those of ndjson; times would mean nothing"
done
printf 'machine   %s cores; %s; duban %s\n' "$(nproc)" "$(rustc --version)" "$(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown)"
printf 'verdicts  the same on %d records, byte for byte\n' "$N"
for round in $(seq "$ROUNDS"); do
  printf 'round %d of %d\n' "$round" "$ROUNDS" >&2
  for name in "${names[@]}"; do
    run "$name" /dev/null
    cat "$work/time" >>"$work/$name.times"
  done
done

printf '\n%-12s %-22s %-22s %8s %s\n' '' 'processor s' 'clock s' 'MiB' 'times CSV, processor'
for name in "${names[@]}"; do
  mib=$(awk '{ print $4 }' "$work/$name.times" | sort -n | tail -n 1 | awk '{ printf "%.1f", $1 / 1024 }')
  printf '%-12s %-22s %-22s %8s %s\n' "$name" "$(column "$name" '$1 + $2')" "$(column "$name" '$3')" "$mib" "$(ratio "$name" csv)"
done
printf '\nmedian (least–greatest) of %d rounds; MiB of the larger process\n' "$ROUNDS"
