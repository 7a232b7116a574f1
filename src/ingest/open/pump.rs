//! Standard input and pipes, read by a thread of their own: who reads from here can be asked to stop while nothing
//! comes, which a plain read of a pipe cannot.

use super::pace::Pace;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
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
    pieces: Receiver<io::Result<Piece>>,
    piece: Piece,
    at: usize,
    /// Goes back to be filled again: what one thread allocates and another frees stays with the allocator for long.
    used: Sender<Vec<u8>>,
    pace: Arc<Pace>,
}

/// Bytes at the start of some memory.
#[derive(Debug, Default)]
struct Piece {
    memory: Vec<u8>,
    len: usize,
}

impl Pumped {
    /// Starts the thread; `open` runs in it, for opening a pipe waits as well. It ends with the stream, or with the
    /// program.
    pub fn start<R: Read>(open: impl FnOnce() -> io::Result<R> + Send + 'static, pace: Arc<Pace>) -> Pumped {
        let (send, pieces) = sync_channel(AHEAD);
        let (used, spare) = channel();
        std::thread::spawn(move || match open() {
            Ok(read) => pump(read, &send, &spare),
            Err(error) => _ = send.send(Err(error)),
        });
        Pumped { pieces, piece: Piece::default(), at: 0, used, pace }
    }

    /// The next piece; false at the end.
    fn refill(&mut self) -> io::Result<bool> {
        loop {
            self.pace.go_on()?;
            match self.pieces.recv_timeout(LOOK) {
                Ok(piece) => {
                    let used = std::mem::replace(&mut self.piece, piece?);
                    self.at = 0;
                    self.pace.count(self.piece.len);
                    if !used.memory.is_empty() {
                        // at the end nobody takes it
                        let _ = self.used.send(used.memory);
                    }
                    return Ok(true);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(false),
            }
        }
    }
}

fn pump(mut read: impl Read, send: &SyncSender<io::Result<Piece>>, spare: &Receiver<Vec<u8>>) {
    loop {
        let mut memory = spare.try_recv().unwrap_or_else(|_| vec![0; PIECE]);
        let read = loop {
            match read.read(&mut memory) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        let (piece, last) = match read {
            Ok(0) => return,
            Ok(len) => (Ok(Piece { memory, len }), false),
            Err(error) => (Err(error), true),
        };
        if send.send(piece).is_err() || last {
            return;
        }
    }
}

impl Read for Pumped {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.len && !self.refill()? {
            return Ok(0);
        }
        let n = self.piece.memory.get(self.at..self.piece.len).unwrap_or_default().read(buffer)?;
        self.at += n;
        Ok(n)
    }
}
