#!/usr/bin/env bash
# Times other rule engines, data frames and plain Python against duban: the same three rules, the same records, equal
# verdicts. See README.md.
#
#   benches/peers/run.sh                      # 100,000 records, 5 rounds
#   N=20000 ROUNDS=1 benches/peers/run.sh     # quicker
#   CLOCK=cpu benches/peers/run.sh            # processor time, where others load the machine
#   DUBAN=path/to/duban benches/peers/run.sh  # a binary that is already built
#
# All take turns within a round, and a ratio is taken within its round. Every program runs on N records and on N / 2:
# the difference is what records cost without the start, which is dear in Python.
set -euo pipefail

N=${N:-100000}
ROUNDS=${ROUNDS:-5}
CLOCK=${CLOCK:-wall}
CHECKED=$((N < 20000 ? N : 20000))
AS_OF=2024-06-01T00:00:00+08:00

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
benches=$(dirname "$here")
root=$(dirname "$benches")
duban=${DUBAN:-$root/target/release/duban}
tools=$benches/workload/target/release
peers=$here/target/release
python=$here/target/python
export LC_ALL=C.UTF-8 POLARS_MAX_THREADS=1 OMP_NUM_THREADS=1

die() { printf 'run.sh: %s\n' "$*" >&2; exit 2; }
[ -x /usr/bin/time ] || die "/usr/bin/time (GNU time) is needed for peak memory"
[ -n "${EPOCHREALTIME:-}" ] || die "bash 5 is needed for its clock"
[ $((N % 10)) = 0 ] || die "N must be a multiple of 10"
case $CLOCK in wall | cpu) ;; *) die "CLOCK is wall or cpu" ;; esac

work=$(mktemp -d "${TMPDIR:-/tmp}/duban-peers.XXXXXX")
trap 'rm -rf "$work"' EXIT

# --- what runs ------------------------------------------------------------------------------------------------

# Classes: how many records a program gets, so that none takes minutes.
many=$N some=$((N / 2)) few=$((N / 5))

# Each with its class and its input.
contenders='
floor          many ndjson
duban-three    many ndjson
duban-all      many ndjson
duban-three    many csv
duban-all      many csv
polars         many csv
pandas         many csv
duban-three    some ndjson
duban-all      some ndjson
rego           some ndjson
zen            some ndjson
duban-three    few  ndjson
duban-all      few  ndjson
python         few  ndjson
python-package few  ndjson
'

# run NAME INPUT SIZE OUTPUT. Exit status 1 of duban and floor is verdicts.
run() {
  local name=$1 input=$2 from=$work/$3 output=$4 words status=0
  local csv=("$from/cases.csv" "$from/events.csv")
  case $name in
    floor) words=("$tools/floor" --as-of "$AS_OF" "$from/records.ndjson") ;;
    duban-*)
      local policy=$root/policies/xiangzhou-dui
      [ "$name" = duban-all ] || policy=$work/policies/xiangzhou-dui
      words=("$duban" evaluate --policy "$policy" --show violations --explain never --format ndjson --as-of "$AS_OF" --threads 1)
      if [ "$input" = csv ]; then words+=(--mapping "$here/mapping.toml" "${csv[@]}"); else words+=("$from/records.ndjson"); fi
      ;;
    rego | zen) words=("$peers/$name" "$from/records.ndjson" "$AS_OF") ;;
    polars | pandas)
      words=("$python/bin/python" "$here/python/with_$name.py" "${csv[@]}" "$AS_OF" "$from/working-days.txt" "$output")
      output=/dev/null
      ;;
    python) words=("$python/bin/python" "$here/python/plain.py" set "$from/records.ndjson" "$AS_OF" "$from/working-days.txt") ;;
    python-package) words=("$python/bin/python" "$here/python/plain.py" chinesecalendar "$from/records.ndjson" "$AS_OF") ;;
  esac
  /usr/bin/time -q -o "$work/used" -f '%U %S %M' "${words[@]}" >"$output" 2>"$work/stderr" || status=$?
  case $name:$status in *:0 | floor:1 | duban-*:1) return ;; esac
  tail -n 5 "$work/stderr" >&2
  die "exit status $status: ${words[*]}"
}

# timed NAME INPUT SIZE SAMPLES: appends "seconds KiB".
timed() {
  local start=$EPOCHREALTIME
  run "$1" "$2" "$3" /dev/null
  awk -v clock="$CLOCK" -v wall="$start $EPOCHREALTIME" '{ split(wall, w); print (clock == "cpu" ? $1 + $2 : w[2] - w[1]), $3 }' \
    "$work/used" >>"$work/$4"
}

# --- what comes out -------------------------------------------------------------------------------------------

# "median (least–greatest)" of the numbers on standard input.
spread() {
  sort -n | awk -v form="$1" '{ v[NR] = $1 } END {
    m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
    printf form " (" form "–" form ")", m, v[1], v[NR] }'
}
median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# Samples of NAME.INPUT.CLASS stand in a file of that name, those of half the records in its .half.

# per SAMPLES: seconds a record of each round, without the start.
per() {
  local class=${1##*.}
  paste -d' ' "$work/$1" "$work/$1.half" | awk -v n="${!class}" '{ d = $1 - $3; print (d > 0 ? d : 1e-9) / (n / 2) }'
}

# times SAMPLES REFERENCE: how many times as long as the reference a record takes, within each round; whole: the process.
times() { paste -d' ' <(per "$1") <(per "$2") | awk '{ print $1 / $2 }' | spread %.1f; }
whole() { paste -d' ' "$work/$1" "$work/$2" | awk '{ print $1 / $3 }' | median; }

line() {
  local name=$1 input=$2 class=$3 this=$1.$2.$3 three=duban-three.$2.$3 all=duban-all.$2.$3
  awk -v name="$name" -v input="$input" -v size="${!class}" -v rate="$(per "$this" | median)" \
    -v peak="$(cut -d' ' -f2 "$work/$this" | sort -n | tail -n 1)" -v seconds="$(cut -d' ' -f1 "$work/$this" | median)" \
    -v three="$(times "$this" "$three")" -v all="$(times "$this" "$all")" -v whole="$(whole "$this" "$three")" 'BEGIN {
      printf "| %s, %s | %d | %.2f | %d | %.0f | %s | %s | %.1f |\n", name, input, size, seconds, 1 / rate, peak / 1024, three, all, whole }'
}

# --- go -------------------------------------------------------------------------------------------------------

cargo build --release --locked --quiet --manifest-path "$benches/workload/Cargo.toml"
cargo build --release --locked --quiet --manifest-path "$here/Cargo.toml"
[ -n "${DUBAN:-}" ] || cargo build --release --locked --quiet --manifest-path "$root/Cargo.toml"
if ! cmp -s "$here/python/requirements.txt" "$python/requirements.txt"; then
  rm -rf "$python"
  python3 -m venv "$python"
  "$python/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$here/python/requirements.txt"
  cp "$here/python/requirements.txt" "$python/requirements.txt"
fi
mkdir -p "$work/policies/xiangzhou-dui"
cp -r "$root/policies/calendars" "$work/policies/"
awk -f "$here/three/cut.awk" "$root/policies/xiangzhou-dui/policy.toml" >"$work/policies/xiangzhou-dui/policy.toml"
for size in $CHECKED $many $some $few $((many / 2)) $((some / 2)) $((few / 2)); do
  [ -d "$work/$size" ] || "$tools/generate" "$size" --plain "$work/$size"
done

cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
printf 'machine   %s cores, %s; load %s\n' "$(nproc --all)" "${cpu:-unknown processor}" "$(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo unknown)"
printf 'versions  duban %s, %s, %s\n' "$(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown)" "$(rustc --version | cut -d' ' -f1,2)" \
  "$("$python/bin/python" --version)"
printf '          %s\n' "$(grep -v '^#' "$here/python/requirements.txt" | tr '\n' ' ')$(
  awk '/^name = "(regorus|zen-expression)"/ { gsub("\"", ""); name = $3; getline; gsub("\"", ""); printf "%s==%s ", name, $3 }' "$here/Cargo.lock")"
printf 'records   NDJSON %d bytes each, CSV %d\n' $(($(wc -c <"$work/$few/records.ndjson") / few)) $(($(cat "$work/$few/"*.csv | wc -c) / few))

run floor ndjson "$CHECKED" "$work/floor.out"
printf '%s\n' "$contenders" | while read -r name _ input; do
  case $name in '' | floor) continue ;; esac
  [ ! -e "$work/$name.$input.checked" ] || continue
  run "$name" "$input" "$CHECKED" "$work/$name.$input.checked"
  "$tools/same" --any-order "$work/$name.$input.checked" "$work/floor.out" >"$work/said" ||
    { cat "$work/said" >&2; die "$name ($input) does not judge like the floor; times would mean nothing"; }
done
printf 'verdicts  of %d records: all have %s\n' "$CHECKED" "$("$tools/same" --any-order "$work/floor.out" "$work/floor.out")"

cat "$work"/*/*.ndjson "$work"/*/*.csv >/dev/null # into the page cache
for round in $(seq "$ROUNDS"); do
  printf 'round %d of %d\n' "$round" "$ROUNDS" >&2
  while read -r name class input; do
    [ -n "$name" ] || continue
    timed "$name" "$input" "${!class}" "$name.$input.$class"
    timed "$name" "$input" $((${!class} / 2)) "$name.$input.$class.half"
  done <<<"$contenders"
done

printf '\n| | records | s | records/s without start | MiB | times duban, three rules | times duban, all rules | whole process, times three |\n'
printf '| --- | --- | --- | --- | --- | --- | --- | --- |\n'
while read -r name class input; do
  case $name:$class in :* | duban-*:some | duban-*:few) continue ;; esac
  line "$name" "$input" "$class"
done <<<"$contenders"
for name in polars pandas; do
  printf '%s (csv) takes %s times as long a record as duban-three (ndjson)\n' "$name" "$(times "$name.csv.many" duban-three.ndjson.many)"
done
printf 'median (least–greatest) of %d rounds, %s clock; duban and all others on one thread\n' "$ROUNDS" "$CLOCK"
