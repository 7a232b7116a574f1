//! The page and the reload of a running desk, through sockets: signing in, a stream that tells of an edit on the disk, a
//! faulty edit, a stop while somebody watches.

use super::process::Place;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

const RECORD: &str = r#"{"id":"1","policy":"duty","events":[{"id":"e1","type":"received","at":"2024-03-01T09:00:00+08:00"}]}"#;

#[test]
fn a_stream_tells_of_edits_and_ends_with_the_desk() {
    let place = Place::new();
    place.add("zhang", "main_leader", "0123456789");
    let desk = place.start();
    assert!(desk.post(&place.token, RECORD).unwrap().contains("\"taken\":1"));
    assert!(desk.get("/").starts_with("HTTP/1.1 303"), "nobody is signed in");
    let cookie = desk.sign_in("zhang", "0123456789");
    let page = |path: &str| desk.ask(&format!("GET {path} HTTP/1.1\r\n{cookie}"), "").unwrap();
    assert!(page("/").contains("<a href=\"/record/1\">1</a>"));
    let mut stream = TcpStream::connect(&desk.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    write!(stream, "GET /live HTTP/1.1\r\nHost: desk\r\n{cookie}\r\n\r\n").unwrap();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let mut next = || lines.by_ref().find_map(|line| line.strip_prefix("data: ").map(str::to_owned));
    let first = next().unwrap();
    assert!(first.contains("\"red\":1"), "{first}");
    let file = std::path::Path::new(place.policy.path()).join("policy.toml");
    let good = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, good.replace("act = \"answered\"", "act = \"ansered\"")).unwrap();
    let refused = next().unwrap();
    assert!(refused.contains("\"red\":1"), "{refused}: the last good edition stays");
    let policies = desk.ask(&format!("GET /api/policies HTTP/1.1\r\nAuthorization: Bearer {}", place.token), "").unwrap();
    assert!(policies.contains("\"state\":\"refused\"") && policies.contains("unknown-event"), "{policies}");
    assert!(page("/policies").contains("ansered") && desk.get("/metrics").contains("duban_policy_as_on_disk{policy=\"duty\"} 0"));
    assert!(desk.get("/api/policies").starts_with("HTTP/1.1 401"));
    std::fs::write(&file, good.replace("20 calendar days", "30000 calendar days")).unwrap();
    let changed = (0..3).filter_map(|_| next()).find(|told| told.contains("\"red\":0"));
    assert!(changed.is_some(), "the limit is longer: nothing is overdue any more");
    assert_eq!(desk.stop(), Some(0), "somebody watches, and it stops");
    assert_eq!(next(), None);
}
