//! Who may see and do what. People are known by their accounts, programs by their tokens; what a person may read comes as
//! a [`Scope`], which only this module makes, and every read of the board or the store asks for one.

pub mod accounts;
pub mod audit;
pub mod rate;
pub mod reading;
pub mod scope;
pub mod secret;
pub use reading::Reading;
pub use scope::Scope;

use crate::record::Value;

/// What somebody is to the desk. Seeing records, editing policies and keeping accounts are three things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    MainLeader,
    LeaderInCharge,
    Section,
    PolicyEditor,
    Admin,
}

impl Role {
    pub const ALL: [Role; 5] = [Role::MainLeader, Role::LeaderInCharge, Role::Section, Role::PolicyEditor, Role::Admin];

    pub fn word(self) -> &'static str {
        match self {
            Role::MainLeader => "main_leader",
            Role::LeaderInCharge => "leader_in_charge",
            Role::Section => "section",
            Role::PolicyEditor => "policy_editor",
            Role::Admin => "admin",
        }
    }

    pub fn from_word(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Whether it sees records at all; which ones, its policy says.
    pub fn sees_records(self) -> bool {
        matches!(self, Role::MainLeader | Role::LeaderInCharge | Role::Section)
    }

    /// Whether it sees who saw and did what.
    pub fn sees_audit(self) -> bool {
        self == Role::Admin
    }

    /// Whether it may enter acts for the records that it sees: explanations, and acknowledgements.
    pub fn acts(self) -> bool {
        self.sees_records()
    }

    /// Whether it may grant what moves a due instant.
    pub fn grants(self) -> bool {
        matches!(self, Role::MainLeader | Role::LeaderInCharge)
    }
}

/// Somebody who has an account.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct User {
    pub name: String,
    /// As people know them.
    pub title: String,
    pub role: Role,
    /// The areas a leader is in charge of.
    pub areas: Vec<String>,
    pub section: String,
}

impl User {
    /// As access rules know it: `user.areas`, `user.section`, `user.name`.
    pub fn known(&self) -> Vec<(String, Value<'static>)> {
        let text = |text: &String| Value::Text(text.clone().into());
        vec![
            ("name".to_owned(), text(&self.name)),
            ("areas".to_owned(), Value::List(self.areas.iter().map(text).collect())),
            ("section".to_owned(), text(&self.section)),
        ]
    }
}
