//! When bytes on the disk count as saved: once they have not changed for a while, and nobody is known to be writing.
//! A text saved half is never tried, however often it is looked at.

use super::edition::{Edition, Found};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

/// How long is waited, and for what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Bytes count as saved when they have been the same for so long.
    pub quiet: Duration,
    /// A file that was written to and not closed is waited for so long after the last change.
    pub written: Duration,
    /// How often the disk is looked at, whatever the hints say.
    pub poll: Duration,
    /// Whether the system is asked to tell of changes; on network folders it cannot.
    pub hints: bool,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace { quiet: Duration::from_millis(300), written: Duration::from_secs(10), poll: Duration::from_secs(5), hints: true }
    }
}

/// What was seen of each policy, and since when it has been so. Time is counted from any moment, forward only.
#[derive(Debug, Default)]
pub struct Settling {
    seen: BTreeMap<String, Seen>,
}

#[derive(Debug)]
struct Seen {
    /// None: it is not there.
    digest: Option<String>,
    since: Duration,
    /// Whether this state has been handed on.
    told: bool,
}

/// What has settled since it was last asked.
#[derive(Debug, Default)]
pub struct Settled<'f> {
    pub editions: Vec<&'f Edition>,
    /// Names of policies that were there and are there no more.
    pub gone: Vec<String>,
    /// When to look again at the latest, if something is still moving.
    pub wait: Option<Duration>,
}

impl Settling {
    /// Compares what is found with what was seen before; each settled state is handed on once.
    pub fn look<'f>(&mut self, found: &'f Found, writing: &BTreeSet<PathBuf>, now: Duration, pace: Pace) -> Settled<'f> {
        for name in found.editions.keys().filter(|name| !self.seen.contains_key(*name)).cloned().collect::<Vec<_>>() {
            self.seen.insert(name, Seen { digest: None, since: now, told: true });
        }
        let mut settled = Settled::default();
        for (name, seen) in &mut self.seen {
            let edition = found.editions.get(name);
            let digest = edition.map(|edition| edition.digest.as_str());
            if seen.digest.as_deref() != digest {
                *seen = Seen { digest: digest.map(str::to_owned), since: now, told: false };
            }
            if seen.told {
                continue;
            }
            let open = edition.is_some_and(|edition| edition.files.keys().any(|file| writing.contains(file)));
            let needed = if open { pace.written.max(pace.quiet) } else { pace.quiet };
            let passed = now.saturating_sub(seen.since);
            if passed < needed {
                // an open file may be closed at any moment
                let left = (needed - passed).min(pace.quiet).max(Duration::from_millis(1));
                settled.wait = Some(settled.wait.map_or(left, |wait| wait.min(left)));
                continue;
            }
            seen.told = true;
            match edition {
                Some(edition) => settled.editions.push(edition),
                None => settled.gone.push(name.clone()),
            }
        }
        settled
    }

    /// Hands everything on once more.
    pub fn forget(&mut self) {
        self.seen.values_mut().for_each(|seen| seen.told = false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Held;

    fn found(text: &str) -> Found {
        let files = Held::from([(PathBuf::from("/p/x/policy.toml"), text.as_bytes().to_vec())]);
        let edition = Edition::new(PathBuf::from("/p/x"), files);
        Found { editions: BTreeMap::from([("x".to_owned(), edition)]), ..Found::default() }
    }

    #[test]
    fn a_text_counts_once_it_is_still() {
        let (pace, mut settling) = (Pace::default(), Settling::default());
        let none = BTreeSet::new();
        let at = Duration::from_millis;
        let mut look = |text: &str, writing: &BTreeSet<PathBuf>, now| {
            let found = if text.is_empty() { Found::default() } else { found(text) };
            let settled = settling.look(&found, writing, at(now), pace);
            (settled.editions.len(), settled.gone.len(), settled.wait.is_some())
        };
        assert_eq!(look("a", &none, 0), (0, 0, true));
        assert_eq!(look("ab", &none, 299), (0, 0, true), "it grows");
        assert_eq!(look("ab", &none, 500), (0, 0, true));
        assert_eq!(look("ab", &none, 599), (1, 0, false));
        assert_eq!(look("ab", &none, 2_000), (0, 0, false), "told once");
        let open = BTreeSet::from([PathBuf::from("/p/x/policy.toml")]);
        assert_eq!(look("a", &open, 3_000), (0, 0, true));
        assert_eq!(look("a", &open, 9_000), (0, 0, true), "somebody is writing still");
        assert_eq!(look("abc", &none, 9_500), (0, 0, true));
        assert_eq!(look("abc", &none, 9_800), (1, 0, false));
        assert_eq!(look("", &none, 9_900), (0, 0, true));
        assert_eq!(look("abc", &none, 10_000), (0, 0, true), "put back: the same text is tried again, which does no harm");
        assert_eq!(look("", &none, 10_100), (0, 0, true));
        assert_eq!(look("", &none, 10_400), (0, 1, false));
    }
}
