//! What a report is about and how it is set: the same for a whole run.

use crate::lang::{Bilingual, Lang};
use crate::plan::Plan;
use crate::time::{Instant, Zone};
use crate::verdict::Show;

/// How the reports of a run are set.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'r> {
    pub plans: &'r [&'r Plan],
    pub as_of: Instant,
    /// Events that were entered later are not known.
    pub known_at: Option<Instant>,
    /// What came about from here on is new, for a briefing.
    pub since: Instant,
    pub show: Show,
    /// Whether every reading was judged.
    pub readings: bool,
    pub lang: Lang,
    pub colour: bool,
    /// Columns of a line.
    pub columns: usize,
}

impl Setting<'_> {
    /// The zone in which the run's own instants are shown: the first policy's.
    pub fn zone(&self) -> Zone {
        self.plans.first().map(|plan| plan.vocabulary().zone).unwrap_or_default()
    }

    pub fn pick(&self, text: Bilingual) -> String {
        text.get(self.lang).to_owned()
    }
}
