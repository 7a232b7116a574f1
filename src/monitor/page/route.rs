//! Every route, and what it takes to come there. The test of access goes through this very table.

use super::{Answer, Ask, act, assets, audit, charts, export, ledger, live, periodic, policies, record, sign_in};
use crate::monitor::access::Role;
use crate::monitor::order::Trouble;

/// What somebody must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    Nothing,
    Account,
    /// One that sees records: which ones, the scope says.
    Records,
    /// One that enters acts for the records it sees.
    Acts,
    Audit,
}

impl Needs {
    pub fn met(self, role: Option<Role>) -> bool {
        match self {
            Needs::Nothing => true,
            Needs::Account => role.is_some(),
            Needs::Records => role.is_some_and(Role::sees_records),
            Needs::Acts => role.is_some_and(Role::acts),
            Needs::Audit => role.is_some_and(Role::sees_audit),
        }
    }
}

/// One route.
pub struct Route {
    /// `GET` or `POST`: only the latter changes anything.
    pub method: &'static str,
    /// `{number}` stands for a record's number.
    pub path: &'static str,
    pub needs: Needs,
    pub answer: fn(&Ask<'_>) -> Result<Answer, Trouble>,
}

const fn get(path: &'static str, needs: Needs, answer: fn(&Ask<'_>) -> Result<Answer, Trouble>) -> Route {
    Route { method: "GET", path, needs, answer }
}

const fn post(path: &'static str, needs: Needs, answer: fn(&Ask<'_>) -> Result<Answer, Trouble>) -> Route {
    Route { method: "POST", path, needs, answer }
}

pub const ROUTES: &[Route] = &[
    get("/sign-in", Needs::Nothing, sign_in::show),
    post("/sign-in", Needs::Nothing, sign_in::enter),
    post("/sign-out", Needs::Account, sign_in::leave),
    get("/", Needs::Account, ledger::show),
    get("/record/{number}", Needs::Records, record::show),
    post("/record/{number}/acknowledge", Needs::Acts, act::acknowledge),
    post("/record/{number}/event", Needs::Acts, act::event),
    get("/periodic", Needs::Records, periodic::show),
    get("/charts", Needs::Records, charts::show),
    get("/export.xlsx", Needs::Records, export::workbook),
    get("/export.ics", Needs::Records, export::calendar),
    get("/policies", Needs::Account, policies::show),
    get("/audit", Needs::Audit, audit::show),
    get("/live", Needs::Records, live::begin),
    get("/assets/page.css", Needs::Nothing, assets::style),
    get("/assets/page.js", Needs::Nothing, assets::script),
];

/// The route of a request, and the record's number in its path. None: there is no such page.
pub fn find(method: &str, path: &str) -> Option<(&'static Route, Option<u32>)> {
    ROUTES.iter().filter(|route| route.method == method).find_map(|route| {
        let (mut wanted, mut given) = (route.path.split('/'), path.split('/'));
        let mut number = None;
        loop {
            match (wanted.next(), given.next()) {
                (None, None) => return Some((route, number)),
                (Some("{number}"), Some(text)) => number = Some(text.parse().ok()?),
                (Some(wanted), Some(given)) if wanted == given => {}
                _ => return None,
            }
        }
    })
}
