//! Sentences that the grammars must take or refuse, and what the refusals say.

mod any;
mod days;
mod limits;
