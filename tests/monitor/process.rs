//! The desk as its users run it: a process that is fed, killed and asked to stop.

use super::desk::POLICY;
use super::wait;
use crate::support::{Written, duban, objects, root, run, run_with};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A running desk.
pub(super) struct Running {
    child: Child,
    pub(super) address: String,
}

impl Running {
    /// Starts it and waits until it says where it listens; none if it ended before.
    #[expect(clippy::zombie_processes, reason = "whoever has a running desk ends it and waits for it")]
    pub(super) fn start(mut command: Command) -> Option<Running> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        loop {
            line.clear();
            if log.read_line(&mut line).unwrap() == 0 {
                child.wait().unwrap();
                return None;
            }
            if let Some((_, rest)) = line.split_once("address=http://") {
                let address = rest.split(' ').next().unwrap().trim().to_owned();
                // what it says later must not fill the pipe
                std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
                return Some(Running { child, address });
            }
        }
    }

    /// One request; none if the desk has gone.
    pub(super) fn ask(&self, head: &str, body: &str) -> Option<String> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let length = body.len();
        write!(stream, "{head}\r\nHost: desk\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        (!answer.is_empty()).then_some(answer)
    }

    pub(super) fn post(&self, token: &str, body: &str) -> Option<String> {
        self.ask(&format!("POST /api/records HTTP/1.1\r\nAuthorization: Bearer {token}"), body)
    }

    pub(super) fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1"), "").unwrap()
    }

    /// Signs somebody in; the cookie, as a header.
    pub(super) fn sign_in(&self, name: &str, password: &str) -> String {
        let form = "POST /sign-in HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded";
        let answer = self.ask(form, &format!("name={name}&password={password}")).unwrap();
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).and_then(|line| line.split(';').next()).unwrap();
        format!("Cookie: {cookie}")
    }

    /// Which edition of the policy is in force; none if the desk has gone.
    fn digest(&self) -> Option<String> {
        let metrics = self.ask("GET /metrics HTTP/1.1", "")?;
        metrics.lines().find(|line| line.starts_with("duban_policy_info")).map(str::to_owned)
    }

    /// Asks it to stop; its exit status.
    pub(super) fn stop(mut self) -> Option<i32> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        self.child.wait().unwrap().code()
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A policy, a folder for the store and a token for it.
pub(super) struct Place {
    pub(super) policy: Written,
    folder: tempfile::TempDir,
    pub(super) token: String,
}

impl Place {
    pub(super) fn new() -> Place {
        let folder = super::folder();
        let state = folder.path().join("state");
        let ran = run(&["monitor", "--data", state.to_str().unwrap(), "--add-token", "upstream"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        Place { policy: Written::new("duty", POLICY), folder, token: ran.out.trim().to_owned() }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Makes an account.
    pub(super) fn add(&self, name: &str, role: &str, password: &str) {
        let state = self.path("state");
        let made = run_with(&["user", "add", name, "--role", role, "--data", state.to_str().unwrap()], password.as_bytes());
        assert_eq!(made.code, 0, "{}", made.err);
    }

    /// Saves another limit, as an editor does that writes where the file is.
    fn edit(&self, limit: &str) {
        std::fs::write(Path::new(self.policy.path()).join("policy.toml"), POLICY.replace("20 calendar days", limit)).unwrap();
    }

    /// What stands of what was sent, a withdrawal taking its warning away: by record and due instant.
    fn standing(&self) -> BTreeMap<(String, String), i64> {
        let text = std::fs::read_to_string(self.path("state/warnings.ndjson")).unwrap_or_default();
        let mut sums = BTreeMap::new();
        // the last line may be on its way
        for body in text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
            let of = |name: &str| body[name].as_str().unwrap().to_owned();
            *sums.entry((of("record"), of("due"))).or_default() += if body["what"] == "warning" { 1 } else { -1 };
        }
        sums.retain(|_, sum| *sum != 0);
        sums
    }

    fn arguments(&self) -> Vec<String> {
        let shown = |path: PathBuf| path.to_str().unwrap().to_owned();
        let listed = ["monitor", "--policy", self.policy.path(), "--listen", "127.0.0.1:0", "--stdin", "--data"];
        let mut list: Vec<String> = listed.map(str::to_owned).into();
        list.extend([shown(self.path("state")), "--inbox".to_owned(), shown(self.path("inbox"))]);
        list
    }

    pub(super) fn start(&self) -> Running {
        let mut command = duban();
        command.args(self.arguments());
        Running::start(command).expect("it starts")
    }

    /// The ids of what is stored.
    fn stored(&self) -> BTreeSet<String> {
        let ran = run(&["monitor", "--data", self.path("state").to_str().unwrap(), "--export"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        objects(&ran.out).iter().map(|record| record["id"].as_str().map_or_else(|| record["id"].to_string(), str::to_owned)).collect()
    }

    /// The warnings in the file, once there are at least so many or nothing more comes.
    pub(super) fn warned(&self, least: usize) -> Vec<Value> {
        let path = self.path("state/warnings.ndjson");
        wait(|| std::fs::read_to_string(&path).unwrap_or_default().lines().count() >= least);
        objects(&std::fs::read_to_string(&path).unwrap_or_default())
    }
}

fn received(id: &str) -> String {
    format!("{{\"id\":\"{id}\",\"events\":[{{\"id\":\"e1\",\"type\":\"received\",\"at\":\"2024-03-01T09:00:00+08:00\"}}]}}\n")
}

#[test]
fn files_requests_and_lines_are_taken_in_and_it_stops_when_asked() {
    let place = Place::new();
    std::fs::create_dir(place.path("inbox")).unwrap();
    std::fs::write(place.path("inbox/good.ndjson"), received("file")).unwrap();
    std::fs::write(place.path("inbox/bad.ndjson"), [received("beside"), "{\"id\":\"broken\",\n".to_owned()].concat()).unwrap();
    let mut running = place.start();
    running.child.stdin.as_mut().unwrap().write_all(received("line").as_bytes()).unwrap();
    let first = running.post(&place.token, &received("posted")).unwrap();
    assert!(first.starts_with("HTTP/1.1 200") && first.ends_with(r#"{"known":0,"rejected":[],"taken":1}"#), "{first}");
    assert!(running.post(&place.token, &received("posted")).unwrap().ends_with(r#"{"known":1,"rejected":[],"taken":0}"#));
    let wrong = running.post(&place.token, "{\"id\":1}\n{\"id\":").unwrap();
    assert!(wrong.contains(r#""line":2"#) && wrong.contains(r#""taken":1"#), "{wrong}");
    assert!(running.post("guessed", &received("posted")).unwrap().starts_with("HTTP/1.1 401"));
    assert!(running.get("/healthz").ends_with("ok\n"));
    wait(|| place.path("inbox/done/good.ndjson").exists() && place.path("inbox/rejected/bad.ndjson").exists());
    let reasons = std::fs::read_to_string(place.path("inbox/rejected/bad.ndjson.reasons.txt")).unwrap();
    assert!(reasons.starts_with("bad.ndjson:2:"), "{reasons}");
    let mut who: Vec<String> = place.warned(4).iter().map(|body| body["record"].as_str().unwrap().to_owned()).collect();
    who.sort();
    assert_eq!(who, ["beside", "file", "line", "posted"]);
    wait(|| running.get("/metrics").contains("duban_deliveries_sent_total 4"));
    assert!(running.get("/metrics").contains("duban_lights{policy=\"duty\",light=\"red\"} 4"));
    let second = duban().args(place.arguments()).stdin(Stdio::null()).output().unwrap();
    assert_eq!(second.status.code(), Some(2), "two desks over one store");
    let copy = place.path("copy.db");
    let backup = run(&["monitor", "--data", place.path("state").to_str().unwrap(), "--backup", copy.to_str().unwrap()]);
    assert_eq!((backup.code, copy.is_file()), (0, true), "{}", backup.err);
    assert_eq!(running.stop(), Some(0));
    assert_eq!(place.stored().len(), 5);
}

#[test]
fn the_inbox_takes_tables_and_packed_files_by_the_mapping_beside_the_policy() {
    let place = Place::new();
    let mappings = Path::new(place.policy.path()).join("mappings");
    std::fs::create_dir(&mappings).unwrap();
    let mapping = "title = \"来件\"\npolicy = \"duty\"\n\n[table.log]\nrows = \"event\"\nid = \"编号\"\n\n[table.log.event]\nat = \"时间\"\n\n\
                   [table.log.event.type]\ncolumn = \"环节\"\n\n[table.log.event.type.values]\n\"收到\" = \"received\"\n\"答复\" = \"answered\"\n";
    std::fs::write(mappings.join("log.toml"), mapping).unwrap();
    std::fs::create_dir(place.path("inbox")).unwrap();
    let rows = "编号,环节,时间\n甲,收到,2024-03-01 09:00\n乙,收到,2024-03-02 09:00\n";
    std::fs::write(place.path("inbox/来件.csv"), rows).unwrap();
    std::fs::write(place.path("inbox/坏.csv"), rows.replace("甲", "丙").replace("2024-03-02", "明天")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(received("丁").as_bytes()).unwrap();
    std::fs::write(place.path("inbox/packed.ndjson.gz"), packed.finish().unwrap()).unwrap();
    let running = place.start();
    wait(|| place.path("inbox/done/来件.csv").exists() && place.path("inbox/done/packed.ndjson.gz").exists());
    wait(|| place.path("inbox/rejected/坏.csv").exists());
    let reasons = std::fs::read_to_string(place.path("inbox/rejected/坏.csv.reasons.txt")).unwrap();
    assert!(reasons.starts_with("坏.csv C3: "), "{reasons}");
    assert_eq!(running.stop(), Some(0));
    assert_eq!(place.stored(), ["甲", "乙", "丙", "丁"].map(str::to_owned).into());
}

#[test]
fn what_is_exported_evaluates_to_what_the_desk_holds() {
    let place = Place::new();
    let running = place.start();
    running.post(&place.token, &[received("1"), received("2")].concat()).unwrap();
    let answered = r#"{"id":"2","events":[{"type":"answered","at":"2024-03-09T09:00:00+08:00","by":"office"}]}"#;
    running.post(&place.token, answered).unwrap();
    let open = running.get("/metrics");
    running.stop();
    let ran = run(&["monitor", "--data", place.path("state").to_str().unwrap(), "--export"]);
    let ran = crate::support::run_with(&["evaluate", "--policy", place.policy.path(), "--format", "ndjson"], ran.out.as_bytes());
    let verdicts: Vec<String> = objects(&ran.out).iter().map(|v| format!("{} {}", v["record"], v["status"])).collect();
    assert_eq!(verdicts, [r#""1" "overdue""#, r#""2" "fulfilled""#]);
    assert!(open.contains("duban_open{policy=\"duty\",status=\"overdue\"} 1"), "{open}");
}

/// After everything that was killed: what was acknowledged is there, and of each record what holds now was said, once.
fn settle(place: &Place, acknowledged: &BTreeSet<String>) {
    let running = place.start();
    let stored = place.stored();
    let lost: Vec<_> = acknowledged.difference(&stored).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    let said_of = |standing: BTreeMap<(String, String), i64>| standing.into_iter().map(|((id, _), sum)| (id, sum)).collect::<Vec<_>>();
    let wanted: Vec<(String, i64)> = stored.iter().map(|id| (id.clone(), 1)).collect();
    let dues = || place.standing().into_keys().map(|(_, due)| due).collect::<BTreeSet<String>>();
    // between the messages of two records each has one warning, of this limit or of the last
    wait(|| said_of(place.standing()) == wanted && dues().len() <= 1);
    let odd: Vec<_> = place.standing().into_iter().filter(|(_, sum)| *sum != 1).take(5).collect();
    assert!(said_of(place.standing()) == wanted, "a warning for each, and none of a limit that holds no more: {odd:?}");
    let dues = dues();
    assert!(dues.len() <= 1, "one limit holds: {dues:?}");
    assert_eq!(running.stop(), Some(0));
    let sent = place.warned(0);
    let keys: BTreeSet<&str> = sent.iter().map(|body| body["key"].as_str().unwrap()).collect();
    assert_eq!(keys.len(), sent.len(), "none twice");
    assert_eq!(place.start().stop(), Some(0));
    assert_eq!(place.warned(0).len(), sent.len(), "none again after a restart");
}

/// Feeds a desk until it has gone or all is said; adds to what was acknowledged.
fn feed(running: &Running, place: &Place, round: usize, batches: usize, acknowledged: &mut BTreeSet<String>) -> bool {
    for batch in 0..batches {
        let ids: Vec<String> = (0..5).map(|n| format!("{round}-{batch}-{n}")).collect();
        let body: String = ids.iter().map(|id| received(id)).collect();
        match running.post(&place.token, &body) {
            Some(answer) if answer.starts_with("HTTP/1.1 200") => acknowledged.extend(ids),
            _ => return false,
        }
    }
    true
}

/// The limits that somebody tries; the last but one is none.
const LIMITS: [&str; 4] = ["21 calendar days", "20 calendar days", "some days", "22 calendar days"];

fn killed_at_random(kills: usize) {
    let place = Place::new();
    let mut acknowledged = BTreeSet::new();
    let mut random = 20_240_301_u64;
    let mut editions = BTreeSet::new();
    for round in 0..kills {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // every third lives long enough to take an edit
        let after = Duration::from_millis(if round % 3 == 2 { 300 + (random >> 33) % 1_200 } else { (random >> 33) % 300 });
        let running = place.start();
        let dead = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let (child, acknowledged, dead) = (running.child.id().to_string(), &mut acknowledged, &dead);
            scope.spawn(move || {
                std::thread::sleep(after);
                Command::new("kill").args(["-KILL", &child]).status().unwrap();
                dead.store(true, Ordering::Relaxed);
            });
            editions.extend(running.digest());
            let place = &place;
            scope.spawn(move || {
                for limit in LIMITS.iter().cycle().skip(round).take_while(|_| !dead.load(Ordering::Relaxed)) {
                    place.edit(limit);
                    std::thread::sleep(Duration::from_millis(450));
                }
            });
            feed(&running, place, round, 200, acknowledged);
            while let Some(digest) = running.digest() {
                editions.insert(digest);
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        running.kill();
    }
    println!("{kills} kills, {} acknowledged, {} messages, {} editions", acknowledged.len(), place.warned(0).len(), editions.len());
    place.edit(LIMITS[0]);
    settle(&place, &acknowledged);
}

#[test]
fn killed_at_random_it_loses_nothing_and_says_nothing_twice() {
    killed_at_random(12);
}

#[test]
#[ignore = "takes minutes: 200 kills"]
fn killed_at_random_two_hundred_times() {
    killed_at_random(200);
}

#[test]
#[ignore = "takes minutes and needs strace: killed at every write and sync"]
fn killed_at_every_write_and_sync() {
    for call in ["pwrite64", "write", "fdatasync", "fsync"] {
        let mut kills = 0;
        for n in 1..2_000 {
            let place = Place::new();
            let mut acknowledged = BTreeSet::new();
            let mut command = Command::new("strace");
            let inject = format!("inject={call}:signal=SIGKILL:when={n}");
            command.current_dir(root()).args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject]);
            command.arg(env!("CARGO_BIN_EXE_duban")).args(place.arguments());
            let Some(running) = Running::start(command) else {
                kills += 1;
                settle(&place, &acknowledged);
                continue;
            };
            let mut survived = feed(&running, &place, 0, 2, &mut acknowledged);
            // a limit is edited in between: what was said is taken back and said anew
            let before = running.digest();
            place.edit(LIMITS[0]);
            while before.is_some() && running.digest() == before {
                std::thread::sleep(Duration::from_millis(20));
            }
            survived = survived && feed(&running, &place, 1, 1, &mut acknowledged);
            if survived {
                wait(|| place.standing().len() == 15 || running.digest().is_none());
                std::thread::sleep(Duration::from_millis(300));
            }
            let alive = survived && running.ask("GET /healthz HTTP/1.1", "").is_some();
            if alive {
                let desk = Path::new("/proc").join(running.child.id().to_string()).join("task");
                assert!(desk.exists());
            }
            running.end_traced();
            settle(&place, &acknowledged);
            if alive {
                break;
            }
            kills += 1;
        }
        println!("{call}: {kills} places");
        assert!(kills < 1_999, "{call}");
    }
}

impl Running {
    /// Ends strace, and with it what it traces, if that is still there.
    fn end_traced(mut self) {
        let id = self.child.id().to_string();
        let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
        for child in children.split_whitespace() {
            Command::new("kill").args(["-KILL", child]).status().unwrap();
        }
        self.child.wait().unwrap();
    }
}

#[test]
fn a_full_disk_is_told_and_nothing_acknowledged_is_lost() {
    let place = Place::new();
    let mut command = Command::new("sh");
    // no file grows beyond 400 KiB: to SQLite that is a disk which takes no more
    command.args(["-c", "trap '' XFSZ; ulimit -f 800; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_duban")]).args(place.arguments());
    command.current_dir(root()).env("LANG", "en_GB.UTF-8");
    let running = Running::start(command).expect("it starts");
    let mut acknowledged = BTreeSet::new();
    let all = feed(&running, &place, 0, 2_000, &mut acknowledged);
    assert!(!all && !acknowledged.is_empty(), "{}", acknowledged.len());
    let answer = running.post(&place.token, &received("late")).unwrap();
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("duban.db"), "{answer}");
    assert!(running.get("/metrics").contains(&format!("duban_records {}", acknowledged.len())));
    running.kill();
    settle(&place, &acknowledged);
}
