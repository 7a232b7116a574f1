//! What leaves the desk: over HTTP, by e-mail, into a file; and `monitor.toml`, which says where.

use super::desk::{POLICY, RECEIVED};
use super::{entry, folder, march, plans, wait};
use crate::support::Written;
use duban::diag::Faults;
use duban::lang::Lang;
use duban::monitor::board::Board;
use duban::monitor::clock::{Clock, Hand};
use duban::monitor::desk::{Desk, Voice};
use duban::monitor::order::{Order, Reply};
use duban::monitor::routes::Routes;
use duban::monitor::setting::{self, Sink};
use duban::monitor::sink::{self, Outside};
use duban::monitor::store::Store;
use duban::report::excerpt::excerpt;
use duban::source::Sources;
use duban::time::{Instant, Zone};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// A desk on its own thread with sinks, by a clock set by hand.
struct Office {
    folder: tempfile::TempDir,
    _written: Written,
    clock: Hand,
    orders: SyncSender<Order>,
    stop: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

fn sinks(text: &str) -> (Vec<Sink>, String) {
    let (mut sources, mut faults) = (Sources::default(), Faults::default());
    let file = sources.add("monitor.toml", text);
    let sinks = setting::sinks(file, text, Zone::default(), &mut faults);
    let said: Vec<String> = faults.sorted().iter().map(|fault| excerpt(fault, &sources, Lang::En, false)).collect();
    (sinks, said.join("\n\n"))
}

impl Office {
    fn open(toml: &str) -> Office {
        let (sinks, faults) = sinks(toml);
        assert_eq!(faults, "");
        let (folder, written, clock) = (folder(), Written::new("duty", POLICY), Hand::default());
        clock.set(march(1, 9));
        let routes = Routes(sinks.iter().map(|sink| sink.route.clone()).collect());
        let (store, plans) = (Store::open(folder.path()).unwrap(), plans(Path::new(written.path())));
        let desk = Desk::start(store, plans, Voice::Warns(routes), Box::new(clock.clone()), Arc::new(Board::default()), false).unwrap();
        let (figures, stop) = (desk.figures(), Arc::new(AtomicBool::new(false)));
        let (orders, told) = sync_channel(16);
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        let own = Arc::clone(&shared);
        let mut threads = vec![std::thread::spawn(move || duban::monitor::run::run(desk, &told, &own, Lang::En, &|| {}))];
        for sink in sinks {
            let outside = Outside {
                folder: folder.path().to_owned(),
                desk: orders.clone(),
                clock: Arc::clone(&shared),
                figures: Arc::clone(&figures),
                lang: Lang::En,
                stop: Arc::clone(&stop),
            };
            threads.push(sink::start(sink, outside));
        }
        Office { folder, _written: written, clock, orders, stop, threads }
    }

    fn take(&self, body: &str) {
        let (reply, answer) = Reply::waiting();
        self.orders.send(Order::Take(vec![entry(body)], None, reply)).unwrap();
        answer.recv().unwrap().unwrap();
    }

    fn at(&self, at: Instant) {
        self.clock.set(at);
    }

    fn close(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.orders.send(Order::Stop).unwrap();
        drop(self.orders);
        self.threads.into_iter().for_each(|thread| thread.join().unwrap());
    }
}

const PATIENCE: Duration = Duration::from_secs(60);

/// A server that keeps what is posted to it and answers as it is told.
fn hook(answers: &'static [&'static str]) -> (String, Receiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (send, posted) = channel();
    std::thread::spawn(move || {
        for (n, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut length, mut key) = (0, String::new());
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                let lower = line.to_ascii_lowercase();
                if let Some(value) = lower.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                if let Some(value) = lower.strip_prefix("idempotency-key:") {
                    key = value.trim().to_owned();
                }
                if line.trim().is_empty() {
                    break;
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let answer = answers.get(n).unwrap_or(&"200 OK");
            write!(stream, "HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
            if send.send((key, String::from_utf8(body).unwrap())).is_err() {
                return;
            }
        }
    });
    (url, posted)
}

#[test]
fn a_webhook_is_tried_again_with_the_same_key() {
    let (url, posted) = hook(&["500 Oops", "200 OK"]);
    let office = Office::open(&format!("[sinks.hook]\nkind = \"webhook\"\nurl = \"{url}\"\n"));
    office.take(RECEIVED);
    let first = posted.recv_timeout(PATIENCE).unwrap();
    office.at(march(1, 9).plus(500_000));
    assert!(posted.recv_timeout(Duration::from_millis(700)).is_err(), "not before a second has passed");
    office.at(march(1, 9).plus(1_500_000));
    let second = posted.recv_timeout(PATIENCE).unwrap();
    assert_eq!(first, second);
    assert!(first.1.contains(&format!("\"key\":\"{}\"", first.0)), "{first:?}");
    office.at(march(12, 0));
    let third = posted.recv_timeout(PATIENCE).unwrap();
    assert!(third.0 != first.0 && third.1.contains("\"stage\":\"yellow\""), "{third:?}");
    office.close();
}

#[test]
fn a_file_has_every_message_once_also_where_a_crash_left_half_a_line() {
    let office = Office::open("[sinks.list]\nkind = \"file\"\npath = \"list.ndjson\"\nstages = [\"yellow\", \"past_due\"]\n");
    let path = office.folder.path().join("list.ndjson");
    let lines = || std::fs::read_to_string(&path).unwrap_or_default().lines().map(str::to_owned).collect::<Vec<_>>();
    std::fs::write(&path, "{\"key\":\"whole\"}\n{\"key\":\"ha").unwrap();
    office.take(RECEIVED);
    office.at(march(12, 0));
    wait(|| lines().len() == 2 && lines()[1].contains("yellow"));
    assert!(lines()[1].contains("\"stage\":\"yellow\""), "{:?}", lines());
    office.at(march(23, 0));
    wait(|| lines().len() == 3);
    assert!(lines()[2].contains("\"stage\":\"past_due\""), "{:?}", lines());
    office.close();
}

/// A server that takes letters.
fn post_office() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, letters) = (listener.local_addr().unwrap().port(), Arc::new(Mutex::new(Vec::new())));
    let kept = Arc::clone(&letters);
    let serve = move |mut stream: TcpStream| -> Option<()> {
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        write!(stream, "220 post\r\n").ok()?;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            match line.get(..4).unwrap_or_default() {
                "EHLO" => write!(stream, "250-post\r\n250 8BITMIME\r\n").ok()?,
                "QUIT" => write!(stream, "221 bye\r\n").ok()?,
                "DATA" => {
                    write!(stream, "354 go\r\n").ok()?;
                    let mut letter = String::new();
                    while !letter.ends_with("\r\n.\r\n") {
                        reader.read_line(&mut letter).ok()?;
                    }
                    kept.lock().unwrap().push(letter);
                    write!(stream, "250 taken\r\n").ok()?;
                }
                _ => write!(stream, "250 fine\r\n").ok()?,
            }
        }
    };
    std::thread::spawn(move || listener.incoming().for_each(|stream| _ = serve(stream.unwrap())));
    (port, letters)
}

#[test]
fn what_is_collected_goes_in_one_letter_to_each_party() {
    let (port, letters) = post_office();
    let office = Office::open(&format!(
        "[sinks.friday]\nkind = \"mail\"\nserver = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\nfrom = \"duban@example.org\"\n\
         collect = \"friday 16:00\"\n[sinks.friday.to]\noffice = \"office@example.org\"\n"
    ));
    // Friday, 1 March
    office.take(RECEIVED);
    office.take(&RECEIVED.replace("\"1\"", "\"2\""));
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(letters.lock().unwrap().len(), 0);
    office.at(march(1, 16));
    wait(|| !letters.lock().unwrap().is_empty());
    let list = letters.lock().unwrap().clone();
    assert_eq!(list.len(), 1);
    assert!(list[0].contains("To: office@example.org") && list[0].contains("Subject: duban: 2 warnings"), "{}", list[0]);
    office.close();
}

#[test]
fn a_mistake_in_monitor_toml_points_at_its_line() {
    let toml = r#"
[sinks.hook]
kind = "webhok"

[sinks.mail]
kind = "mail"
server = "mail.example"
port = 70000
from = "nobody"
stages = ["orange"]
collect = "someday 16:00"
colour = "red"

[sinks.list]
kind = "file"
"#;
    let (_, said) = sinks(toml);
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_snapshot_path("../snapshots");
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("monitor-toml", said));
}
