//! The stream: blocks are read, worked on by any number of threads, and taken in order. Memory does not grow with
//! the input: a fixed number of blocks goes round. `evaluate`, `diff` and `explain` differ in what they do with a block.

use crate::ingest::blocks::{Blocks, By, hint};
use crate::ingest::open::{Hints, Pace};
use crate::ingest::{Block, DataError, Inputs, Key, Layouts, Place, Seen, Warnings};
use crate::mapping::Mapping;
use crate::time::Zone;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Blocks in flight for each thread.
const BLOCKS_PER_THREAD: usize = 3;

/// What is read.
pub struct Stream<'s> {
    pub files: &'s [PathBuf],
    pub inputs: &'s Inputs,
    pub mappings: &'s [Mapping],
    pub layouts: Option<&'s Layouts>,
    pub pace: &'s Arc<Pace>,
    /// Of each policy.
    pub zones: Vec<Zone>,
    /// The first data error ends the run.
    pub strict: bool,
}

/// Where the first of each record stands, if it is not the first of its kind and id; asked once, for all of a block.
pub type Twice<'t> = &'t mut dyn FnMut(&[(Key, Place)]) -> io::Result<Vec<Option<Place>>>;

/// One thread's work.
pub trait Work {
    /// What one block gave.
    type Done: Send;
    /// Memory that one block's work leaves to the next.
    type Memory: Default + Send;

    /// # Errors
    /// The file for ids that memory does not hold.
    fn block(&mut self, block: &Block, memory: Self::Memory, twice: Twice<'_>) -> io::Result<Self::Done>;

    /// What an input gave that cannot be opened.
    fn unreadable(error: DataError, strict: bool) -> Self::Done;

    /// The data warnings of every block.
    fn warnings(self) -> Warnings;
}

/// Takes what a block gave, in the order of the input; whether the run is to stop, and memory that is done with.
type Take<'t, W> = &'t mut dyn FnMut(<W as Work>::Done) -> io::Result<(bool, <W as Work>::Memory)>;

/// Reads every input.
///
/// # Errors
/// Those of the taker, and of the work.
pub fn run<W: Work>(stream: &Stream<'_>, threads: usize, worker: &(dyn Fn() -> W + Sync), take: Take<'_, W>) -> io::Result<Warnings> {
    if threads <= 1 { alone(stream, worker(), take) } else { together(stream, threads, worker, take) }
}

fn alone<W: Work>(stream: &Stream<'_>, mut worker: W, take: Take<'_, W>) -> io::Result<Warnings> {
    let mut seen = Seen::default();
    let hints = |file: &str| hint(stream.mappings, file);
    let mut blocks = blocks_of(stream, &hints);
    let (mut spare, mut memory) = (None, W::Memory::default());
    while let Some(block) = blocks.next(spare.take()) {
        let done = match block {
            Ok(block) => {
                let done = worker.block(&block, std::mem::take(&mut memory), &mut |keys| firsts(&mut seen, keys))?;
                spare = Some(block);
                done
            }
            Err(error) => W::unreadable(error, stream.strict),
        };
        let (stop, used) = take(done)?;
        memory = used;
        if stop {
            break;
        }
    }
    Ok(worker.warnings())
}

fn blocks_of<'r>(stream: &'r Stream<'_>, hints: Hints<'r>) -> Blocks<'r> {
    let by = By { inputs: stream.inputs, mappings: stream.mappings, layouts: stream.layouts };
    Blocks::new(stream.files, by, stream.pace, hints, stream.zones.iter().copied())
}

/// A block with its number, or an input that could not be opened; memory for what comes of it.
type Job<M> = (u64, Result<Block, DataError>, M);

/// What came of a block, and the block itself for its memory.
type Answer<D> = (u64, io::Result<D>, Option<Block>);

fn together<W: Work>(stream: &Stream<'_>, threads: usize, worker: &(dyn Fn() -> W + Sync), take: Take<'_, W>) -> io::Result<Warnings> {
    let turn = Turn::default();
    let (jobs, todo) = channel::<Job<W::Memory>>();
    let todo = Mutex::new(todo);
    let (answers, done) = channel::<Answer<W::Done>>();
    // what one thread made another would free: it goes round instead
    let (returned, spare) = channel::<(Block, W::Memory)>();
    for _ in 0..threads * BLOCKS_PER_THREAD {
        let _ = returned.send(Default::default());
    }
    let hints = |file: &str| hint(stream.mappings, file);
    std::thread::scope(|scope| {
        let mut blocks = blocks_of(stream, &hints);
        scope.spawn(move || {
            let mut number = 0;
            while let Ok((block, memory)) = spare.recv() {
                let Some(block) = blocks.next(Some(block)) else { break };
                if jobs.send((number, block, memory)).is_err() {
                    break;
                }
                number += 1;
            }
        });
        let strict = stream.strict;
        let threads: Vec<_> = (0..threads)
            .map(|_| {
                let (answers, todo, turn) = (answers.clone(), &todo, &turn);
                scope.spawn(move || work(worker(), todo, &answers, turn, strict))
            })
            .collect();
        drop(answers);
        let written = take_in_order::<W>(&done, returned, take);
        drop(done);
        turn.end();
        // a run that ends early does not wait for what a pipe may still bring
        stream.pace.stop();
        let mut warnings = Warnings::default();
        for thread in threads {
            match thread.join() {
                Ok(own) => warnings.merge(own),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        written.map(|()| warnings)
    })
}

fn work<W: Work>(
    mut worker: W,
    todo: &Mutex<Receiver<Job<W::Memory>>>,
    answers: &Sender<Answer<W::Done>>,
    turn: &Turn,
    strict: bool,
) -> Warnings {
    loop {
        let job = todo.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, block, memory)) = job else { return worker.warnings() };
        let answer = match block {
            Ok(block) => {
                let done = worker.block(&block, memory, &mut |keys| turn.wait(number, |seen| firsts(seen, keys)));
                (number, done, Some(block))
            }
            Err(error) => {
                let _ = turn.wait(number, |_| Ok(()));
                (number, Ok(W::unreadable(error, strict)), None)
            }
        };
        if answers.send(answer).is_err() {
            return worker.warnings();
        }
    }
}

fn take_in_order<W: Work>(done: &Receiver<Answer<W::Done>>, returned: Sender<(Block, W::Memory)>, take: Take<'_, W>) -> io::Result<()> {
    let mut early: BTreeMap<u64, (io::Result<W::Done>, Option<Block>)> = BTreeMap::new();
    let mut next = 0;
    while let Ok((number, answer, block)) = done.recv() {
        early.insert(number, (answer, block));
        while let Some((answer, block)) = early.remove(&next) {
            next += 1;
            let (stop, memory) = take(answer?)?;
            if stop {
                return Ok(());
            }
            let _ = returned.send((block.unwrap_or_default(), memory));
        }
    }
    Ok(())
}

/// Lets blocks through in order: which record stands twice does not depend on threads.
#[derive(Default)]
struct Turn {
    state: Mutex<(u64, Seen)>,
    moved: Condvar,
}

impl Turn {
    fn wait<T: Default>(&self, number: u64, work: impl FnOnce(&mut Seen) -> io::Result<T>) -> io::Result<T> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.0 < number {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.0 == u64::MAX {
            return Ok(T::default());
        }
        let result = work(&mut state.1);
        state.0 = number + 1;
        self.moved.notify_all();
        result
    }

    /// The run ends early: nobody waits any longer.
    fn end(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0 = u64::MAX;
        self.moved.notify_all();
    }
}

fn firsts(seen: &mut Seen, keys: &[(Key, Place)]) -> io::Result<Vec<Option<Place>>> {
    keys.iter().map(|(key, place)| seen.insert(*key, *place)).collect()
}
