//! How far a long run has come, on standard error, and Ctrl-C.
//!
//! Nothing is shown in the first second, and nothing at all unless a person looks on.

use crate::cli::terminal::speak;
use crate::ingest::open::Pace;
use crate::lang::Lang;
use crate::tell;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// So long a run shows nothing.
const QUIET: Duration = Duration::from_secs(1);

/// Whoever presses Ctrl-C twice is served at once: what a shell calls ended by a signal.
const KILLED: i32 = 130;

/// The line that says how far a run has come. Clones show the same line.
#[derive(Clone, Debug)]
pub struct Progress {
    bar: ProgressBar,
    lang: Lang,
    wanted: bool,
}

impl Progress {
    pub fn new(lang: Lang) -> Progress {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Progress { bar, lang, wanted: io::stderr().is_terminal() }
    }

    /// One that is never shown: another program judges.
    pub fn silent(lang: Lang) -> Progress {
        Progress { wanted: false, ..Progress::new(lang) }
    }

    /// Tells how many records have been judged.
    pub fn show(&self, pace: &Pace, records: u64) {
        if !self.wanted || self.bar.elapsed() < QUIET {
            return;
        }
        let rate = HumanCount((records as f64 / self.bar.elapsed().as_secs_f64()) as u64);
        let records = HumanCount(records);
        self.bar.set_message(tell!(self.lang; "{records} 条记录,每秒 {rate} 条"; "{records} records, {rate}/s"));
        self.bar.set_position(pace.read());
        if self.bar.is_hidden() {
            self.appear(pace);
        }
    }

    fn appear(&self, pace: &Pace) {
        let template = match (pace.total(), self.lang) {
            (Some(_), Lang::Zh) => "{bar:24} {bytes} / {total_bytes} · {msg} · 还需 {eta_precise}",
            (Some(_), Lang::En) => "{bar:24} {bytes} / {total_bytes} · {msg} · {eta_precise} left",
            (None, _) => "{bytes} · {msg}",
        };
        if let Some(total) = pace.total() {
            self.bar.set_length(total);
        }
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.set_draw_target(ProgressDrawTarget::stderr());
    }

    /// Writes something else to the terminal, the line out of the way.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }

    /// The line goes, and stays away.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// A terminal that the line is shown on as well.
pub struct Aside<W> {
    pub progress: Progress,
    pub out: W,
}

impl<W: Write> Write for Aside<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.progress.aside(|| self.out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// From now on Ctrl-C stops the reading; what has been judged is written. A second one ends the program.
pub fn heed(pace: &Arc<Pace>, progress: &Progress) {
    let (pace, progress) = (Arc::clone(pace), progress.clone());
    let asked = AtomicBool::new(false);
    // without a handler Ctrl-C just ends the program
    let _ = ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(KILLED);
        }
        pace.stop();
        if progress.wanted {
            let line = tell!(progress.lang; "正在结束,写出已评判的部分;再按一次 Ctrl-C 立即退出"; "ending: what has been judged is written; Ctrl-C again quits at once");
            progress.aside(|| speak(&line));
        }
    });
}
