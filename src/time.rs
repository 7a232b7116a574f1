//! The law of time, pure: instants, working days, opening hours, limits, due instants.

pub mod calendar;
pub mod civil;
pub mod digits;
pub mod due;
pub mod hours;
pub mod instant;
pub mod period;
pub mod span;
pub mod spelling;
pub mod step;
pub mod suspended;
pub mod usual;
pub mod zone;

pub use calendar::WorkCalendar;
pub use digits::Digits;
pub use instant::{Day, Instant, Moment, When};
pub use period::Period;
pub use zone::Zone;
