//! What the rest of the program sees of the reading, and asks of it: how far it has come, and to stop.

use std::error::Error;
use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// Shared by who reads and who waits.
#[derive(Debug, Default)]
pub struct Pace {
    read: AtomicU64,
    total: AtomicU64,
    stop: AtomicBool,
}

impl Pace {
    /// Bytes read so far, as they are stored: of a packed file, packed ones.
    pub fn read(&self) -> u64 {
        self.read.load(Relaxed)
    }

    /// Bytes there are in all; none while an input does not say.
    pub fn total(&self) -> Option<u64> {
        Some(self.total.load(Relaxed)).filter(|total| *total > 0)
    }

    /// Every reading ends with an error ([`is_cut`]) as soon as it can.
    pub fn stop(&self) {
        self.stop.store(true, Relaxed);
    }

    pub fn stopped(&self) -> bool {
        self.stop.load(Relaxed)
    }

    pub(super) fn expect(&self, total: Option<u64>) {
        self.total.store(total.unwrap_or(0), Relaxed);
    }

    pub(super) fn count(&self, bytes: usize) {
        self.read.fetch_add(bytes as u64, Relaxed);
    }

    /// # Errors
    /// The run is to stop.
    pub(super) fn go_on(&self) -> io::Result<()> {
        if self.stopped() { Err(cut()) } else { Ok(()) }
    }
}

/// A file that is counted as it is read, and stops when asked.
#[derive(Debug)]
pub(super) struct Paced<R> {
    pub read: R,
    pub pace: Arc<Pace>,
}

impl<R: Read> Read for Paced<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.pace.go_on()?;
        let n = self.read.read(buffer)?;
        self.pace.count(n);
        Ok(n)
    }
}

/// Why a reading ended that was asked to.
#[derive(Debug)]
struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cut short / 已中断")
    }
}

impl Error for Cut {}

pub(super) fn cut() -> io::Error {
    io::Error::other(Cut)
}

/// Whether a reading ended because it was asked to, whatever it was read through.
pub fn is_cut(error: &io::Error) -> bool {
    let mut cause = error.get_ref().map(|inner| inner as &(dyn Error + 'static));
    while let Some(error) = cause {
        let io = error.downcast_ref().or(error.downcast_ref::<Arc<io::Error>>().map(Arc::as_ref));
        if error.is::<Cut>() || io.is_some_and(is_cut) {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_known_through_whatever_wraps_it() {
        assert!(is_cut(&cut()) && is_cut(&io::Error::other(Arc::new(cut()))) && is_cut(&io::Error::other(cut())));
        assert!(!is_cut(&io::ErrorKind::Other.into()) && !is_cut(&io::Error::other("cut short")));
    }

    #[test]
    fn reading_stops_when_asked() {
        let pace = Arc::new(Pace::default());
        let mut read = Paced { read: &b"abcdef"[..], pace: Arc::clone(&pace) };
        assert_eq!((read.read(&mut [0; 4]).unwrap(), pace.read()), (4, 4));
        pace.stop();
        assert!(is_cut(&read.read(&mut [0; 4]).unwrap_err()));
    }
}
