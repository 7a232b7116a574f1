#!/usr/bin/env bash
# Measures whole processes of duban against the hand-written floor, on generated records. See README.md.
#
#   benches/run.sh                    # 1,000,000 records, 7 rounds
#   N=100000 ROUNDS=3 benches/run.sh  # quicker
#   DUBAN=path/to/duban benches/run.sh  # a binary that is already built
set -euo pipefail

N=${N:-1000000}
ROUNDS=${ROUNDS:-7}
CHECKED=$((N < 100000 ? N : 100000))
. "$(dirname "${BASH_SOURCE[0]}")/turns.sh"

# run NAME SIZE OUTPUT: judges work/SIZE.ndjson.
run() {
  case $1 in
    floor) judged "$3" "$tools/floor" --as-of "$AS_OF" "$work/$2.ndjson" ;;
    duban?) judged "$3" "${evaluate[@]}" --threads "${1: -1}" "$work/$2.ndjson" ;;
    pair) pair "$work/$2.ndjson" ;;
  esac
}

# pair FILE: two processes of one thread side by side, each judging half of it: what two cores of this machine can do at best.
pair() {
  "${evaluate[@]}" --threads 1 "${1%.ndjson}.first.ndjson" >/dev/null 2>&1 &
  "${evaluate[@]}" --threads 1 "${1%.ndjson}.second.ndjson" >/dev/null 2>&1 || true
  wait $! || true
}

built
machine

"$tools/generate" $((4 * N)) >"$work/4n.ndjson"
head -n "$N" "$work/4n.ndjson" >"$work/n.ndjson"
head -n $((N / 2)) "$work/n.ndjson" >"$work/n.first.ndjson"
tail -n +$((N / 2 + 1)) "$work/n.ndjson" >"$work/n.second.ndjson"
head -n "$CHECKED" "$work/n.ndjson" >"$work/checked.ndjson"
printf 'records   %d, %d bytes each on average\n' "$N" $(($(wc -c <"$work/n.ndjson") / N))

run floor checked "$work/floor.out"
run duban1 checked "$work/duban1.out"
run duban2 checked "$work/duban2.out"
printf 'verdicts  on %d records: ' "$CHECKED"
"$tools/same" "$work/duban1.out" "$work/floor.out" || die "the two do not judge alike; times would mean nothing"
cmp -s "$work/duban1.out" "$work/duban2.out" || die "duban's output depends on the number of threads"

cat "$work"/n*.ndjson >/dev/null # into the page cache
rounds floor duban1 duban2 pair
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
