#!/usr/bin/env bash
# Measures two tables, cases.csv and events.csv, against the same records as NDJSON. See README.md.
#
#   benches/csv.sh                    # 1,000,000 records, 7 rounds
#   N=100000 ROUNDS=3 benches/csv.sh  # quicker
#   DUBAN=path/to/duban benches/csv.sh  # a binary that is already built
#   SHUFFLED=1 benches/csv.sh         # tables whose rows stand in different orders as well
#
# The commands take turns within each round, so that a slow spell of the machine hits all of them, and a ratio is
# taken within its round.
set -euo pipefail

N=${N:-1000000}
ROUNDS=${ROUNDS:-7}
CHECKED=$((N < 100000 ? N : 100000))
AS_OF=2024-06-01T00:00:00+08:00

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
policy=${POLICY:-$root/policies/xiangzhou-dui}
duban=${DUBAN:-$root/target/release/duban}
generate=$here/workload/target/release/generate
export LC_ALL=C # a point in every number

die() { printf 'csv.sh: %s\n' "$*" >&2; exit 2; }
[ -x /usr/bin/time ] || die "/usr/bin/time (GNU time) is needed for peak memory"
[ -n "${EPOCHREALTIME:-}" ] || die "bash 5 is needed for its clock"
[ -d "$policy" ] || die "no policy at $policy (set POLICY)"

work=$(mktemp -d "${TMPDIR:-/tmp}/duban-csv.XXXXXX")
trap 'rm -rf "$work"' EXIT

# --- what runs ------------------------------------------------------------------------------------------------

evaluate=("$duban" evaluate --policy "$policy" --show violations --explain "${EXPLAIN:-never}" --format ndjson --as-of "$AS_OF")
names=(ndjson1 csv1 ndjson2 csv2)
[ -z "${SHUFFLED:-}" ] || names+=(shuffled1 shuffled2)

# run NAME SIZE OUTPUT: judges the records of work/SIZE. Exit status 0 and 1 are verdicts; anything else is a failure.
run() {
  local words=("${evaluate[@]}" --threads "${1: -1}") status=0
  case $1 in
    ndjson*) words+=("$work/$2.ndjson") ;;
    csv*) words+=(--mapping "$work/$2/mapping.toml" "$work/$2/cases.csv" "$work/$2/events.csv") ;;
    shuffled*) words+=(--mapping "$work/$2/mapping.toml" "$work/$2.shuffled/cases.csv" "$work/$2.shuffled/events.csv") ;;
  esac
  /usr/bin/time -q -o "$work/rss" -f '%M' "${words[@]}" >"$3" 2>"$work/stderr" || status=$?
  [ "$status" -le 1 ] && return
  tail -n 5 "$work/stderr" >&2
  die "exit status $status: ${words[*]}"
}

# timed NAME SIZE: appends "seconds KiB" to the samples of NAME for SIZE.
timed() {
  local start=$EPOCHREALTIME
  run "$1" "$2" /dev/null
  awk -v start="$start" -v end="$EPOCHREALTIME" '{ printf "%.6f %d\n", end - start, $1 }' "$work/rss" >>"$work/$1.$2.times"
}

# made SIZE RECORDS: the records, as NDJSON and as tables.
made() {
  "$generate" "$2" >"$work/$1.ndjson"
  "$generate" "$2" --csv "$work/$1"
  [ -z "${SHUFFLED:-}" ] || "$generate" "$2" --csv "$work/$1.shuffled" --shuffled
}

# --- what comes out -------------------------------------------------------------------------------------------

# "median (least–greatest)" of the numbers on standard input.
spread() {
  sort -n | awk '{ v[NR] = $1 } END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; printf "%.2f (%.2f–%.2f)", m, v[1], v[NR] }'
}
seconds() { cut -d' ' -f1 "$work/$1.n.times" | spread; }
ratio() { paste -d' ' "$work/$1.n.times" "$work/$2.n.times" | awk '{ print $1 / $3 }' | spread; } # within each round
rate() { cut -d' ' -f1 "$work/$1.n.times" | sort -n | awk -v n="$N" '{ v[NR] = $1 } END { printf "%d", n / v[int((NR + 1) / 2)] }'; }
peak() { cut -d' ' -f2 "$work/$1.$2.times" | sort -n | tail -n 1 | awk '{ printf "%.1f", $1 / 1024 }'; }

# --- go -------------------------------------------------------------------------------------------------------

cargo build --release --quiet --manifest-path "$here/workload/Cargo.toml"
[ -n "${DUBAN:-}" ] || cargo build --release --quiet --manifest-path "$root/Cargo.toml"

cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
printf 'machine   %s cores, %s\n' "$(nproc)" "${cpu:-unknown processor}"
printf 'rustc     %s\n' "$(rustc --version)"
printf 'duban     %s\n' "$(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown)"

made checked "$CHECKED"
run ndjson1 checked "$work/expected"
for name in "${names[@]:1}"; do
  run "$name" checked "$work/found"
  cmp -s "$work/expected" "$work/found" || die "the verdicts of $name are not those of ndjson1; times would mean nothing"
done
printf 'verdicts  the same on %d records, byte for byte\n' "$CHECKED"

made n "$N"
made 4n $((4 * N))
printf 'records   %d; bytes of each: NDJSON %d, CSV %d\n' "$N" \
  $(($(wc -c <"$work/n.ndjson") / N)) $(($(cat "$work/n/cases.csv" "$work/n/events.csv" | wc -c) / N))
cat "$work/n.ndjson" "$work"/n/*.csv >/dev/null # into the page cache
for round in $(seq "$ROUNDS"); do
  printf 'round %d of %d\n' "$round" "$ROUNDS" >&2
  for name in "${names[@]}"; do timed "$name" n; done
done
for name in "${names[@]}"; do timed "$name" 4n; done

printf '\n%-22s %-22s %12s %10s %10s\n' '' 'seconds' 'records/s' 'MiB at N' 'MiB at 4N'
for name in "${names[@]}"; do
  printf '%-22s %-22s %12s %10s %10s\n' "${name%?}, ${name: -1} thread(s)" "$(seconds "$name")" "$(rate "$name")" "$(peak "$name" n)" "$(peak "$name" 4n)"
done
printf '\ncsv / ndjson, 1 thread       %s\n' "$(ratio csv1 ndjson1)"
printf 'csv / ndjson, 2 threads      %s\n' "$(ratio csv2 ndjson2)"
printf 'csv, 2 threads / 1, faster   %s\n' "$(ratio csv1 csv2)"
printf '\nmedian (least–greatest) of %d rounds\n' "$ROUNDS"
