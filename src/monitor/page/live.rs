//! What changes while somebody looks: how many verdicts they see of each light, as often as that changes. The stream tells
//! no more than the ledger, and stops when the session or the desk does.

use super::{Answer, Ask, Pages};
use crate::monitor::access::Scope;
use crate::monitor::order::Trouble;
use std::sync::Arc;

pub fn begin(ask: &Ask<'_>) -> Result<Answer, Trouble> {
    Ok(ask.scope.as_ref().map_or(Answer::NotFound, |scope| Answer::Live(Arc::clone(scope), ask.cookie.clone().unwrap_or_default())))
}

impl Pages {
    /// What a stream tells now; none where it is to end: nobody is signed in any more, or the store cannot be read.
    pub fn live(&self, scope: &Scope, session: &str) -> Option<String> {
        self.accounts.lasts(session, self.clock.now()).ok().filter(|lasts| *lasts)?;
        let [red, yellow, blue, green, none] = self.reading.counts(scope).ok()?;
        let list = self.standings.load();
        let policies: Vec<String> = list
            .list
            .iter()
            .map(|standing| format!("{}:{}", standing.state.word(), standing.tried.as_deref().unwrap_or_default()))
            .collect();
        let digest = crate::monitor::access::secret::hash(&policies.join(" "));
        let policies: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Some(format!("{{\"red\":{red},\"yellow\":{yellow},\"blue\":{blue},\"green\":{green},\"none\":{none},\"policies\":\"{policies}\"}}"))
    }
}
