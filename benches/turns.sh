# What run.sh, csv.sh and parquet.sh share: whole processes that take turns, and what comes of them. To be sourced.
#
# The commands take turns within each round, so that a slow spell of the machine hits all of them, and a ratio is taken
# within its round. (hyperfine runs one command to the end before the next: no pairs.)

AS_OF=2024-06-01T00:00:00+08:00

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
policy=${POLICY:-$root/policies/xiangzhou-dui}
duban=${DUBAN:-$root/target/release/duban}
tools=$here/workload/target/release
export LC_ALL=C # a point in every number

die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 2; }
[ -x /usr/bin/time ] || die "/usr/bin/time (GNU time) is needed for processor time and peak memory"
[ -n "${EPOCHREALTIME:-}" ] || die "bash 5 is needed for its clock"
[ -d "$policy" ] || die "no policy at $policy (set POLICY)"

work=$(mktemp -d "${TMPDIR:-/tmp}/duban-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

evaluate=("$duban" evaluate --policy "$policy" --show violations --explain "${EXPLAIN:-never}" --format ndjson --as-of "$AS_OF")

# built [FEATURES]: the tools, and duban unless it was given.
built() {
  cargo build --release --quiet --manifest-path "$here/workload/Cargo.toml"
  [ -n "${DUBAN:-}" ] || cargo build --release --quiet --features "${1:-}" --manifest-path "$root/Cargo.toml"
}

machine() {
  local cpu
  cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
  printf 'machine   %s cores, %s\n' "$(nproc)" "${cpu:-unknown processor}"
  printf 'rustc     %s\n' "$(rustc --version)"
  printf 'duban     %s\n' "$(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown)"
}

# judged OUTPUT WORD...: one process. Exit status 0 and 1 are verdicts; anything else is a failure.
judged() {
  local status=0
  /usr/bin/time -q -o "$work/sample" -f '%M %U %S' "${@:2}" >"$1" 2>"$work/stderr" || status=$?
  [ "$status" -le 1 ] && return
  tail -n 5 "$work/stderr" >&2
  die "exit status $status: ${*:2}"
}

# timed NAME SIZE: `run NAME SIZE /dev/null`, and its "seconds KiB processor-seconds" to the samples of NAME for SIZE.
timed() {
  local start=$EPOCHREALTIME
  run "$1" "$2" /dev/null
  awk -v start="$start" -v end="$EPOCHREALTIME" '{ printf "%.6f %d %.2f\n", end - start, $1, $2 + $3 }' "$work/sample" >>"$work/$1.$2.times"
}

# rounds NAME...: each of them once a round.
rounds() {
  local round name
  for round in $(seq "$ROUNDS"); do
    printf 'round %d of %d\n' "$round" "$ROUNDS" >&2
    for name; do timed "$name" n; done
  done
}

# "median (least–greatest)" of the numbers on standard input.
spread() {
  sort -n | awk '{ v[NR] = $1 } END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; printf "%.2f (%.2f–%.2f)", m, v[1], v[NR] }'
}

# of NAME: by the clock, and by the processor.
seconds() { cut -d' ' -f1 "$work/$1.n.times" | spread; }
processor() { cut -d' ' -f3 "$work/$1.n.times" | spread; }

# ratio NAME OTHER [COLUMN]: within each round.
ratio() { paste -d' ' <(cut -d' ' -f"${3:-1}" "$work/$1.n.times") <(cut -d' ' -f"${3:-1}" "$work/$2.n.times") | awk '{ print $1 / $2 }' | spread; }
rate() { cut -d' ' -f1 "$work/$1.n.times" | sort -n | awk -v n="$N" '{ v[NR] = $1 } END { printf "%d", n / v[int((NR + 1) / 2)] }'; }
peak() { cut -d' ' -f2 "$work/$1.$2.times" | sort -n | tail -n 1 | awk '{ printf "%.1f", $1 / 1024 }'; }
