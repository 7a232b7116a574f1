#!/usr/bin/env bash
# Counts instructions of the hot paths with callgrind and compares them with instructions.tsv. They hardly depend on what else
# the machine does, but on the compiler, the profile and what the processor can (simdutf8 looks): compare like with like.
#
#   benches/instructions.sh                        # fails where a count is more than 5 % above the figure
#   benches/instructions.sh --write                # writes the figures anew
#   DUBAN=path/to/duban benches/instructions.sh    # a binary that is already built
set -euo pipefail

N=2000
MORE=5 # per cent
AS_OF=2024-06-01T00:00:00+08:00

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
duban=${DUBAN:-$root/target/release/duban}
figures=$here/instructions.tsv
command -v valgrind >/dev/null || { echo "instructions.sh: valgrind is needed" >&2; exit 2; }
[ -n "${DUBAN:-}" ] || cargo build --release --quiet --manifest-path "$root/Cargo.toml"
cargo build --release --quiet --manifest-path "$here/workload/Cargo.toml"

work=$(mktemp -d "${TMPDIR:-/tmp}/duban-instructions.XXXXXX")
trap 'rm -rf "$work"' EXIT
"$here/workload/target/release/generate" $((2 * N)) >"$work/double.ndjson"
head -n "$N" "$work/double.ndjson" >"$work/single.ndjson"
head -n 1 "$work/double.ndjson" >"$work/one.ndjson"

# count FILE OPTIONS…: instructions of a whole run on one thread. Exit status 1 of duban is verdicts.
count() {
  local file=$1 status=0
  shift
  valgrind --tool=callgrind --callgrind-out-file="$work/callgrind" "$duban" evaluate --policy "$root/policies/xiangzhou-dui" \
    --as-of "$AS_OF" --threads 1 --format ndjson "$@" "$work/$file.ndjson" >/dev/null 2>"$work/stderr" || status=$?
  [ "$status" -le 1 ] || { tail -n 5 "$work/stderr" >&2; exit 2; }
  sed -n 's/^.*Collected : *//p' "$work/stderr"
}

# What a record more costs: neither the start nor the end is in it.
a_record() { echo $((($(count double "$@") - $(count single "$@")) / N)); }

{
  printf 'start and one record\t%s\n' "$(count one --show violations --explain never)"
  printf 'a record, violations\t%s\n' "$(a_record --show violations --explain never)"
  printf 'a record, everything explained\t%s\n' "$(a_record --show all)"
} >"$work/now.tsv"

if [ "${1:-}" = --write ]; then
  { printf '# rustc %s; N = %s\n' "$(rustc --version | cut -d' ' -f2)" "$N"; cat "$work/now.tsv"; } >"$figures"
  cat "$figures"
  exit
fi

[ -r "$figures" ] || { echo "instructions.sh: no $figures yet; write it with --write" >&2; exit 2; }
failed=0
while IFS=$'\t' read -r what now; do
  figure=$(awk -F'\t' -v what="$what" '$1 == what { print $2 }' "$figures")
  change=$(awk -v now="$now" -v figure="${figure:-0}" 'BEGIN { printf "%.1f", figure ? 100 * now / figure - 100 : 100 }')
  printf '%-32s %12d %12s %7s %%\n' "$what" "$now" "${figure:-none}" "$change"
  awk -v change="$change" -v more="$MORE" 'BEGIN { exit change > more }' || failed=1
done <"$work/now.tsv"
exit "$failed"
