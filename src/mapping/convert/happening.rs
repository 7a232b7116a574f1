//! Writes events: what, when, by and to whom, with their attributes. A row that tells no such event writes nothing.

use super::cell::shown;
use super::pick::Pick;
use super::plan::{Happening, Person};
use super::told::{Sink, Wrote};
use crate::mapping::nest::Nest;
use crate::mapping::part::{self, Piece};
use crate::mapping::slip::Slip;
use crate::table::Row;

impl Sink<'_> {
    /// Writes an event as a JSON object; none where the row tells no such event.
    pub(super) fn event(&mut self, event: &Happening, row: &Row) -> Option<Piece> {
        if !event.when.iter().all(|test| test.holds(row, self.scratch)) {
            return None;
        }
        let state = self.state();
        let start = self.here();
        self.mark(event.at.as_ref().and_then(|at| at.column));
        let mut typed = Wrote::Value;
        match &event.what {
            None => self.out.push_str(&event.opening),
            Some(what) => {
                self.out.push_str("{\"type\":");
                typed = self.value(what, row);
            }
        }
        self.out.push_str(",\"at\":");
        let at = event.at.as_ref().map_or(Wrote::Blank, |at| self.value(at, row));
        let slip = match (typed, at) {
            (Wrote::Value, Wrote::Value) => None,
            (Wrote::Value, Wrote::Blank) if event.is_row || !event.when.is_empty() => event.at.as_ref().map(|at| (Slip::NoTime, at)),
            // ignored, not empty: nothing is missing
            (Wrote::Blank, Wrote::Value) => event.what.as_ref().filter(|what| self.is_empty(what, row)).map(|what| (Slip::NoType, what)),
            _ => None,
        };
        if let Some((slip, pick)) = slip {
            self.slip(&slip, pick, row, pick.column);
        }
        if (typed, at) != (Wrote::Value, Wrote::Value) {
            self.back(state);
            return None;
        }
        self.by(&event.by, row);
        self.to(&event.to, row);
        self.attributes(&event.attributes, row);
        for (key, pick) in [
            (",\"id\":", &event.id),
            (",\"recorded_at\":", &event.recorded_at),
            (",\"retracted\":", &event.retracted),
            (",\"supersedes\":", &event.supersedes),
        ] {
            if let Some(pick) = pick {
                let state = self.state();
                self.out.push_str(key);
                if self.value(pick, row) != Wrote::Value {
                    self.back(state);
                }
            }
        }
        self.out.push('}');
        Some(start..self.here())
    }

    fn is_empty(&mut self, pick: &Pick, row: &Row) -> bool {
        pick.column.is_none_or(|column| shown(row.cell(column as usize), self.scratch).is_empty())
    }

    /// The first one that is told.
    fn by(&mut self, people: &[Person], row: &Row) {
        for person in people {
            let state = self.state();
            self.out.push_str(",\"by\":");
            if self.person(person, row, &mut false) == Wrote::Value {
                return;
            }
            self.back(state);
        }
    }

    fn to(&mut self, people: &[Person], row: &Row) {
        let state = self.state();
        let (mut started, mut any) = (false, false);
        for person in people {
            if !any {
                self.out.push_str(",\"to\":[");
                any = true;
            }
            self.person(person, row, &mut started);
        }
        if started {
            self.out.push(']');
        } else {
            self.back(state);
        }
    }

    /// `started`: a comma stands before what is written.
    fn person(&mut self, person: &Person, row: &Row, started: &mut bool) -> Wrote {
        let state = self.state();
        if let Person::Word(pick) = person
            && let Some(column) = pick.column.filter(|_| !pick.split.is_empty())
        {
            self.mark(Some(column));
            return self.items(pick, row, column, started);
        }
        if *started {
            self.out.push(',');
        }
        let wrote = match person {
            Person::Word(pick) => self.value(pick, row),
            Person::Parts(parts) => self.parts(parts, row),
        };
        if wrote == Wrote::Value {
            *started = true;
        } else {
            self.back(state);
        }
        wrote
    }

    fn parts(&mut self, parts: &[(&'static str, Pick)], row: &Row) -> Wrote {
        let mut wrote = Wrote::Blank;
        self.out.push('{');
        for (key, pick) in parts {
            let state = self.state();
            if wrote == Wrote::Value {
                self.out.push(',');
            }
            part::text(key, self.out);
            self.out.push(':');
            match self.value(pick, row) {
                Wrote::Value => wrote = Wrote::Value,
                _ => self.back(state),
            }
        }
        self.out.push('}');
        wrote
    }

    fn attributes(&mut self, attributes: &[(String, Pick)], row: &Row) {
        let mut nest: Option<Nest<'_>> = None;
        for (path, pick) in attributes {
            let (start, marks) = self.state();
            if self.value(pick, row) != Wrote::Value {
                continue;
            }
            // the value is there: now its name goes before it
            self.scratch.clear();
            self.scratch.push_str(self.out.get(start..).unwrap_or_default());
            self.out.truncate(start);
            let nest = match &mut nest {
                Some(nest) => nest,
                None => {
                    self.out.push_str(",\"attributes\":");
                    nest.insert(Nest::start(self.out))
                }
            };
            nest.name(path, self.out);
            let offset = self.here();
            self.marks.iter_mut().skip(marks).for_each(|mark| mark.offset = offset);
            self.out.push_str(self.scratch);
        }
        if let Some(nest) = nest {
            nest.finish(self.out);
        }
    }
}
