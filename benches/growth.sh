#!/usr/bin/env bash
# What rules cost that exist and do not occur: instructions of one record more, and of the start, under policies of 10, 100
# and 1,000 rules of which the same have triggers that occur. See README.md.
#
#   benches/growth.sh
#   DUBAN=path/to/duban benches/growth.sh   # a binary that is already built
set -euo pipefail

N=${N:-500}
AS_OF=2024-06-01T00:00:00+08:00

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
duban=${DUBAN:-$root/target/release/duban}
command -v valgrind >/dev/null || { echo "growth.sh: valgrind is needed" >&2; exit 2; }
[ -n "${DUBAN:-}" ] || cargo build --release --quiet --manifest-path "$root/Cargo.toml"
cargo build --release --locked --quiet --manifest-path "$here/workload/Cargo.toml"

work=$(mktemp -d "${TMPDIR:-/tmp}/duban-growth.XXXXXX")
trap 'rm -rf "$work"' EXIT
"$here/workload/target/release/generate" $((2 * N)) >"$work/double.ndjson"
head -n "$N" "$work/double.ndjson" >"$work/single.ndjson"
head -n 1 "$work/double.ndjson" >"$work/one.ndjson"

# policy N: the policy, and N rules more, a tenth of them metrics, on events of which no record has one.
policy() {
  local folder=$work/with-$1/xiangzhou-dui
  mkdir -p "$folder"
  cp -r "$root/policies/calendars" "$work/with-$1/"
  awk -v n="$1" '
    { print }
    $0 == "[events]" { for (i = 1; i <= n; i++) printf "begun_%d = \"第%d项开始\"\nended_%d = \"第%d项结束\"\n", i, i, i, i }
    END {
      for (i = 1; i <= n; i++)
        if (i % 10 == 0) printf "\n[metric.ZZ-%d]\ntitle = \"第%d项\"\nassumed = true\nwhy = \"量规则多少的代价\"\non = \"begun_%d\"\nevery = \"月\"\nshare = \"ended_%d\"\n", i, i, i, i
        else if (i % 3 == 0) printf "\n[constraint.ZZ-%d]\ntitle = \"第%d项\"\nassumed = true\nwhy = \"量规则多少的代价\"\non = \"ended_%d\"\nwhen = { in_scope = true }\nafter = \"begun_%d\"\n", i, i, i, i
        else printf "\n[obligation.ZZ-%d]\ntitle = \"第%d项\"\nassumed = true\nwhy = \"量规则多少的代价\"\non = \"begun_%d\"\nwhen = { in_scope = true }\nbearer = \"police\"\nact = \"ended_%d\"\nto = \"discipline\"\nwithin = \"%d个工作日内\"\n", i, i, i, i, i % 30 + 1
    }' "$root/policies/xiangzhou-dui/policy.toml" | sed 's/, text = "[^"]*"//' >"$folder/policy.toml"
  printf '%s' "$folder"
}

# count POLICY FILE: instructions of a whole run on one thread.
count() {
  local status=0
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$duban" evaluate --policy "$1" --as-of "$AS_OF" --lang en --threads 1 \
    --format ndjson --show violations --explain never "$work/$2.ndjson" >/dev/null 2>"$work/stderr" || status=$?
  [ "$status" -le 1 ] || { tail -n 20 "$work/stderr" >&2; exit 2; }
  sed -n 's/^.*Collected : *//p' "$work/stderr"
}

own=$(grep -cE '^\[(obligation|constraint|metric)\.[^.]*\]' "$root/policies/xiangzhou-dui/policy.toml")
printf '%10s %22s %22s\n' rules 'a record' 'start and one record'
for more in 0 100 1000; do
  folder=$(policy "$more")
  single=$(count "$folder" single)
  printf '%10d %22d %22d\n' $((own + more)) $((($(count "$folder" double) - single) / N)) "$(count "$folder" one)"
done
