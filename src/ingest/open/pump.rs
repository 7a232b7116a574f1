//! Standard input and pipes, read by a thread of their own: who reads from here can be asked to stop while nothing
//! comes, which a plain read of a pipe cannot.

use super::pace::Pace;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

/// Bytes handed over at once.
const PIECE: usize = 128 << 10;

/// Pieces that are read ahead.
const AHEAD: usize = 4;

/// How often it is looked whether to stop, while nothing comes.
const LOOK: Duration = Duration::from_millis(50);

/// A stream that another thread reads.
#[derive(Debug)]
pub(super) struct Pumped {
    pieces: Receiver<io::Result<Vec<u8>>>,
    piece: Vec<u8>,
    at: usize,
    pace: Arc<Pace>,
}

impl Pumped {
    /// Starts the thread; `open` runs in it, for opening a pipe waits as well. It ends with the stream, or with the
    /// program.
    pub fn start<R: Read>(open: impl FnOnce() -> io::Result<R> + Send + 'static, pace: Arc<Pace>) -> Pumped {
        let (send, pieces) = sync_channel(AHEAD);
        std::thread::spawn(move || match open() {
            Ok(read) => pump(read, &send),
            Err(error) => _ = send.send(Err(error)),
        });
        Pumped { pieces, piece: Vec::new(), at: 0, pace }
    }

    /// The next piece; false at the end.
    fn refill(&mut self) -> io::Result<bool> {
        loop {
            self.pace.go_on()?;
            match self.pieces.recv_timeout(LOOK) {
                Ok(piece) => {
                    (self.piece, self.at) = (piece?, 0);
                    self.pace.count(self.piece.len());
                    return Ok(true);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(false),
            }
        }
    }
}

fn pump(mut read: impl Read, send: &SyncSender<io::Result<Vec<u8>>>) {
    loop {
        let mut piece = vec![0; PIECE];
        let read = loop {
            match read.read(&mut piece) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        let (piece, last) = match read {
            Ok(0) => return,
            Ok(n) => {
                piece.truncate(n);
                (Ok(piece), false)
            }
            Err(error) => (Err(error), true),
        };
        if send.send(piece).is_err() || last {
            return;
        }
    }
}

impl Read for Pumped {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.len() && !self.refill()? {
            return Ok(0);
        }
        let n = self.piece.get(self.at..).unwrap_or_default().read(buffer)?;
        self.at += n;
        Ok(n)
    }
}
