#!/usr/bin/env bash
# Measures two tables, cases.csv and events.csv, against the same records as NDJSON. See README.md.
#
#   benches/csv.sh                    # 1,000,000 records, 7 rounds
#   N=100000 ROUNDS=3 benches/csv.sh  # quicker
#   DUBAN=path/to/duban benches/csv.sh  # a binary that is already built
#   SHUFFLED=1 benches/csv.sh         # tables whose rows stand in different orders as well
set -euo pipefail

N=${N:-1000000}
ROUNDS=${ROUNDS:-7}
CHECKED=$((N < 100000 ? N : 100000))
. "$(dirname "${BASH_SOURCE[0]}")/turns.sh"

names=(ndjson1 csv1 ndjson2 csv2)
[ -z "${SHUFFLED:-}" ] || names+=(shuffled1 shuffled2)

# run NAME SIZE OUTPUT: judges the records of work/SIZE.
run() {
  local words=("${evaluate[@]}" --threads "${1: -1}")
  case $1 in
    ndjson*) words+=("$work/$2.ndjson") ;;
    csv*) words+=(--mapping "$work/$2/mapping.toml" "$work/$2/cases.csv" "$work/$2/events.csv") ;;
    shuffled*) words+=(--mapping "$work/$2/mapping.toml" "$work/$2.shuffled/cases.csv" "$work/$2.shuffled/events.csv") ;;
  esac
  judged "$3" "${words[@]}"
}

# made SIZE RECORDS: the records, as NDJSON and as tables.
made() {
  "$tools/generate" "$2" >"$work/$1.ndjson"
  "$tools/generate" "$2" --csv "$work/$1"
  [ -z "${SHUFFLED:-}" ] || "$tools/generate" "$2" --csv "$work/$1.shuffled" --shuffled
}

built
machine

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
rounds "${names[@]}"
for name in "${names[@]}"; do timed "$name" 4n; done

printf '\n%-22s %-22s %12s %10s %10s\n' '' 'seconds' 'records/s' 'MiB at N' 'MiB at 4N'
for name in "${names[@]}"; do
  printf '%-22s %-22s %12s %10s %10s\n' "${name%?}, ${name: -1} thread(s)" "$(seconds "$name")" "$(rate "$name")" "$(peak "$name" n)" "$(peak "$name" 4n)"
done
printf '\ncsv / ndjson, 1 thread       %s\n' "$(ratio csv1 ndjson1)"
printf 'csv / ndjson, 2 threads      %s\n' "$(ratio csv2 ndjson2)"
printf 'csv, 2 threads / 1, faster   %s\n' "$(ratio csv1 csv2)"
printf '\nmedian (least–greatest) of %d rounds\n' "$ROUNDS"
