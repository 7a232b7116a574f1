//! Writes times as records have them, with their offset where that is known.

use super::{NO_SUCH_DATE, NotAMoment};
use crate::table::iso;
use crate::time::instant::{DAY, MINUTE};
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
        let mut text = Digits::default();
        if !iso::write_day(day, &mut text) {
            return Err(NO_SUCH_DATE);
        }
        let offset = match (clock, offset, self.own) {
            (Some(clock), None, Some(zone)) => self.offset(day, clock, zone)?,
            (_, offset, _) => offset,
        };
        if let Some(clock) = clock {
            iso::write_clock(clock, &mut text);
            if let Some(offset) = offset {
                iso::write_offset(offset, &mut text);
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
