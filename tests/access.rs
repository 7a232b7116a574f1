//! Who sees what: every route × role × record, from the router's own table, and nothing leaks.

use duban::lang::Lang;
use duban::monitor::access::accounts::Accounts;
use duban::monitor::access::{Reading, Role, User, secret};
use duban::monitor::board::Board;
use duban::monitor::clock::{Clock, Hand};
use duban::monitor::desk::{Desk, Voice};
use duban::monitor::order::{Entry, EntryKind, Order, Reply};
use duban::monitor::page::Pages;
use duban::monitor::page::answer::{Request, Response};
use duban::monitor::page::route::{Needs, ROUTES};
use duban::monitor::plans::{Change, Changes, Plans};
use duban::monitor::reload::Standings;
use duban::monitor::routes::Routes;
use duban::monitor::run;
use duban::monitor::store::{FILE, Store};
use duban::plan::load::load;
use duban::time::Instant;
use std::collections::BTreeSet;
use std::io::Read;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

const POLICY: &str = r#"
[policy]
id = "seen"
title = "分级授权"
calendar = "cn"

[parties]
office = "办公室"

[roles]
main_leader = "主要领导"
leader_in_charge = "分管领导"
section = "业务科室"

[attributes]
area = "领域"
section = "科室"
subject = "被反映人"
approved_by = "批准人"

[records]
case = { title = "案件", has = ["area", "section", "subject"] }

[events]
accepted = "受理"
closed = "办结"
explained = "说明"
extended = { title = "延长", has = ["approved_by"] }

[obligation.S-1]
title = "办结"
cite = "三日内办结"
on = "accepted"
bearer = "office"
act = "closed"
within = "3 calendar days"

[obligation.S-2]
title = "逾期说明"
cite = "逾期要说明"
on = "S-1.past_due"
bearer = "office"
act = "explained"
within = "5 working days"

[extension.S-3]
title = "延长一次"
cite = "经批准可以延长"
rules = ["S-1"]
on = "extended"
within = "30 calendar days"
times = 1

[access.S-4]
title = "分级授权"
cite = "分级查看"
see.main_leader = "all"
see.leader_in_charge = { record.area = "{user.areas}" }
see.section = { record.section = "{user.section}" }

[chart.S-5]
title = "按被反映人"
cite = "直观呈现"
draw = ["bar"]
by = ["record.subject"]
"#;

/// Records by number: id, area, section.
const RECORDS: [(&str, &str, &str); 4] =
    [("MARK-A1", "甲", "一室"), ("MARK-A2", "甲", "二室"), ("MARK-B2", "乙", "二室"), ("MARK-NONE", "", "")];

/// A number that no record has.
const MISSING: u32 = 9_999;

const PASSWORD: &str = "0123456789";

struct Stand {
    pages: Pages,
    desk: SyncSender<Order>,
    thread: Option<JoinHandle<()>>,
    folder: tempfile::TempDir,
}

impl Drop for Stand {
    fn drop(&mut self) {
        _ = self.desk.send(Order::Stop);
        _ = self.thread.take().map(JoinHandle::join);
    }
}

fn at(day: u32, hour: i64) -> Instant {
    let zone = duban::time::Zone::default();
    zone.start_of(duban::time::Day::from_ymd(2024, 3, day).unwrap()).plus(hour * 3_600_000_000)
}

impl Stand {
    fn new() -> Stand {
        let folder = tempfile::tempdir().unwrap();
        let policy = folder.path().join("policies/seen");
        std::fs::create_dir_all(&policy).unwrap();
        std::fs::write(policy.join("policy.toml"), POLICY).unwrap();
        let mut loaded = load(&[policy], &[]).unwrap();
        let plans = Plans::new(loaded.policies.drain(..).filter_map(|policy| policy.plan).map(Arc::new));
        let faults: Vec<_> = loaded.faults.sorted().iter().map(|fault| fault.title.en.clone()).collect();
        assert_eq!(plans.list.len(), 1, "{faults:?}");
        let data = folder.path().join("data");
        let clock = Hand::default();
        clock.set(at(11, 9));
        let board = Arc::new(Board::default());
        let desk = Desk::start(
            Store::open(&data).unwrap(),
            plans,
            Voice::Warns(Routes::default()),
            Box::new(clock.clone()),
            Arc::clone(&board),
            false,
        )
        .unwrap();
        let (orders, told) = sync_channel(16);
        let wall: Arc<dyn Clock> = Arc::new(clock.clone());
        let thread = std::thread::spawn({
            let wall = Arc::clone(&wall);
            move || run::run(desk, &told, &wall, Lang::En, &|| {})
        });
        let accounts = Accounts::open(&data.join(FILE)).unwrap();
        let stored = secret::password(PASSWORD).unwrap();
        for (user, _) in people() {
            accounts.put(&user, &stored, at(11, 9)).unwrap();
        }
        let changes = Changes {
            first: RECORDS.iter().map(|(id, ..)| Change { record: (*id).into(), rule: "S-1".into(), before: None, after: None }).collect(),
            ..Changes::default()
        };
        let standings = Standings { last: Some((at(11, 9), changes)), ..Standings::default() };
        let tell = orders.clone();
        let pages = Pages {
            reading: Reading::new(board, data),
            accounts,
            standings: Arc::new(arc_swap::ArcSwap::from_pointee(standings)),
            tell: Box::new(move |order| tell.send(order).is_ok()),
            clock: wall,
            standby: None,
            rate: Default::default(),
            lang: Lang::Zh,
        };
        let stand = Stand { pages, desk: orders, thread: Some(thread), folder };
        for (id, area, section) in RECORDS {
            stand.take(&format!(
                r#"{{"id":"{id}","policy":"seen","attributes":{{"area":"{area}","section":"{section}","subject":"{id}-subject"}},"events":[{{"type":"accepted","at":"2024-03-04T09:00:00+08:00"}}]}}"#
            ));
        }
        stand
    }

    fn take(&self, body: &str) {
        let (reply, answer) = Reply::waiting();
        let place = duban::ingest::Place::start(0);
        let entry = Entry { kind: EntryKind::Record, author: "test".into(), source: "test".into(), place, body: body.into() };
        self.desk.send(Order::Take(vec![entry], None, reply)).unwrap();
        assert_eq!(answer.recv().unwrap().unwrap().taken, 1, "{body}");
    }

    /// What is in the store, besides what is noted of people.
    fn entries(&self) -> i64 {
        let store = rusqlite::Connection::open(self.folder.path().join("data").join(FILE)).unwrap();
        store.query_row("SELECT count(*) FROM entry", [], |row| row.get(0)).unwrap()
    }

    fn sign_in(&self, name: &str) -> Seat<'_> {
        let cookie = self.pages.accounts.sign_in(name, PASSWORD, self.pages.clock.now()).unwrap().expect("the account is there");
        let session = self.pages.accounts.session(&cookie, self.pages.clock.now()).unwrap().unwrap();
        Seat { stand: self, cookie: Some(cookie), form: session.form }
    }
}

/// Somebody at the page.
struct Seat<'s> {
    stand: &'s Stand,
    cookie: Option<String>,
    form: String,
}

impl Seat<'_> {
    fn request(&self, method: &str, path: &str, fields: &[(&str, &str)]) -> Request {
        let own = |list: &[(&str, &str)]| list.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect::<Vec<_>>();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let query: Vec<(&str, &str)> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let mut form = own(fields);
        form.push(("form".to_owned(), self.form.clone()));
        let mut headers = own(&[("host", "desk"), ("accept-language", "en")]);
        headers.extend(self.cookie.as_ref().map(|cookie| ("cookie".to_owned(), format!("duban={cookie}"))));
        let form = if method == "POST" { form } else { Vec::new() };
        Request { method: method.into(), path: path.into(), query: own(&query), form, headers, address: "127.0.0.1".into() }
    }

    fn ask(&self, method: &str, path: &str, fields: &[(&str, &str)]) -> Response {
        self.stand.pages.answer(&self.request(method, path, fields))
    }

    fn get(&self, path: &str) -> Response {
        self.ask("GET", path, &[])
    }
}

/// Everybody, and the records that each may see.
fn people() -> Vec<(User, BTreeSet<usize>)> {
    let user = |name: &str, role, areas: &[&str], section: &str| User {
        name: name.into(),
        title: String::new(),
        role,
        areas: areas.iter().map(|area| (*area).to_owned()).collect(),
        section: section.into(),
    };
    vec![
        (user("main", Role::MainLeader, &[], ""), BTreeSet::from([0, 1, 2, 3])),
        (user("leader-a", Role::LeaderInCharge, &["甲"], ""), BTreeSet::from([0, 1])),
        (user("leader-ab", Role::LeaderInCharge, &["甲", "乙"], ""), BTreeSet::from([0, 1, 2])),
        (user("leader-none", Role::LeaderInCharge, &[], ""), BTreeSet::new()),
        (user("section-1", Role::Section, &[], "一室"), BTreeSet::from([0])),
        (user("section-2", Role::Section, &["甲"], "二室"), BTreeSet::from([1, 2])),
        (user("section-none", Role::Section, &[], ""), BTreeSet::new()),
        (user("editor", Role::PolicyEditor, &["甲"], "一室"), BTreeSet::new()),
        (user("admin", Role::Admin, &["甲"], "一室"), BTreeSet::new()),
    ]
}

/// Everything that an answer says, files unpacked.
fn words(response: &Response) -> String {
    let mut all = format!("{:?}", response.headers);
    if response.body.starts_with(b"PK") {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&response.body)).unwrap();
        for n in 0..archive.len() {
            archive.by_index(n).unwrap().read_to_string(&mut all).unwrap();
        }
    } else {
        // a calendar folds its lines
        all.push_str(&String::from_utf8_lossy(&response.body).replace("\r\n ", ""));
    }
    all
}

/// The records that a text names.
fn named(text: &str) -> BTreeSet<usize> {
    RECORDS.iter().enumerate().filter(|(_, (id, ..))| text.contains(id)).map(|(n, _)| n).collect()
}

/// The addresses of a route: of each record, of none, with every filter.
fn addresses(path: &str) -> Vec<(String, Option<usize>)> {
    if path.contains("{number}") {
        let of = |number: u32| path.replace("{number}", &number.to_string());
        let mut all: Vec<(String, Option<usize>)> = (1..).zip(0..RECORDS.len()).map(|(number, n)| (of(number), Some(n))).collect();
        all.push((of(MISSING), None));
        return all;
    }
    let filters =
        ["", "?light=red", "?search=MARK", "?policy=seen&order=due", "?order=record&backwards=1&page=1", "?rule=S-1", "?periodic=1"];
    filters.iter().map(|filter| (format!("{path}{filter}"), None)).collect()
}

#[test]
fn no_route_tells_anybody_of_a_record_that_is_not_theirs() {
    let stand = Stand::new();
    let mut cells = 0;
    for (user, own) in people() {
        let seat = stand.sign_in(&user.name);
        for route in ROUTES.iter().filter(|route| route.path != "/sign-out") {
            let mut unseen: BTreeSet<String> = BTreeSet::new();
            for (address, record) in addresses(route.path) {
                cells += 1;
                let what = format!("{} {} {address}", user.name, route.method);
                let admitted = route.needs.met(Some(user.role)) && record.is_none_or(|n| own.contains(&n)) && !address.contains("9999");
                let before = stand.entries();
                let response = seat.ask(route.method, &address, &[("warning", "1"), ("event", "explained"), ("sort", "explanation")]);
                let said = words(&response);
                // the log of who saw what names records, and is for the administrator
                let told = if route.path == "/audit" { BTreeSet::new() } else { named(&said) };
                assert!(told.is_subset(&own), "{what}: tells of {told:?}");
                if let Some((scope, session)) = &response.live {
                    let live = stand.pages.live(scope, session).expect("the session lasts");
                    let counts: serde_json::Value = serde_json::from_str(&live).unwrap();
                    // of each record: one overdue, one to be explained
                    let sum: u64 = ["red", "yellow", "blue", "green", "none"].iter().filter_map(|light| counts[light].as_u64()).sum();
                    assert_eq!(sum, 2 * own.len() as u64, "{what}: {live}");
                }
                if !admitted {
                    assert_eq!(stand.entries(), before, "{what}");
                    if route.path.contains("{number}") || !route.needs.met(Some(user.role)) {
                        assert_eq!(response.status, 404, "{what}");
                        unseen.insert(String::from_utf8_lossy(&response.body).into_owned());
                    }
                } else if let (Some(n), "GET") = (record, route.method) {
                    assert_eq!((response.status, &told), (200, &BTreeSet::from([n])), "{what}");
                }
                if route.path == "/" && address == "/" && user.role.sees_records() {
                    assert_eq!(told, own, "{what}: all that is theirs");
                }
            }
            assert!(unseen.len() <= 1, "{} {}: what is not there and what is not theirs look different", user.name, route.path);
        }
    }
    assert!(cells > 500, "{cells}");
}

#[test]
fn without_signing_in_there_is_nothing() {
    let stand = Stand::new();
    let nobody = Seat { stand: &stand, cookie: None, form: String::new() };
    for route in ROUTES {
        for (address, _) in addresses(route.path) {
            let response = nobody.ask(route.method, &address, &[]);
            assert!(named(&words(&response)).is_empty(), "{address}");
            if route.needs != Needs::Nothing {
                assert_eq!(response.status, 303, "{address}");
            }
        }
    }
    let made_up = Seat { stand: &stand, cookie: Some("0".repeat(64)), form: String::new() };
    assert_eq!(made_up.get("/").status, 303);
}

#[test]
fn every_answer_has_the_headers_and_every_form_its_secret() {
    let stand = Stand::new();
    let main = stand.sign_in("main");
    for route in ROUTES.iter().filter(|route| route.path != "/sign-out") {
        let address = route.path.replace("{number}", "1");
        let response = main.ask(route.method, &address, &[]);
        let header = |name: &str| response.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str());
        let policy = header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{address}");
        assert_eq!((header("x-content-type-options"), header("cache-control")), (Some("nosniff"), Some("no-store")), "{address}");
        let body = String::from_utf8_lossy(&response.body);
        assert!(!body.contains(" style=") && !body.contains("<style") && !has_handlers(&body), "{address}: nothing inline");
        if header("content-type").is_some_and(|kind| kind.starts_with("text/html")) && response.status == 200 {
            assert!(body.contains("</html>"), "{address}: {body}");
            assert_eq!(body.matches("method=\"post\"").count(), body.matches("name=\"form\" value=\"").count(), "{address}");
        }
    }
    let before = stand.entries();
    let words = [("event", "explained"), ("sort", "explanation"), ("at", "2024-03-11T08:00"), ("words", "x")];
    let stranger = Seat { form: "0".repeat(64), cookie: main.cookie.clone(), stand: &stand };
    assert_eq!(stranger.ask("POST", "/record/1/event", &words).status, 422, "without the form's secret");
    let mut foreign = main.request("POST", "/record/1/event", &words);
    foreign.headers.push(("sec-fetch-site".into(), "cross-site".into()));
    assert_eq!(stand.pages.answer(&foreign).status, 422);
    let mut foreign = main.request("POST", "/record/1/event", &words);
    foreign.headers.push(("origin".into(), "https://elsewhere".into()));
    assert_eq!(stand.pages.answer(&foreign).status, 422);
    assert_eq!(stand.entries(), before);
    let mut own = main.request("POST", "/record/1/event", &words);
    own.headers.push(("origin".into(), "http://desk".into()));
    assert_eq!(stand.pages.answer(&own).status, 303);
    assert_eq!(stand.entries(), before + 1);
}

/// Whether any element has an attribute such as `onclick`.
fn has_handlers(html: &str) -> bool {
    html.split(" on").skip(1).any(|rest| rest.trim_start_matches(|c: char| c.is_ascii_lowercase()).starts_with("=\""))
}

#[test]
fn officers_enter_events_as_themselves() {
    let stand = Stand::new();
    let section = stand.sign_in("section-1");
    let page = words(&section.get("/record/1"));
    assert!(page.contains("Enter an explanation") && !page.contains("Grant an extension"), "a section explains, and grants nothing");
    let explained = [("event", "explained"), ("sort", "explanation"), ("at", "2024-03-11T08:30"), ("words", "<b>人手不足</b> & \"x\"")];
    assert_eq!(section.ask("POST", "/record/1/event", &explained).status, 303);
    let page = words(&section.get("/record/1"));
    assert!(page.contains("&lt;b&gt;人手不足&lt;&#x2f;b&gt; &amp; &quot;x&quot;"), "{page}");
    assert!(page.contains("section-1") && !page.contains("Enter an explanation"));
    // what the record has no need of any more, or what is not theirs to give, is refused
    assert_eq!(section.ask("POST", "/record/1/event", &explained).status, 422);
    let extended = [("event", "extended"), ("sort", "extension"), ("at", "2024-03-06T08:30"), ("has.approved_by", "main_leader")];
    assert_eq!(section.ask("POST", "/record/1/event", &extended).status, 404);
    let leader = stand.sign_in("leader-a");
    assert_eq!(leader.ask("POST", "/record/1/event", &[("at", "2030-01-01T00:00"), extended[0], extended[1]]).status, 422, "in the future");
    assert_eq!(leader.ask("POST", "/record/1/event", &extended).status, 303);
    let page = words(&leader.get("/record/1"));
    assert!(page.contains("leader-a"), "{page}");
    let audit = words(&stand.sign_in("admin").get("/audit"));
    assert!(audit.contains("extension") && audit.contains("denied") && audit.contains("case MARK-A1"), "{audit}");
}

#[test]
fn signing_in_is_asked_for_slowly_and_ends_when_told() {
    let stand = Stand::new();
    let nobody = Seat { stand: &stand, cookie: None, form: String::new() };
    let wrong = nobody.ask("POST", "/sign-in", &[("name", "main"), ("password", "0123456788")]);
    let none = nobody.ask("POST", "/sign-in", &[("name", "nobody"), ("password", "0123456788")]);
    let text = |response: &Response, name: &str| String::from_utf8_lossy(&response.body).replace(name, "");
    assert_eq!(
        (wrong.status, text(&wrong, "main\" autocomplete")),
        (422, text(&none, "nobody\" autocomplete")),
        "whether there is an account is not told"
    );
    let right = nobody.ask("POST", "/sign-in", &[("name", "main"), ("password", PASSWORD)]);
    let cookie = right.headers.iter().find(|(name, _)| *name == "set-cookie").map(|(_, value)| value.clone()).unwrap();
    assert!(cookie.contains("; HttpOnly; SameSite=Strict") && !cookie.contains("Secure"), "{cookie}");
    let mut over_tls = nobody.request("POST", "/sign-in", &[("name", "main"), ("password", PASSWORD)]);
    over_tls.headers.push(("x-forwarded-proto".into(), "https".into()));
    assert!(stand.pages.answer(&over_tls).headers.iter().any(|(name, value)| *name == "set-cookie" && value.ends_with("; Secure")));
    for _ in 0..3 {
        nobody.ask("POST", "/sign-in", &[("name", "main"), ("password", "x")]);
    }
    assert_eq!(nobody.ask("POST", "/sign-in", &[("name", "main"), ("password", PASSWORD)]).status, 429);
    let main = stand.sign_in("main");
    assert_eq!(main.get("/").status, 200);
    assert_eq!(main.ask("POST", "/sign-out", &[]).status, 303);
    assert_eq!(main.get("/").status, 303);
    // another role holds from the next request on
    let leader = stand.sign_in("leader-a");
    let live = leader.get("/live").live.unwrap();
    stand.pages.accounts.remove("leader-a", at(11, 9)).unwrap();
    assert_eq!(leader.get("/").status, 303);
    assert_eq!(stand.pages.live(&live.0, &live.1), None);
}
