//! The desk's own thread: does what it is told, in order, and looks at the clock in between.

use super::desk::Desk;
use super::order::{Entry, Order, Receipt, Reply, TakenFile, Trouble};
use super::{clock::Clock, log};
use crate::lang::Lang;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// It wakes at least so often: the wall clock may have been set, the machine may have slept.
const WAKE: Duration = Duration::from_secs(1);

/// So many orders share a transaction.
const SHARED: usize = 64;

type Take = (Vec<Entry>, Option<TakenFile>, Reply<Result<Receipt, Trouble>>);

/// Runs the desk until it is told to stop. `alive` is called whenever it has looked at the clock and the store took what followed.
pub fn run(mut desk: Desk, orders: &Receiver<Order>, clock: &Arc<dyn Clock>, lang: Lang, alive: &dyn Fn()) {
    let figures = desk.figures();
    let mut early: Option<Order> = None;
    loop {
        let mut well = true;
        match desk.tick() {
            Ok(()) => alive(),
            Err(Trouble(why)) => {
                well = false;
                figures.troubles.add(1);
                log::line("store-trouble", &[("why", &why.get(lang))]);
            }
        }
        // a store in trouble is asked again in a while, not at once
        let until = desk.next().filter(|_| well).map_or(WAKE, |at| wait(at.0 - clock.now().0));
        let order = match early.take() {
            Some(order) => Ok(order),
            None => orders.recv_timeout(until),
        };
        match order {
            Ok(Order::Take(entries, file, reply)) => {
                let mut shared: Vec<Take> = vec![(entries, file, reply)];
                while shared.len() < SHARED {
                    match orders.try_recv() {
                        Ok(Order::Take(entries, file, reply)) => shared.push((entries, file, reply)),
                        Ok(other) => {
                            early = Some(other);
                            break;
                        }
                        Err(_) => break,
                    }
                }
                let (batches, replies): (Vec<_>, Vec<_>) =
                    shared.into_iter().map(|(entries, file, reply)| ((entries, file), reply)).unzip();
                for (reply, answer) in replies.into_iter().zip(desk.take_all(batches)) {
                    if answer.is_err() {
                        figures.troubles.add(1);
                    }
                    reply.give(answer);
                }
            }
            Ok(Order::Swap(plans, reply)) => reply.give(desk.swap(plans)),
            Ok(Order::Delivered(list, reply)) => reply.give(desk.delivered(&list)),
            Ok(Order::Write(write, reply)) => reply.give(desk.write(write)),
            Ok(Order::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// So many microseconds, at most until the next look at the clock.
fn wait(micros: i64) -> Duration {
    Duration::from_micros(u64::try_from(micros).unwrap_or(0)).min(WAKE)
}
