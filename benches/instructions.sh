#!/usr/bin/env bash
# Counts instructions of the hot paths with callgrind and compares them with instructions.tsv. They do not depend on what
# else the machine does, and hardly on which x86-64 with AVX2 it is: valgrind shows every program the same processor. They
# do depend on the compiler and on the profile.
#
#   benches/instructions.sh                        # fails where a count is more than 5 % above the figure
#   benches/instructions.sh --write                # writes the figures anew
#   DUBAN=path/to/duban benches/instructions.sh    # a binary that is already built, in the same way
set -euo pipefail

N=500
MORE=5 # per cent
AS_OF=2024-06-01T00:00:00+08:00
POLICIES=(xiangzhou-dui dezhou-gang chengguan-135 hangjin-three-ones changde-126)

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
figures=$here/instructions.tsv
# beside what tests are built with, this program alone is optimised: a release is too dear for every change
build=(cargo build --locked --config profile.dev.package.duban.opt-level=2 --config profile.dev.package.duban.debug=false
  --manifest-path "$root/Cargo.toml")
duban=${DUBAN:-${CARGO_TARGET_DIR:-$root/target}/debug/duban}
export LC_ALL=C CARGO_INCREMENTAL=0 # built anew: what is built bit by bit is inlined otherwise
die() { printf 'instructions.sh: %s\n' "$*" >&2; exit 2; }
command -v valgrind >/dev/null || die "valgrind is needed: apt-get install valgrind"
[ "$(uname -m)" = x86_64 ] || die "the figures are of x86-64; this is $(uname -m)"
[ -n "${DUBAN:-}" ] || "${build[@]}" --quiet
cargo build --release --locked --quiet --manifest-path "$here/workload/Cargo.toml"

# --- what is read ---------------------------------------------------------------------------------------------

work=$(mktemp -d "${TMPDIR:-/tmp}/duban-instructions.XXXXXX")
trap 'rm -rf "$work"' EXIT
# N records, 2 N, and one: the generator's, the same as CSV, and those of all five policies
for name in single:$N double:$((2 * N)) one:1; do
  size=${name#*:} name=${name%:*}
  "$here/workload/target/release/generate" "$size" --plain "$work/$name"
  "$here/workload/target/release/generate" "$size" >"$work/$name/records.ndjson"
  for ((n = 0; n < size; n += 160)); do
    for policy in "${POLICIES[@]}"; do sed "s/\"id\": *\"/&$n-/" "$root/tests/conformance/$policy/cases.ndjson"; done
  done >"$work/$name/five.ndjson"
done
# every limit of two working days made one
mkdir -p "$work/policies/xiangzhou-dui"
cp -r "$root/policies/calendars" "$work/policies/"
sed 's/"2个工作日内"/"1个工作日内"/' "$root/policies/xiangzhou-dui/policy.toml" >"$work/policies/xiangzhou-dui/policy.toml"

# --- what is counted ------------------------------------------------------------------------------------------

# count PATH FOLDER: instructions of a whole run on one thread, into PATH.FOLDER.count.
count() {
  local from=$work/$2 own=$root/policies/xiangzhou-dui words status=0
  local evaluate=(evaluate --as-of "$AS_OF" --lang en --threads 1 --format ndjson)
  local short=("${evaluate[@]}" --show violations --explain never)
  case $1 in
    violations) words=("${short[@]}" --policy "$own" "$from/records.ndjson") ;;
    explained) words=("${evaluate[@]}" --show all --policy "$own" "$from/records.ndjson") ;;
    csv) words=("${short[@]}" --policy "$own" --mapping "$here/peers/mapping.toml" "$from/cases.csv" "$from/events.csv") ;;
    diff) words=(diff "$own" "$work/policies/xiangzhou-dui" --as-of "$AS_OF" --lang en --threads 1 --cases "$from/records.ndjson") ;;
    five) words=("${short[@]}" "${POLICIES[@]/#/--policy=$root/policies/}" "$from/five.ndjson") ;;
  esac
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$duban" "${words[@]}" >/dev/null 2>"$work/$1.$2" || status=$?
  # 1 is verdicts or changes; of the five, some records are broken on purpose
  case $1:$status in *:0 | *:1 | five:2) ;; *) tail -n 5 "$work/$1.$2" >&2; die "exit status $status: duban ${words[*]}" ;; esac
  sed -n 's/^.*Collected : *//p' "$work/$1.$2" >"$work/$1.$2.count"
}

# side by side: they do not see each other
counts=()
count violations one & counts+=($!)
for path in violations explained csv diff five; do
  for folder in single double; do count "$path" "$folder" & counts+=($!); done
done
for pid in "${counts[@]}"; do wait "$pid" || exit 2; done

# What a record more costs: neither the start nor the end is in it.
a_record() { echo $((($(cat "$work/$1.double.count") - $(cat "$work/$1.single.count")) / $2)); }
more_of_five=$(($(wc -l <"$work/double/five.ndjson") - $(wc -l <"$work/single/five.ndjson")))
{
  printf 'start and one record\t%s\n' "$(cat "$work/violations.one.count")"
  printf 'a record, violations\t%s\n' "$(a_record violations "$N")"
  printf 'a record, everything explained\t%s\n' "$(a_record explained "$N")"
  printf 'a record, cases and events as CSV\t%s\n' "$(a_record csv "$N")"
  printf 'a record, two versions compared\t%s\n' "$(a_record diff "$N")"
  printf 'a record, five policies\t%s\n' "$(a_record five "$more_of_five")"
} >"$work/now.tsv"

if [ "${1:-}" = --write ]; then
  { printf '# %s; this program at level 2; N = %s\n' "$(rustc --version | cut -d' ' -f1,2)" "$N"; cat "$work/now.tsv"; } >"$figures"
  cat "$figures"
  exit
fi

[ -r "$figures" ] || die "no $figures yet; write it with --write"
failed=0
while IFS=$'\t' read -r what now; do
  figure=$(awk -F'\t' -v what="$what" '$1 == what { print $2 }' "$figures")
  change=$(awk -v now="$now" -v figure="${figure:-0}" 'BEGIN { printf "%.1f", figure ? 100 * now / figure - 100 : 100 }')
  printf '%-34s %12d %12s %7s %%\n' "$what" "$now" "${figure:-none}" "$change"
  awk -v change="$change" -v more="$MORE" 'BEGIN { exit change > more }' || failed=1
done <"$work/now.tsv"
if [ "$failed" = 1 ]; then
  cat >&2 <<SAID

More than $MORE % more instructions than benches/instructions.tsv has. Which function it is:
  ${build[*]}
  valgrind --tool=callgrind target/debug/duban evaluate … && callgrind_annotate callgrind.out.*
on this change and on the one before. If it is worth it, note the new figures and say why in the commit:
  benches/instructions.sh --write
The figures are of $(head -n 1 "$figures" | tr -d '#'); this is $(rustc --version | cut -d' ' -f1,2). After another compiler, write them anew too.
SAID
fi
exit "$failed"
