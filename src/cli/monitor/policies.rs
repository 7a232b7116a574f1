//! The policies of a desk: what is in force when it starts, and how an edit comes to it.

use crate::cli::evaluate::check_choices;
use crate::cli::terminal::speak;
use crate::diag::Level;
use crate::lang::{Bilingual, Lang};
use crate::monitor::clock::{Clock, Wall};
use crate::monitor::log;
use crate::monitor::order::{Order, Reply, Trouble, Write};
use crate::monitor::reload::settle::Pace;
use crate::monitor::reload::thread::{Deliver, Reloading};
use crate::monitor::reload::{Reload, kept};
use crate::monitor::store::{FILE, Store, reader};
use crate::policy::rules::Choice;
use crate::say;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

/// The policies to begin with, read as `choices` say: what is on the disk, or in its stead the last good edition.
///
/// # Errors
/// The store; a policy of which there is no good edition at all; a reading that none has.
pub fn begin(paths: &[PathBuf], choices: Vec<Choice>, data: &Path, pace: Pace, lang: Lang) -> Result<Reload, Bilingual> {
    // makes the tables where there are none
    drop(Store::beside(data).map_err(|Trouble(why)| why)?);
    let connection = reader(data).map_err(|Trouble(why)| why)?;
    let file = data.join(FILE);
    let file = file.display();
    let editions = kept::all(&connection).map_err(|error| say!("读不了 {file}:{error}"; "{file} cannot be read: {error}"))?;
    let now = Wall.now();
    let mut reload = Reload::new(choices.clone(), editions, now);
    let found = reload.begin(paths, pace, now);
    for (_, error) in &found.unread {
        speak(&error.to_string());
    }
    let mut none = !found.unread.is_empty() && reload.plans().list.is_empty();
    for standing in reload.standings() {
        for finding in standing.findings.iter().filter(|finding| finding.level == Level::Error) {
            speak(&format!("{}\n", finding.text.get(lang)));
        }
        let (name, errors) = (&standing.name, standing.errors());
        if standing.plan.is_none() {
            none = true;
        } else if errors > 0 {
            log::line("policy-refused", &[("policy", name), ("errors", &errors), ("in_force", &"last-good")]);
        }
    }
    if none || reload.plans().list.is_empty() {
        return Err(
            say!("政策有错误或读不了,也没有以前完好的一份,没有启动;duban check 和 duban test 可以查看"; "a policy is faulty or cannot be read, and there is no earlier good edition: not started; duban check and duban test show why"),
        );
    }
    let plans = reload.plans();
    check_choices(&choices, &plans.list.iter().map(Arc::as_ref).collect::<Vec<_>>())?;
    Ok(reload)
}

/// Watches the policies; good edits go to the desk.
///
/// # Errors
/// No thread can be made.
pub fn watch(paths: Vec<PathBuf>, reload: Reload, pace: Pace, desk: SyncSender<Order>) -> Result<Reloading, Bilingual> {
    keep(&desk, &reload);
    // a relative path is of the folder in which the desk was started
    let paths = paths.into_iter().map(|path| std::path::absolute(&path).unwrap_or(path)).collect();
    let deliver: Deliver = Box::new(move |plans, reload| {
        let (reply, answer) = Reply::waiting();
        desk.send(Order::Swap(plans.clone(), reply)).ok()?;
        match answer.recv().ok()? {
            Ok(changes) => {
                keep(&desk, reload);
                Some(changes)
            }
            Err(Trouble(why)) => {
                log::line("reload-waits", &[("why", &why.en)]);
                None
            }
        }
    });
    let clock = Arc::new(Wall);
    Reloading::start(paths, reload, pace, move || clock.now(), deliver)
        .map_err(|error| say!("启动不了:{error}"; "it cannot start: {error}"))
}

/// Has the desk keep what is in force, for the next start.
fn keep(desk: &SyncSender<Order>, reload: &Reload) {
    let editions = kept::in_force(reload);
    let write = Write(Box::new(move |change| kept::put(change, &editions)));
    let (reply, answer) = Reply::waiting();
    if desk.send(Order::Write(write, reply)).is_ok()
        && let Ok(Err(Trouble(why))) = answer.recv()
    {
        log::line("edition-not-kept", &[("why", &why.en)]);
    }
}
