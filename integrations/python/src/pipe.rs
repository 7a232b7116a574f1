//! Bytes from the interpreter's thread to the one that judges: bounded, and never waited for with the interpreter held.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// So many bytes wait, about.
const AHEAD: usize = 4 << 20;

/// How long a wait may last before the interpreter is asked whether somebody pressed Ctrl-C.
pub const LOOK: Duration = Duration::from_millis(50);

/// One input.
#[derive(Default)]
pub struct Pipe {
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Default)]
struct State {
    pieces: VecDeque<Vec<u8>>,
    waiting: usize,
    /// Nothing more will come.
    closed: bool,
    /// Nobody reads any longer.
    left: bool,
}

impl Pipe {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a piece in if there is room within [`LOOK`]; gives it back if not.
    pub fn put(&self, piece: Vec<u8>) -> Result<(), Vec<u8>> {
        let full = |state: &mut State| state.waiting >= AHEAD && !state.left;
        let wait = self.moved.wait_timeout_while(self.state(), LOOK, full);
        let (mut state, late) = wait.unwrap_or_else(PoisonError::into_inner);
        if late.timed_out() && full(&mut state) {
            return Err(piece);
        }
        if !state.left && !piece.is_empty() {
            state.waiting += piece.len();
            state.pieces.push_back(piece);
            self.moved.notify_all();
        }
        Ok(())
    }

    pub fn is_closed(&self) -> bool {
        self.state().closed
    }

    /// Nothing more will come.
    pub fn close(&self) {
        self.state().closed = true;
        self.moved.notify_all();
    }
}

/// The end that is read.
pub struct Mouth {
    pipe: Arc<Pipe>,
    piece: Vec<u8>,
    at: usize,
}

impl Mouth {
    pub fn of(pipe: Arc<Pipe>) -> Mouth {
        Mouth { pipe, piece: Vec::new(), at: 0 }
    }
}

impl Read for Mouth {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.len() {
            let empty = |state: &mut State| state.pieces.is_empty() && !state.closed;
            let mut state = self.pipe.moved.wait_while(self.pipe.state(), empty).unwrap_or_else(PoisonError::into_inner);
            let Some(piece) = state.pieces.pop_front() else { return Ok(0) };
            state.waiting -= piece.len();
            self.pipe.moved.notify_all();
            (self.piece, self.at) = (piece, 0);
        }
        let n = self.piece.get(self.at..).unwrap_or_default().read(buffer)?;
        self.at += n;
        Ok(n)
    }
}

impl Drop for Mouth {
    fn drop(&mut self) {
        self.pipe.state().left = true;
        self.pipe.moved.notify_all();
    }
}
