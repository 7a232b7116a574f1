//! Policies edited on the disk in every way that editors and tools save: none missed, no mixture of old and new ever in
//! force, no faulty one adopted.

use duban::monitor::plans::{Changes, Plans};
use duban::monitor::reload::edition::{Edition, Found};
use duban::monitor::reload::settle::Pace;
use duban::monitor::reload::thread::Reloading;
use duban::monitor::reload::trial;
use duban::monitor::reload::{Reload, State};
use duban::time::Instant;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant as Moment};

/// What the policy in force says of itself at its three ends: the head and the end of `policy.toml`, and `rules/`.
type Stamps = (String, String, String);

/// One rule or test cites nothing else than the stamp; the comments make the file long enough to be cut.
fn policy(stamp: &str, fault: Option<Fault>) -> String {
    let filler = "# 填充\n".repeat(400);
    let broken = match fault {
        Some(Fault::Syntax) => "[obligation.\n",
        Some(Fault::Name) => {
            "[obligation.F]\ntitle = \"f\"\ncite = \"f\"\non = \"nothing_known\"\nact = \"done\"\nbearer = \"desk\"\nwithin = \"2 working days\"\n"
        }
        _ => "",
    };
    let limit = if fault == Some(Fault::Test) { "9 working days" } else { "2 working days" };
    format!(
        "[policy]\nid = \"stamped\"\ntitle = \"{stamp}\"\nin_force = {{ from = 2024-01-01 }}\ncalendar = \"cn\"\n\n[parties]\ndesk = \"desk\"\n\n\
         [events]\nasked = \"asked\"\ndone = \"done\"\n\n\
         [obligation.A]\ntitle = \"a\"\ncite = \"a\"\non = \"asked\"\nact = \"done\"\nbearer = \"desk\"\nwithin = \"{limit}\"\n{filler}{broken}\
         [obligation.Z]\ntitle = \"{stamp}\"\ncite = \"z\"\non = \"asked\"\nact = \"done\"\nbearer = \"desk\"\nwithin = \"3 working days\"\n"
    )
}

fn more(stamp: &str) -> String {
    format!(
        "[obligation.M]\ntitle = \"{stamp}\"\ncite = \"m\"\non = \"asked\"\nact = \"done\"\nbearer = \"desk\"\nwithin = \"4 working days\"\n"
    )
}

const TEST: &str = "[test.a]\ntitle = \"a\"\nrecord = {}\nevents = [{ at = \"2024-03-04\", type = \"asked\" }]\n\
                    expect = [{ rule = \"A\", status = \"overdue\", due = \"2024-03-06 24:00\" }]\n";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Syntax,
    Name,
    /// It compiles, and its own test fails.
    Test,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    TruncateAndWrite,
    TemporaryAndRename,
    HalfThenRest,
    AwayThenNew,
    SlowWriter,
    LinkSwap,
    FolderAnew,
    FolderRenamed,
}

const WAYS: [Way; 8] = [
    Way::TruncateAndWrite,
    Way::TemporaryAndRename,
    Way::HalfThenRest,
    Way::AwayThenNew,
    Way::SlowWriter,
    Way::LinkSwap,
    Way::FolderAnew,
    Way::FolderRenamed,
];

struct Bench {
    folder: tempfile::TempDir,
    /// How long somebody rests in the middle of writing.
    rest: Duration,
    count: usize,
}

impl Bench {
    fn new(rest: Duration) -> Bench {
        let bench = Bench { folder: tempfile::tempdir().unwrap(), rest, count: 0 };
        let first = bench.at("store/0");
        write_folder(&first.join("stamped"), &policy("0", None), &more("0"));
        std::os::unix::fs::symlink(&first, bench.at("policies")).unwrap();
        bench
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn file(&self) -> PathBuf {
        self.at("policies/stamped/policy.toml")
    }

    /// Saves a text in one way. Returns whether all files were saved, not `policy.toml` alone.
    fn save(&mut self, way: Way, stamp: &str, text: &str) -> bool {
        self.count += 1;
        let file = self.file();
        match way {
            Way::TruncateAndWrite => fs::write(&file, text).unwrap(),
            Way::TemporaryAndRename => {
                // as old as the one before, as some copying tools leave it
                let modified = fs::metadata(&file).unwrap().modified().unwrap();
                let temporary = file.with_file_name(".policy.toml.tmp");
                fs::write(&temporary, text).unwrap();
                fs::File::options().write(true).open(&temporary).unwrap().set_modified(modified).unwrap();
                fs::rename(&temporary, &file).unwrap();
            }
            Way::HalfThenRest => {
                let half = text.find("[obligation.Z]").unwrap();
                let mut out = fs::File::create(&file).unwrap();
                out.write_all(&text.as_bytes()[..half]).unwrap();
                std::thread::sleep(self.rest);
                out.write_all(&text.as_bytes()[half..]).unwrap();
            }
            Way::AwayThenNew => {
                fs::rename(&file, file.with_file_name("policy.toml~")).unwrap();
                fs::write(&file, text).unwrap();
            }
            Way::SlowWriter => {
                let mut out = fs::File::create(&file).unwrap();
                for piece in text.as_bytes().chunks(text.len() / 12 + 1) {
                    out.write_all(piece).unwrap();
                    out.sync_data().unwrap();
                    std::thread::sleep(Duration::from_millis(2));
                }
            }
            Way::LinkSwap => {
                let store = self.at(&format!("store/{}", self.count));
                write_folder(&store.join("stamped"), text, &more(stamp));
                let old = fs::canonicalize(self.at("policies")).unwrap();
                std::os::unix::fs::symlink(&store, self.at("policies.new")).unwrap();
                fs::rename(self.at("policies.new"), self.at("policies")).unwrap();
                fs::remove_dir_all(old).unwrap();
            }
            Way::FolderAnew => {
                let folder = self.at("policies/stamped");
                fs::remove_dir_all(&folder).unwrap();
                write_folder(&folder, text, &more(stamp));
            }
            Way::FolderRenamed => {
                let folder = self.at("policies/stamped");
                let (new, old) = (self.at("new/stamped"), self.at("old"));
                write_folder(&new, text, &more(stamp));
                fs::rename(&folder, &old).unwrap();
                fs::rename(&new, &folder).unwrap();
                fs::remove_dir_all(old).unwrap();
            }
        }
        matches!(way, Way::LinkSwap | Way::FolderAnew | Way::FolderRenamed)
    }
}

fn write_folder(folder: &Path, policy: &str, more: &str) {
    fs::create_dir_all(folder.join("rules")).unwrap();
    fs::create_dir_all(folder.join("tests")).unwrap();
    fs::write(folder.join("policy.toml"), policy).unwrap();
    fs::write(folder.join("rules/more.toml"), more).unwrap();
    fs::write(folder.join("tests/a.toml"), TEST).unwrap();
}

fn stamps(plans: &Plans) -> Option<Stamps> {
    let policy = &plans.get("stamped")?.policy;
    let of = |id: &str| policy.rules.iter().find(|rule| rule.id == id).map(|rule| rule.title.clone()).unwrap_or_default();
    Some((policy.declared.head.title.clone(), of("Z"), of("M")))
}

/// Edits so many times, each in the next way, every fourth one faulty, and waits each time until the edit has been
/// adopted or refused. Returns how long that took, each.
fn edit(edits: usize, pace: Pace, rest: Duration) -> Vec<Duration> {
    let mut bench = Bench::new(rest);
    let delivered: Arc<Mutex<Vec<Stamps>>> = Arc::default();
    let log = Arc::clone(&delivered);
    let deliver = move |plans: &Plans, _: &Reload| {
        log.lock().unwrap().extend(stamps(plans));
        Some(Changes::default())
    };
    let reload = Reload::new(Vec::new(), [], Instant(0));
    let paths = vec![bench.at("policies")];
    let reloading = Reloading::start(paths.clone(), reload, pace, || Instant(0), Box::new(deliver)).unwrap();
    let in_force = || {
        let standings = reloading.standings.load();
        let standing = standings.list.iter().find(|standing| standing.name == "stamped")?.clone();
        Some(standing)
    };
    #[allow(clippy::disallowed_methods, reason = "how long an edit takes is what is measured")]
    let wait = |what: &str, done: &dyn Fn() -> bool| {
        let start = Moment::now();
        while !done() {
            assert!(start.elapsed() < Duration::from_secs(20), "{what}: {:?}", in_force());
            std::thread::sleep(Duration::from_millis(2));
        }
        start.elapsed()
    };
    wait("the first one", &|| in_force().is_some_and(|standing| standing.state == State::InForce));
    let mut legal: Vec<Stamps> = vec![("0".to_owned(), "0".to_owned(), "0".to_owned())];
    let mut more = "0".to_owned();
    let mut took = Vec::new();
    for n in 1..=edits {
        // ways and faults in all their combinations
        let way = WAYS[(n - 1) % WAYS.len()];
        let fault = match (n + n / WAYS.len()) % 8 {
            1 => Some(Fault::Syntax),
            4 => Some(Fault::Name),
            6 => Some(Fault::Test),
            _ => None,
        };
        let stamp = n.to_string();
        if bench.save(way, &stamp, &policy(&stamp, fault)) {
            more = stamp.clone();
        }
        let on_disk = Found::read(&paths).editions.get("stamped").map(|edition| edition.digest.clone());
        let what = format!("edit {n}, {way:?}, {fault:?}");
        took.push(wait(&what, &|| in_force().is_some_and(|s| s.tried == on_disk && s.tried.is_some())));
        let standing = in_force().unwrap();
        match fault {
            None => {
                legal.push((stamp.clone(), stamp.clone(), more.clone()));
                assert_eq!(standing.state, State::InForce, "{what}: {standing:?}");
                assert_eq!(standing.edition.map(|edition| edition.digest), on_disk, "{what}");
            }
            Some(_) => {
                assert_eq!(standing.state, State::Refused, "{what}");
                assert!(standing.errors() > 0, "{what}");
            }
        }
        let last = delivered.lock().unwrap().last().cloned();
        assert_eq!(last.as_ref(), legal.last(), "{what}: what is in force is the last good one");
    }
    let delivered = delivered.lock().unwrap();
    let mixed: Vec<&Stamps> = delivered.iter().filter(|stamps| !legal.contains(stamps)).collect();
    assert!(mixed.is_empty(), "{mixed:?}");
    assert_eq!(*delivered, legal, "each good one came into force once, in order");
    took
}

#[test]
fn a_trial_ends_whatever_the_edit_holds() {
    let bench = Bench::new(Duration::ZERO);
    let folder = bench.at("policies/stamped");
    let tried = |longest| trial::run(&Edition::read(&folder).unwrap(), &[], longest);
    assert!(tried(trial::LONGEST).plan.is_some());
    fs::write(folder.join("policy.rhai"), "/// spin(1) == 2\nfn spin(x) { while true { x += 1; } x }\n").unwrap();
    // it takes some time, and is not waited for at all
    let late = tried(Duration::ZERO);
    assert!(late.plan.is_none());
    assert_eq!(late.findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["trial-too-long"]);
    // a script that never ends is ended
    let endless = tried(trial::LONGEST);
    assert!(
        endless.plan.is_none() && endless.findings.iter().any(|finding| finding.text.en.contains("Too many operations")),
        "{endless:?}"
    );
}

/// Quicker than in use, so that many edits can be made.
fn quick() -> Pace {
    Pace { quiet: Duration::from_millis(40), ..Pace::default() }
}

#[test]
fn edits_saved_in_every_way_are_adopted_whole() {
    edit(64, quick(), Duration::from_millis(120));
}

#[test]
fn without_hints_polling_finds_them_all() {
    let pace = Pace { hints: false, poll: Duration::from_millis(30), quiet: Duration::from_millis(90), ..Pace::default() };
    edit(24, pace, Duration::from_millis(5));
}

#[test]
#[ignore = "a thousand edits at the pace of use: some minutes"]
fn a_thousand_edits() {
    let mut took = edit(1_000, Pace::default(), Duration::from_millis(700));
    took.sort();
    println!("median {:?}, 99% {:?}, longest {:?}", took[500], took[990], took[999]);
}

#[test]
fn the_last_good_edition_outlives_a_restart() {
    let mut bench = Bench::new(Duration::ZERO);
    let paths = vec![bench.at("policies")];
    let good = Found::read(&paths).editions["stamped"].clone();
    let kept = Edition::from_bytes(&good.to_bytes()).unwrap();
    assert_eq!(kept, good);
    bench.save(Way::TruncateAndWrite, "1", &policy("1", Some(Fault::Syntax)));
    let mut reload = Reload::new(Vec::new(), [(kept.clone(), Instant(0))], Instant(1));
    reload.begin(&paths, quick(), Instant(1));
    assert_eq!(stamps(&reload.plans()).unwrap().0, "0");
    let standing = reload.standings().next().unwrap();
    assert_eq!((standing.state, standing.since), (State::Refused, Instant(0)));
    // nothing on the disk at all: still in force, and said so
    fs::remove_dir_all(bench.at("policies/stamped")).unwrap();
    let mut reload = Reload::new(Vec::new(), [(kept, Instant(0))], Instant(1));
    reload.begin(&paths, quick(), Instant(1));
    let standing = reload.standings().next().unwrap();
    assert_eq!((standing.state, standing.findings[0].code), (State::Gone, "policy-gone"));
    assert!(reload.plans().get("stamped").is_some());
}

#[test]
fn a_policy_that_is_gone_is_let_go_when_asked() {
    let bench = Bench::new(Duration::ZERO);
    let paths = vec![bench.at("policies")];
    let mut reload = Reload::new(Vec::new(), [], Instant(0));
    reload.begin(&paths, quick(), Instant(0));
    fs::rename(bench.at("policies/stamped"), bench.at("away")).unwrap();
    assert!(!reload.let_go(&Found::read(&paths)), "a folder without policies may be one that is not mounted");
    fs::create_dir_all(bench.at("policies/other")).unwrap();
    write_folder(&bench.at("policies/other"), &policy("x", None).replace("stamped", "other"), &more("x"));
    assert!(reload.let_go(&Found::read(&paths)));
    assert!(reload.plans().list.is_empty());
}

#[test]
fn the_policies_of_this_repository_come_into_force_with_their_calendars() {
    let folder = crate::support::root().join("policies");
    let mut reload = Reload::new(Vec::new(), [], Instant(0));
    reload.begin(std::slice::from_ref(&folder), Pace { quiet: Duration::from_millis(1), ..Pace::default() }, Instant(0));
    let loaded = duban::plan::load::load(&[folder], &[]).unwrap();
    assert_eq!(reload.standings().count(), loaded.policies.len());
    for plan in loaded.policies.iter().filter_map(|policy| policy.plan.as_ref()) {
        let standing = reload.standing(plan.id()).unwrap();
        assert_eq!((standing.state, standing.findings.len()), (State::InForce, 0), "{standing:?}");
        assert_eq!(standing.plan.as_ref().unwrap().digest, plan.digest);
    }
}
