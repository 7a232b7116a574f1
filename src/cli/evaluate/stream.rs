//! The stream: blocks are read, worked on by any number of threads, and taken in order. Memory does not grow with
//! the input: a fixed number of blocks goes round. `evaluate`, `diff` and `explain` differ in what they do with a block.

use crate::ingest::blocks::{Blocks, By, hint};
use crate::ingest::open::{Hints, Pace};
use crate::ingest::{Block, DataError, Inputs, Key, Layouts, Place, Seen, Warnings};
use crate::mapping::Mapping;
use crate::time::Zone;
use bumpalo::Bump;
use std::collections::BTreeMap;
use std::io;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, TryLockError};

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

    /// Records are read into the arena, which is emptied afterwards.
    ///
    /// # Errors
    /// The file for ids that memory does not hold.
    fn block(&mut self, block: &Block, arena: &Bump, memory: Self::Memory, twice: Twice<'_>) -> io::Result<Self::Done>;

    /// What an input gave that cannot be opened.
    fn unreadable(error: DataError, strict: bool) -> Self::Done;

    /// The data warnings of the blocks since this was last asked.
    fn warnings(&mut self) -> Warnings;
}

/// Takes what a block gave, in the order of the input; whether the run is to stop, and memory that is done with.
type Take<'t, W> = &'t mut dyn FnMut(<W as Work>::Done) -> io::Result<(bool, <W as Work>::Memory)>;

/// More threads than this gain nothing on any machine; a system that cannot start them all ends the program.
const MOST_THREADS: usize = 256;

/// Reads every input. The data warnings are those of the blocks that are taken: what a thread has read beyond the end of a
/// run does not count.
///
/// # Errors
/// Those of the taker, and of the work.
pub fn run<W: Work>(stream: &Stream<'_>, threads: usize, worker: &(dyn Fn() -> W + Sync), take: Take<'_, W>) -> io::Result<Warnings> {
    if threads <= 1 { alone(stream, worker(), take) } else { together(stream, threads.min(MOST_THREADS), worker, take) }
}

fn alone<W: Work>(stream: &Stream<'_>, mut worker: W, take: Take<'_, W>) -> io::Result<Warnings> {
    let mut seen = Seen::default();
    let hints = |file: &str| hint(stream.mappings, file);
    let mut blocks = blocks_of(stream, &hints);
    let (mut spare, mut memory, mut arena) = (None, W::Memory::default(), Bump::new());
    let mut warnings = Warnings::default();
    while let Some(block) = blocks.next(spare.take()) {
        let done = match block {
            Ok(block) => {
                let done = worker.block(&block, &arena, std::mem::take(&mut memory), &mut |keys| firsts(&mut seen, keys))?;
                empty(&mut arena);
                spare = Some(block);
                done
            }
            Err(error) => W::unreadable(error, stream.strict),
        };
        let (stop, used) = take(done)?;
        memory = used;
        warnings.merge(worker.warnings());
        if stop {
            break;
        }
    }
    Ok(warnings)
}

fn blocks_of<'r>(stream: &'r Stream<'_>, hints: Hints<'r>) -> Blocks<'r> {
    let by = By { inputs: stream.inputs, mappings: stream.mappings, layouts: stream.layouts };
    Blocks::new(stream.files, by, stream.pace, hints, stream.zones.iter().copied())
}

/// What all threads read from: whoever is free reads the next block itself and works on it where its own core has it.
struct Source<'r> {
    blocks: Blocks<'r>,
    number: u64,
}

impl Source<'_> {
    /// The next block with its number, or an input that could not be opened; none at the end. `spare` is a block that is done with.
    fn next(&mut self, spare: Option<Block>) -> Option<(u64, Result<Block, DataError>)> {
        let block = self.blocks.next(spare)?;
        self.number += 1;
        Some((self.number - 1, block))
    }
}

/// One thread's part in it.
struct Part<'t, 'r, W> {
    worker: W,
    source: &'t Mutex<Source<'r>>,
    turn: &'t Turn,
    strict: bool,
    spare: Option<Block>,
    arena: Bump,
}

impl<W: Work> Part<'_, '_, W> {
    /// Works on the next block; none at the end.
    fn next(&mut self, memory: W::Memory) -> Option<(u64, Gave<W::Done>)> {
        let next = soon(self.source, self.turn.watch).next(self.spare.take());
        let (number, block) = next?;
        let done = match block {
            Ok(block) => {
                let turn = self.turn;
                let twice = &mut |keys: &[(Key, Place)]| turn.wait(number, |seen| firsts(seen, keys));
                let done = self.worker.block(&block, &self.arena, memory, twice);
                empty(&mut self.arena);
                self.spare = Some(block);
                done
            }
            Err(error) => {
                let _ = self.turn.wait(number, |_| Ok(()));
                Ok(W::unreadable(error, self.strict))
            }
        };
        Some((number, done.map(|done| (done, self.worker.warnings()))))
    }
}

/// Leaves room for the next block, but not what one huge record took.
fn empty(arena: &mut Bump) {
    const USUAL: usize = 4 << 20;
    if arena.allocated_bytes() > USUAL { *arena = Bump::new() } else { arena.reset() }
}

/// Takes a lock that is held while a block is read.
fn soon<T>(lock: &Mutex<T>, watch: Watch) -> MutexGuard<'_, T> {
    let taken = watch.out(|| match lock.try_lock() {
        Ok(held) => Some(held),
        Err(TryLockError::Poisoned(held)) => Some(held.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    });
    taken.unwrap_or_else(|| lock.lock().unwrap_or_else(PoisonError::into_inner))
}

/// How often a thread looks for something before it sleeps: for some 80 µs, because one that sleeps is woken later than most
/// blocks are read; not at all where it would keep another from the core.
#[derive(Clone, Copy, Default)]
struct Watch {
    looks: usize,
}

impl Watch {
    fn of(threads: usize) -> Watch {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        Watch { looks: if threads <= cores { 4_000 } else { 0 } }
    }

    fn out<T>(self, mut look: impl FnMut() -> Option<T>) -> Option<T> {
        (0..self.looks).find_map(|_| look().or_else(|| (std::hint::spin_loop(), None).1))
    }
}

/// What came of a block, with its data warnings.
type Gave<D> = io::Result<(D, Warnings)>;

/// The same, by the block's number, and whether this thread, which takes it, worked on it.
type Answer<D> = (u64, Gave<D>, bool);

/// This thread works as the others do and takes what comes of all blocks: with as many threads as cores, none is in the
/// way of another. For each thread so many blocks are in flight at most.
fn together<W: Work>(stream: &Stream<'_>, threads: usize, worker: &(dyn Fn() -> W + Sync), take: Take<'_, W>) -> io::Result<Warnings> {
    let turn = Turn { watch: Watch::of(threads), ..Turn::default() };
    let hints = |file: &str| hint(stream.mappings, file);
    let source = Mutex::new(Source { blocks: blocks_of(stream, &hints), number: 0 });
    let (answers, done) = channel::<Answer<W::Done>>();
    // what one thread made another would free: it goes round instead
    let (returned, spare) = channel::<W::Memory>();
    (1..threads).flat_map(|_| 0..BLOCKS_PER_THREAD).for_each(|_| _ = returned.send(Default::default()));
    let spare = Mutex::new(spare);
    let part = || Part { worker: worker(), source: &source, turn: &turn, strict: stream.strict, spare: None, arena: Bump::new() };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads)
            .map(|_| {
                let (answers, spare, part) = (answers.clone(), &spare, &part);
                scope.spawn(move || work(part(), spare, &answers))
            })
            .collect();
        drop(answers);
        let mut own = part();
        let written = take_in_order(&mut own, &done, returned, take);
        drop(done);
        turn.end();
        // a run that ends early does not wait for what a pipe may still bring
        stream.pace.stop();
        for thread in others {
            if let Err(panic) = thread.join() {
                std::panic::resume_unwind(panic);
            }
        }
        written
    })
}

fn work<W: Work>(mut part: Part<'_, '_, W>, spare: &Mutex<Receiver<W::Memory>>, answers: &Sender<Answer<W::Done>>) {
    loop {
        // memory first: who waits for it must not keep others from reading
        let memory = spare.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Some((number, done)) = memory.ok().and_then(|memory| part.next(memory)) else { return };
        if answers.send((number, done, false)).is_err() {
            return;
        }
    }
}

fn take_in_order<W: Work>(
    part: &mut Part<'_, '_, W>,
    done: &Receiver<Answer<W::Done>>,
    returned: Sender<W::Memory>,
    take: Take<'_, W>,
) -> io::Result<Warnings> {
    let mut early: BTreeMap<u64, (Gave<W::Done>, bool)> = BTreeMap::new();
    let mut warnings = Warnings::default();
    let mut memories: Vec<W::Memory> = (0..BLOCKS_PER_THREAD).map(|_| W::Memory::default()).collect();
    let mut next = 0;
    loop {
        // none once all is read, or while others must first finish what comes before
        let own = memories.pop().and_then(|memory| part.next(memory)).map(|(number, done)| (number, done, true));
        let Some((number, answer, is_own)) = own.or_else(|| done.recv().ok()) else { return Ok(warnings) };
        early.insert(number, (answer, is_own));
        while let Ok((number, answer, is_own)) = done.try_recv() {
            early.insert(number, (answer, is_own));
        }
        while let Some((answer, is_own)) = early.remove(&next) {
            next += 1;
            let (done, more) = answer?;
            let (stop, memory) = take(done)?;
            warnings.merge(more);
            if stop {
                return Ok(warnings);
            }
            if is_own {
                memories.push(memory);
            } else {
                let _ = returned.send(memory);
            }
        }
    }
}

/// Lets blocks through in order: which record stands twice does not depend on threads.
#[derive(Default)]
struct Turn {
    watch: Watch,
    /// The block that comes next; [`u64::MAX`] once nobody waits any longer.
    next: AtomicU64,
    state: Mutex<Queue>,
    moved: Condvar,
}

#[derive(Default)]
struct Queue {
    seen: Seen,
    /// So many threads sleep until their block comes.
    asleep: usize,
}

impl Turn {
    fn wait<T: Default>(&self, number: u64, work: impl FnOnce(&mut Seen) -> io::Result<T>) -> io::Result<T> {
        let come = || (self.next.load(Ordering::Acquire) >= number).then_some(());
        _ = self.watch.out(come);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while come().is_none() {
            state.asleep += 1;
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.asleep -= 1;
        }
        if self.next.load(Ordering::Acquire) == u64::MAX {
            return Ok(T::default());
        }
        let result = work(&mut state.seen);
        self.go_on(state, number + 1);
        result
    }

    /// The run ends early: nobody waits any longer.
    fn end(&self) {
        self.go_on(self.state.lock().unwrap_or_else(PoisonError::into_inner), u64::MAX);
    }

    fn go_on(&self, state: MutexGuard<'_, Queue>, next: u64) {
        self.next.store(next, Ordering::Release);
        let asleep = state.asleep > 0;
        drop(state);
        if asleep {
            self.moved.notify_all();
        }
    }
}

fn firsts(seen: &mut Seen, keys: &[(Key, Place)]) -> io::Result<Vec<Option<Place>>> {
    keys.iter().map(|(key, place)| seen.insert(*key, *place)).collect()
}
