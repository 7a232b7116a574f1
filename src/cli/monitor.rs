//! `duban monitor`: the duty desk. Wiring only: what runs here lives in [`crate::monitor`].

mod policies;

use super::evaluate::choices;
use super::terminal::{print, speak, unwritten};
use super::{Manner, OK};
use crate::diag::Faults;
use crate::lang::Bilingual;
use crate::lang::Lang;
use crate::monitor::access::Reading;
use crate::monitor::access::accounts::Accounts;
use crate::monitor::access::rate::Rate;
use crate::monitor::board::Board;
use crate::monitor::clock::{Clock, Wall};
use crate::monitor::desk::{Desk, Voice};
use crate::monitor::intake::{inbox::Inbox, stdin, tables::Tables};
use crate::monitor::order::{Order, Trouble};
use crate::monitor::page::{self, Pages};
use crate::monitor::plans::Plans;
use crate::monitor::programs::{self, Answers};
use crate::monitor::reload::Reload;
use crate::monitor::reload::settle::Pace;
use crate::monitor::reload::thread::Reloading;
use crate::monitor::routes::Routes;
use crate::monitor::setting::{self, Sink};
use crate::monitor::sink::{self, Outside};
use crate::monitor::store::standby::Standby;
use crate::monitor::store::{FILE, Store, Texts, backup, reader};
use crate::monitor::{log, run, token};
use crate::report::excerpt::excerpt;
use crate::say;
use crate::source::Sources;
use clap::Args;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{JoinHandle, spawn};

/// So many orders may wait for the desk; who brings more is told to come again.
const WAITING: usize = 256;

// Arguments of `duban monitor`.
#[derive(Debug, Args)]
pub struct Monitor {
    /// 政策文件夹,可以多个 · policy folders; several are allowed
    #[arg(long = "policy", value_name = "PATH", required_unless_present_any = ["backup", "export", "add_token"])]
    policies: Vec<PathBuf>,
    /// 存放事件和提醒的文件夹 · the folder of the store
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// 收件文件夹:放进来的文件收一次,移到 done/ 或 rejected/ · files dropped here are taken in once
    #[arg(long, value_name = "DIR")]
    inbox: Option<PathBuf>,
    /// 收件里的表格怎样读成记录(mapping.toml);不写则用政策文件夹 mappings/ 里仅有的一份 · how tables in the inbox are read; none: the only one in the policy's `mappings` folder
    #[arg(long = "mapping", value_name = "FILE")]
    mappings: Vec<PathBuf>,
    /// 也从标准输入收记录,每行一条 · take records from standard input too, one a line
    #[arg(long)]
    stdin: bool,
    /// 网页接口的地址,只在本机 · where to listen, on this machine only
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8126")]
    listen: SocketAddr,
    /// 不用系统的改动通知,只定时查看政策文件(网络文件夹) · look at policy files from time to time only: network folders
    #[arg(long)]
    poll: bool,
    /// 采用某条规则的另一读法 · take another reading of a rule
    #[arg(long, value_name = "RULE=READING")]
    reading: Vec<String>,
    /// 备用台:只读一份备份,不写它,不收事件,不发提醒,不登记 · a standby over a backup: it writes nothing there, takes nothing in, warns nobody
    #[arg(long, conflicts_with_all = ["inbox", "stdin", "config"])]
    read_only: bool,
    /// 读 /metrics 也要令牌 · /metrics asks for a token too
    #[arg(long)]
    guard_metrics: bool,
    /// 提醒发往何处(monitor.toml) · where warnings go [默认 default: DATA/warnings.ndjson]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// 在线备份到文件后退出 · copy the store into a file, also while a desk runs, and end
    #[arg(long, value_name = "FILE", group = "instead")]
    backup: Option<PathBuf>,
    /// 把收下的记录写到标准输出(NDJSON)后退出,可交给 duban evaluate · write the stored records for duban evaluate, and end
    #[arg(long, group = "instead")]
    export: bool,
    /// 给一个程序发令牌(POST /api/records 用)后退出 · make a token for a program that posts records, and end
    #[arg(long, value_name = "NAME", group = "instead")]
    add_token: Option<String>,
}

impl Monitor {
    pub fn run(&self, manner: Manner) -> Result<u8, Bilingual> {
        match (&self.backup, &self.add_token, self.export) {
            (Some(file), ..) => backup(&self.data, file).map_err(|Trouble(why)| why),
            (_, Some(name), _) => self.add_token(name),
            (_, _, true) => self.export(),
            _ => self.watch(manner),
        }
        .map(|()| OK)
    }

    fn add_token(&self, name: &str) -> Result<(), Bilingual> {
        let made = Store::beside(&self.data).and_then(|mut store| token::add(&mut store, name, Wall.now()));
        print(format!("{}\n", made.map_err(|Trouble(why)| why)?))
    }

    fn export(&self) -> Result<(), Bilingual> {
        let connection = reader(&self.data).map_err(|Trouble(why)| why)?;
        let mut out = io::BufWriter::new(io::stdout().lock());
        let mut written = Ok(());
        let read = Texts::each(&connection, |_, text| {
            written = writeln!(out, "{text}");
            Ok(written.is_ok())
        });
        read.map_err(|error| say!("读不了存储:{error}"; "the store cannot be read: {error}"))?;
        match written.and_then(|()| out.flush()) {
            // the reader of a pipe has gone: nothing is left to say
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(unwritten(&error)),
            _ => Ok(()),
        }
    }

    fn watch(&self, manner: Manner) -> Result<(), Bilingual> {
        if !self.listen.ip().is_loopback() {
            let address = self.listen;
            return Err(
                say!("--listen {address}:只在本机地址上监听;要让别的机器访问,前面放一个带 TLS 的服务器转发"; "--listen {address}: only on this machine; put a server that speaks TLS before it for others"),
            );
        }
        let standby = if self.read_only { Some(Standby::over(&self.data).map_err(|Trouble(why)| why)?) } else { None };
        let data = standby.as_ref().map_or(self.data.as_path(), Standby::folder);
        let reload = policies::begin(&self.policies, choices(&self.reading)?, data, self.pace(), manner.lang)?;
        let sinks = if self.read_only { Vec::new() } else { self.sinks(&reload.plans(), manner)? };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(|error| say!("启动不了:{error}"; "it cannot start: {error}"))?;
        runtime.block_on(self.serve(reload, sinks, data, standby.as_ref(), manner))
    }

    fn pace(&self) -> Pace {
        Pace { hints: !self.poll, ..Pace::default() }
    }

    fn sinks(&self, plans: &Plans, manner: Manner) -> Result<Vec<Sink>, Bilingual> {
        let Some(path) = &self.config else { return Ok(setting::usual()) };
        let shown = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| say!("读不了 {shown}:{error}"; "{shown} cannot be read: {error}"))?;
        let (mut sources, mut faults) = (Sources::default(), Faults::default());
        let file = sources.add(shown.to_string(), text.as_str());
        let zone = plans.list.first().map(|plan| plan.vocabulary().zone).unwrap_or_default();
        let sinks = setting::sinks(file, &text, zone, &mut faults);
        for fault in faults.sorted() {
            speak(&format!("{}\n", excerpt(fault, &sources, manner.lang, manner.error_colour)));
        }
        if faults.has_errors() {
            return Err(say!("{shown} 有错误,没有启动"; "{shown} has errors: not started"));
        }
        Ok(sinks)
    }

    /// Starts what brings records beside the interface for programs: the inbox, whose thread is returned, and standard input.
    fn intake(
        &self,
        data: &Path,
        board: &Arc<Board>,
        orders: &SyncSender<Order>,
        stop: &Arc<AtomicBool>,
        lang: Lang,
    ) -> Result<Option<JoinHandle<()>>, Bilingual> {
        let inbox = self.inbox.as_ref().map(|folder| {
            let tables = Tables { policies: self.policies.clone(), named: self.mappings.clone() };
            Inbox::open(folder, data, tables, Arc::clone(board), orders.clone(), lang).map_err(|Trouble(why)| why)
        });
        let inbox = inbox.transpose()?.map(|inbox| inbox.start(Arc::clone(stop)));
        if self.stdin {
            stdin::start(orders.clone(), lang);
        }
        Ok(inbox)
    }

    /// Runs until it is told to stop.
    async fn serve(
        &self,
        reload: Reload,
        sinks: Vec<Sink>,
        data: &Path,
        standby: Option<&Standby>,
        manner: Manner,
    ) -> Result<(), Bilingual> {
        let lang = manner.lang;
        let clock: Arc<dyn Clock> = Arc::new(Wall);
        let board = Arc::new(Board::default());
        let store = Store::open(data).map_err(|Trouble(why)| why)?;
        let address = self.listen;
        let busy = |error: io::Error| say!("不能在 {address} 监听:{error}"; "{address} cannot be listened on: {error}");
        let listener = tokio::net::TcpListener::bind(address).await.map_err(busy)?;
        let address = listener.local_addr().map_err(busy)?;
        let routes = Routes(sinks.iter().map(|sink| sink.route.clone()).collect());
        // whoever stands by is not the one who warns
        let voice = if standby.is_some() { Voice::Mute } else { Voice::Warns(routes) };
        let desk = Desk::start(store, reload.plans(), voice, Box::new(Wall), Arc::clone(&board), reload.edited());
        let desk = desk.map_err(|Trouble(why)| why)?;
        let figures = desk.figures();
        let (orders, told) = sync_channel(WAITING);
        let (stop, beat) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicI64::new(clock.now().0)));
        let working = work(desk, told, Arc::clone(&clock), Arc::clone(&beat), lang);
        let outside = || Outside {
            folder: data.to_owned(),
            desk: orders.clone(),
            clock: Arc::clone(&clock),
            figures: Arc::clone(&figures),
            lang,
            stop: Arc::clone(&stop),
        };
        let mut hands: Vec<JoinHandle<()>> = sinks.into_iter().map(|sink| sink::start(sink, outside())).collect();
        hands.extend(self.intake(data, &board, &orders, &stop, lang)?);
        let reloading = policies::watch(self.policies.clone(), reload, self.pace(), orders.clone())?;
        let answers = Answers {
            desk: orders.clone(),
            board: Arc::clone(&board),
            figures: Arc::clone(&figures),
            clock: Arc::clone(&clock),
            beat: Arc::clone(&beat),
            folder: data.to_owned(),
            lang,
            guarded: self.guard_metrics,
            standby: standby.is_some(),
            standings: Arc::clone(&reloading.standings),
        };
        let (closing, closed) = tokio::sync::watch::channel(false);
        let pages = pages(data, standby, &board, &reloading, orders.clone(), lang)?;
        let (records, data) = (board.read().view.records.len(), shown(&self.data));
        let ready = move || {
            log::line("started", &[("address", &format!("http://{address}")), ("records", &records), ("data", &data)]);
            _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
        };
        let asked = async move {
            asked_to_stop(ready, || reloading.force()).await;
            // streams end, or the server would wait for them for ever
            _ = closing.send(true);
            tokio::task::block_in_place(|| drop(reloading));
        };
        let routes = programs::router(answers).merge(page::server::router(Arc::new(pages), closed));
        let service = routes.into_make_service_with_connect_info::<SocketAddr>();
        let served = axum::serve(listener, service).with_graceful_shutdown(asked).await;
        _ = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
        log::line("stopping", &[]);
        tokio::task::block_in_place(|| end(&stop, hands, &orders, working));
        log::line("stopped", &[]);
        served.map_err(|error| say!("网页接口出错:{error}"; "the server failed: {error}"))
    }
}

/// The desk's own thread. It tells the time at each beat, and the system that it is well.
fn work(desk: Desk, told: Receiver<Order>, clock: Arc<dyn Clock>, beat: Arc<AtomicI64>, lang: Lang) -> JoinHandle<()> {
    let watched = sd_notify::watchdog_enabled().is_some();
    spawn(move || {
        run::run(desk, &told, &clock, lang, &|| {
            beat.store(clock.now().0, Ordering::Relaxed);
            if watched {
                // the watchdog is fed by what it watches
                _ = sd_notify::notify(&[sd_notify::NotifyState::Watchdog]);
            }
        });
    })
}

/// The page, for people.
fn pages(
    data: &Path,
    standby: Option<&Standby>,
    board: &Arc<Board>,
    reloading: &Reloading,
    desk: SyncSender<Order>,
    lang: Lang,
) -> Result<Pages, Bilingual> {
    let file = data.join(FILE);
    let shown = file.display();
    let accounts = Accounts::open(&file).map_err(|error| say!("打不开 {shown}:{error}"; "{shown} cannot be opened: {error}"))?;
    Ok(Pages {
        reading: Reading::new(Arc::clone(board), data.to_owned()),
        accounts,
        standings: Arc::clone(&reloading.standings),
        tell: Box::new(move |order| desk.send(order).is_ok()),
        clock: Arc::new(Wall),
        rate: Rate::default(),
        standby: standby.map(|standby| standby.until),
        lang,
    })
}

/// Lets everybody finish what they are at: those who tell the desk first, the desk last.
fn end(stop: &AtomicBool, hands: Vec<JoinHandle<()>>, orders: &SyncSender<Order>, desk: JoinHandle<()>) {
    stop.store(true, Ordering::Relaxed);
    for hand in hands {
        _ = hand.join();
    }
    _ = orders.send(Order::Stop);
    _ = desk.join();
}

/// Waits for an interrupt or a request to end. `ready` is called once either would be heard, `hung_up` whenever somebody wants the
/// policies looked at.
async fn asked_to_stop(ready: impl FnOnce(), hung_up: impl Fn()) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let heard = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()), signal(SignalKind::hangup()));
        if let (Ok(mut interrupt), Ok(mut end), Ok(mut hangup)) = heard {
            ready();
            loop {
                tokio::select! {
                    _ = interrupt.recv() => return,
                    _ = end.recv() => return,
                    _ = hangup.recv() => hung_up(),
                }
            }
        }
    }
    #[cfg(not(unix))]
    {
        _ = hung_up;
        ready();
        _ = tokio::signal::ctrl_c().await;
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
