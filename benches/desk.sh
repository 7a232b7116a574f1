#!/usr/bin/env bash
# Times the duty desk: N open records in (durable, in batches over HTTP), the start from the store, its memory, how soon a warning leaves, the
# reload of a limit, and how long people who read wait at rest and during the reload.
set -euo pipefail
cd "$(dirname "$0")/.."
N=${N:-1000000}
BATCH=${BATCH:-5000}
POSTERS=${POSTERS:-2}
EVENTS=${EVENTS:-1}
STREAMS=${STREAMS:-20}
PORT=${PORT:-18127}
if [ -z "${DUBAN:-}" ]; then
    cargo build --release --quiet
    DUBAN=target/release/duban
fi
home=$(mktemp -d)
desk=
streams=()
trap 'kill "${streams[@]}" 2>/dev/null || true; [ -z "$desk" ] || kill "$desk" 2>/dev/null || true; rm -rf "$home"' EXIT
mkdir -p "$home/policies/desk" "$home/parts"
cp -r policies/calendars "$home/policies/"
cat >"$home/policies/desk/policy.toml" <<'POLICY'
[policy]
id = "desk"
title = "量一量"
calendar = "cn"

[parties]
office = "办公室"

[records]
case = "来件"

[events]
received = "收到"
noted = "记下"
alarmed = "告急"
answered = "答复"

[obligation.D-1]
title = "答复"
cite = "收到后一年内答复,不顺延的最后一日"
on = "received"
bearer = "office"
act = "answered"
within = "365 calendar days, no roll"

[obligation.D-2]
title = "处置"
cite = "告急后一分钟内处置完毕并答复"
on = "alarmed"
bearer = "office"
act = "answered"
within = "1 minute"
POLICY
"$DUBAN" check "$home/policies" >/dev/null 2>&1 || { "$DUBAN" check "$home/policies"; exit 1; }
token=$("$DUBAN" monitor --data "$home/state" --add-token bench)
echo 0123456789 | "$DUBAN" user add reader --role main_leader --data "$home/state" >/dev/null 2>&1

# seconds of work by all threads so far: on a machine that others load, this says more than the clock
worked() { awk -v tick="$(getconf CLK_TCK)" '{ printf "%.2f", ($14 + $15) / tick }' "/proc/$desk/stat"; }

start() {
    rm -f "$home/log"
    local begun=$EPOCHREALTIME
    "$DUBAN" monitor --policy "$home/policies" --data "$home/state" --listen "127.0.0.1:$PORT" 2>"$home/log" &
    desk=$!
    until grep -qs event=started "$home/log"; do
        kill -0 "$desk" || { cat "$home/log"; exit 1; }
        sleep 0.02
    done
    took=$(awk "BEGIN { printf \"%.2f\", $EPOCHREALTIME - $begun }")
}

start
today=$(date +%Y-%m-%d)
seq 1 "$N" | awk -v day="$today" -v more=$((EVENTS - 1)) '{
    printf "{\"id\":\"C-%d\",\"policy\":\"desk\",\"attributes\":{},\"events\":[{\"id\":\"e1\",\"type\":\"received\",\"at\":\"%sT00:00:00+08:00\",\"by\":\"office\"}", $1, day
    for (n = 2; n <= more + 1; n++) printf ",{\"id\":\"e%d\",\"type\":\"noted\",\"at\":\"%sT00:%02d:00+08:00\",\"by\":\"office\"}", n, day, n
    print "]}"
}' | split -l "$BATCH" -a 5 - "$home/parts/"
begun=$EPOCHREALTIME
find "$home/parts" -type f | sort | xargs -P "$POSTERS" -I{} curl --silent --fail --output /dev/null -H "Authorization: Bearer $token" --data-binary @{} \
    "http://127.0.0.1:$PORT/api/records"
awk "BEGIN { s = $EPOCHREALTIME - $begun; printf \"in: %d records of %d events in %.1f s, %.0f events/s, durable\n\", $N, $EVENTS, s, $N * $EVENTS / s }"

for n in 1 2 3; do
    at=$(date -d '-57 seconds' +%Y-%m-%dT%H:%M:%S%:z)
    curl --silent --fail --output /dev/null -H "Authorization: Bearer $token" "http://127.0.0.1:$PORT/api/records" \
        --data-binary "{\"id\":\"A-$n\",\"policy\":\"desk\",\"events\":[{\"type\":\"alarmed\",\"at\":\"$at\"}]}"
    due=$(($(date -d "$at" +%s) + 60))
    until grep -q "\"record\":\"A-$n\".*\"stage\":\"past_due\"" "$home/state/warnings.ndjson" 2>/dev/null; do sleep 0.02; done
    awk "BEGIN { printf \"warning: left %.2f s after its instant\n\", $EPOCHREALTIME - $due }"
done
echo "memory: $(awk '/VmHWM/ { printf "%.0f MiB at most", $2 / 1024 }' "/proc/$desk/status"); store: $(du -m "$home/state" | cut -f1) MiB"
kill -TERM "$desk"
wait "$desk"
start
echo "start: $took s ($(worked) s of work) from a store of $N open records; $(awk '/VmHWM/ { printf "%.0f MiB at most", $2 / 1024 }' "/proc/$desk/status")"
base="http://127.0.0.1:$PORT"
digest() { curl --silent "$base/metrics" | grep '^duban_policy_info'; }
curl --silent --output /dev/null --cookie-jar "$home/jar" --data "name=reader&password=0123456789" "$base/sign-in"
# pages as people look at them: parts of the ledger, by light, searched, records, policies; and metrics. One connection, one after the other
reads() {
    local urls=("/" "/?page=2" "/?light=green" "/?order=due" "/?order=record&backwards=1" "/?search=C-77" "/record/1" "/record/77" "/record/$((N / 2))"
        "/policies" "/metrics") arguments=() url
    for url in "${urls[@]}"; do arguments+=(--output /dev/null "$base$url"); done
    while [ ! -e "$home/enough" ]; do
        curl --silent --cookie "$home/jar" --write-out '%{time_starttransfer} %{http_code} %{url}\n' "${arguments[@]}" >>"$1"
    done
}
said() {
    local wrong
    wrong=$(awk '$2 != 200' "$1" | wc -l)
    sort -n "$1" | awk -v what="$2" -v wrong="$wrong" '{ t[NR] = $1 * 1000; u[NR] = $3 }
        function at(p, n) { n = int(NR * p + 0.999); return n < 1 ? 1 : n }
        END { printf "reads %s: %d, median %.1f ms, p99 %.0f ms, longest %.0f ms (%s), refused %d\n", what, NR, t[at(0.5)], t[at(0.99)], t[NR], u[NR], wrong }'
}
for ((n = 0; n < STREAMS; n++)); do
    curl --silent --no-buffer --output /dev/null --cookie "$home/jar" "$base/live" &
    streams+=($!)
done
reads "$home/rest" &
reading=$!
sleep 10
touch "$home/enough"
wait "$reading"
said "$home/rest" "at rest, with $STREAMS live streams"
rm "$home/enough"
old=$(digest)
reads "$home/busy" &
reading=$!
sed -i 's/"365 calendar/"364 calendar/' "$home/policies/desk/policy.toml"
begun=$EPOCHREALTIME
before=$(worked)
until [ "$(digest)" != "$old" ]; do sleep 0.1; done
took=$(awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $begun }")
echo "reload: $took s from the edit of a limit until all $N records are judged by it ($(awk "BEGIN { printf \"%.2f\", $(worked) - $before }") s of work)"
touch "$home/enough"
wait "$reading"
said "$home/busy" "during the reload"
echo "$(awk '/VmHWM/ { printf "%.0f MiB at most", $2 / 1024 }' "/proc/$desk/status"); load of the machine: $(cut -d' ' -f1-3 /proc/loadavg)"
kill "${streams[@]}"
streams=()
kill -TERM "$desk"
wait "$desk"
desk=
