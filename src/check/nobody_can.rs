//! `nobody-can`: an act that the bearer must do towards itself. One office sends itself nothing; a role may.

use super::Checked;
use crate::diag::{Diagnostic, Faults};
use crate::policy::rule::{Addressee, Bearer, Duty};
use crate::record::PartyId;
use crate::say;

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    let register = checked.policy.declared.register();
    for rule in &checked.policy.rules {
        let parties: Vec<PartyId> = match &rule.duty {
            Duty::Obligation(obligation) => obligation.branches.iter().filter_map(|b| both(&b.bearer, &b.to)).collect(),
            Duty::Periodic(periodic) => both(&periodic.bearer, &periodic.to).into_iter().collect(),
            _ => Vec::new(),
        };
        for party in parties {
            let office = register.office(party);
            if office.is_role {
                continue;
            }
            let (id, name, title) = (&rule.id, &office.id, &office.name);
            let said = say!("{id}:{name}({title})要对自己做这件事"; "{id}: {name} ({title}) must do this towards itself");
            faults.push(
                Diagnostic::warning("nobody-can", rule.span, said)
                    .help(say!("bearer 和 to 是同一个单位:没有事件能履行它"; "bearer and to are one party: no event would discharge it")),
            );
        }
    }
}

/// The one office that bears and receives.
fn both(bearer: &Option<Bearer>, to: &[Addressee]) -> Option<PartyId> {
    let Some(Bearer::Any(bearers)) = bearer else { return None };
    let [bearer] = bearers[..] else { return None };
    to.iter().any(|to| matches!(to, Addressee::Office { id, .. } if *id == bearer)).then_some(bearer)
}
