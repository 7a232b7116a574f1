#!/usr/bin/env bash
# Measures whole processes of duban against the hand-written floor, on generated records. See README.md.
#
#   benches/run.sh                    # 1,000,000 records, 7 rounds
#   N=100000 ROUNDS=3 benches/run.sh  # quicker
#   DUBAN=path/to/duban benches/run.sh  # a binary that is already built
#
# The three commands take turns within each round, so that a slow spell of the machine hits all of them, and a
# ratio is taken within its round. (hyperfine runs one command to the end before the next: no pairs.)
set -euo pipefail

N=${N:-1000000}
ROUNDS=${ROUNDS:-7}
CHECKED=$((N < 100000 ? N : 100000))
AS_OF=2024-06-01T00:00:00+08:00

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
policy=${POLICY:-$root/policies/xiangzhou-dui}
duban=${DUBAN:-$root/target/release/duban}
tools=$here/workload/target/release
export LC_ALL=C # a point in every number

die() { printf 'run.sh: %s\n' "$*" >&2; exit 2; }
[ -x /usr/bin/time ] || die "/usr/bin/time (GNU time) is needed for peak memory"
[ -n "${EPOCHREALTIME:-}" ] || die "bash 5 is needed for its clock"
[ -d "$policy" ] || die "no policy at $policy (set POLICY)"

work=$(mktemp -d "${TMPDIR:-/tmp}/duban-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

# --- what runs ------------------------------------------------------------------------------------------------

evaluate=("$duban" evaluate --policy "$policy" --show violations --explain "${EXPLAIN:-never}" --format ndjson --as-of "$AS_OF")

# run NAME FILE OUTPUT: judges work/FILE.ndjson. Exit status 0 and 1 are verdicts; anything else is a failure.
run() {
  local words status=0
  case $1 in
    floor) words=("$tools/floor" --as-of "$AS_OF") ;;
    duban1) words=("${evaluate[@]}" --threads 1) ;;
    duban2) words=("${evaluate[@]}" --threads 2) ;;
  esac
  /usr/bin/time -q -o "$work/rss" -f '%M' "${words[@]}" "$work/$2.ndjson" >"$3" 2>"$work/stderr" || status=$?
  [ "$status" -le 1 ] && return
  tail -n 5 "$work/stderr" >&2
  die "exit status $status: ${words[*]} $2.ndjson"
}

# timed NAME FILE: appends "seconds KiB" to the samples of NAME for FILE.
timed() {
  local start=$EPOCHREALTIME
  run "$1" "$2" /dev/null
  awk -v start="$start" -v end="$EPOCHREALTIME" '{ printf "%.6f %d\n", end - start, $1 }' "$work/rss" >>"$work/$1.$2"
}

# pair: two processes of one thread side by side, each judging everything: what two cores of this machine can do at best.
pair() {
  local start=$EPOCHREALTIME
  "${evaluate[@]}" --threads 1 "$work/n.ndjson" >/dev/null 2>&1 &
  "${evaluate[@]}" --threads 1 "$work/n.ndjson" >/dev/null 2>&1 || true
  wait $! || true
  awk -v start="$start" -v end="$EPOCHREALTIME" 'BEGIN { printf "%.6f 0\n", (end - start) / 2 }' >>"$work/pair.n"
}

# --- what comes out -------------------------------------------------------------------------------------------

# "median (least–greatest)" of the numbers on standard input.
spread() {
  sort -n | awk '{ v[NR] = $1 } END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; printf "%.2f (%.2f–%.2f)", m, v[1], v[NR] }'
}
seconds() { cut -d' ' -f1 "$work/$1.n" | spread; }
ratio() { paste -d' ' "$work/$1.n" "$work/$2.n" | awk '{ print $1 / $3 }' | spread; } # within each round
rate() { cut -d' ' -f1 "$work/$1.n" | sort -n | awk -v n="$N" '{ v[NR] = $1 } END { printf "%d", n / v[int((NR + 1) / 2)] }'; }
peak() { cut -d' ' -f2 "$work/$1.$2" | sort -n | tail -n 1 | awk '{ printf "%.1f", $1 / 1024 }'; }

# --- go -------------------------------------------------------------------------------------------------------

cargo build --release --quiet --manifest-path "$here/workload/Cargo.toml"
[ -n "${DUBAN:-}" ] || cargo build --release --quiet --manifest-path "$root/Cargo.toml"

cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
printf 'machine   %s cores, %s\n' "$(nproc)" "${cpu:-unknown processor}"
printf 'rustc     %s\n' "$(rustc --version)"
printf 'duban     %s\n' "$(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown)"

"$tools/generate" $((4 * N)) >"$work/4n.ndjson"
head -n "$N" "$work/4n.ndjson" >"$work/n.ndjson"
head -n "$CHECKED" "$work/n.ndjson" >"$work/checked.ndjson"
printf 'records   %d, %d bytes each on average\n' "$N" $(($(wc -c <"$work/n.ndjson") / N))

run floor checked "$work/floor.out"
run duban1 checked "$work/duban1.out"
run duban2 checked "$work/duban2.out"
printf 'verdicts  on %d records: ' "$CHECKED"
"$tools/same" "$work/duban1.out" "$work/floor.out" || die "the two do not judge alike; times would mean nothing"
cmp -s "$work/duban1.out" "$work/duban2.out" || die "duban's output depends on the number of threads"

cat "$work/n.ndjson" >/dev/null # into the page cache
for round in $(seq "$ROUNDS"); do
  printf 'round %d of %d\n' "$round" "$ROUNDS" >&2
  for name in floor duban1 duban2; do timed "$name" n; done
  pair
done
for name in floor duban1 duban2; do timed "$name" 4n; done

printf '\n%-22s %-22s %12s %10s %10s\n' '' 'seconds' 'records/s' 'MiB at N' 'MiB at 4N'
for name in floor duban1 duban2; do
  case $name in floor) label='floor, 1 thread' ;; duban1) label='duban, 1 thread' ;; *) label='duban, 2 threads' ;; esac
  printf '%-22s %-22s %12s %10s %10s\n' "$label" "$(seconds "$name")" "$(rate "$name")" "$(peak "$name" n)" "$(peak "$name" 4n)"
done
printf '\nduban / floor, 1 thread      %s\n' "$(ratio duban1 floor)"
printf '2 threads / 1, times faster  %s\n' "$(ratio duban1 duban2)"
printf '2 processes, times faster    %s\n' "$(ratio duban1 pair)"
printf '\nmedian (least–greatest) of %d rounds\n' "$ROUNDS"
