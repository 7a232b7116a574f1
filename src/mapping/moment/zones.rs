//! Writes times as records have them, with their offset where that is known.

use super::{NO_SUCH_DATE, NotAMoment};
use crate::time::instant::{DAY, HOUR, MINUTE, SECOND};
use crate::time::spelling::{Misspelt, Spelt};
use crate::time::zone::Local;
use crate::time::{Day, Digits, Zone};

/// In which zone the local times of an export are written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Zones {
    /// That of the export.
    pub own: Option<Zone>,
    /// The policy judges in another: local times cannot stay as they are.
    pub foreign: bool,
}

impl Zones {
    /// Writes a time as a JSON text.
    ///
    /// # Errors
    /// It does not exist in its zone, or is none that can be told in the policy's; nothing was written.
    pub fn write(&self, spelt: Spelt, out: &mut String) -> Result<(), NotAMoment> {
        let Spelt { day, clock, offset } = spelt;
        if !(Day::from_ymd(1, 1, 1)..=Day::from_ymd(9999, 12, 31)).contains(&Some(day)) {
            return Err(NO_SUCH_DATE);
        }
        let offset = match (clock, offset, self.own) {
            (Some(clock), None, Some(zone)) => self.offset(day, clock, zone)?,
            (_, offset, _) => offset,
        };
        let mut text = day.digits();
        if let Some(clock) = clock {
            write_clock(clock, &mut text);
            if let Some(offset) = offset {
                write_offset(offset, &mut text);
            }
        }
        out.push('"');
        out.push_str(&text);
        out.push('"');
        Ok(())
    }

    /// The offset of a local time; none where it is better left local.
    fn offset(&self, day: Day, clock: i64, zone: Zone) -> Result<Option<i64>, NotAMoment> {
        if clock == DAY {
            return if self.foreign { Err(NotAMoment::Twice) } else { Ok(None) };
        }
        match zone.at(day, clock) {
            Local::Once(at) => {
                let offset = i64::from(day.0) * DAY + clock - at.0;
                // offsets of seconds, a century ago, cannot be written
                Ok((offset % MINUTE == 0).then_some(offset))
            }
            Local::Twice(..) if self.foreign => Err(NotAMoment::Twice),
            Local::Twice(..) => Ok(None),
            Local::Never => Err(NotAMoment::Misspelt(Misspelt::Skipped)),
        }
    }
}

fn write_clock(clock: i64, text: &mut Digits) {
    let (hour, minute, second, micros) = (clock / HOUR, clock / MINUTE % 60, clock / SECOND % 60, clock % SECOND);
    text.put(b'T');
    text.two(hour);
    for part in [minute, second] {
        text.put(b':');
        text.two(part);
    }
    if micros > 0 {
        text.put(b'.');
        text.six(micros);
    }
}

fn write_offset(offset: i64, text: &mut Digits) {
    let minutes = offset.abs() / MINUTE;
    text.put(if offset < 0 { b'-' } else { b'+' });
    text.two(minutes / 60);
    text.put(b':');
    text.two(minutes % 60);
}
