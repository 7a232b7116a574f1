//! The briefing for the weekly meeting: what is overdue and with whom, what falls due soon, what is new, what was done
//! late, what cannot be judged. Counts first; one page for few, an appendix where there are many.
//!
//! Writers say of each verdict where it belongs (`item`); the report keeps the most urgent (`gather`) and makes a page
//! of plain blocks (`page`), which Markdown and DOCX only set. These are two formats and not one whose form hangs on a
//! file's name: either can go down a pipe.

mod docx;
mod gather;
mod item;
mod markdown;
mod page;

pub use docx::FORMAT as DOCX;
pub use markdown::FORMAT as MARKDOWN;

use super::closing::Closing;
use super::format::{Out, Report};
use super::setting::Setting;
use gather::Gathered;
use page::Block;
use std::io;

/// Gathers items and hands the finished page to the one that sets it.
struct Briefing<'r> {
    setting: &'r Setting<'r>,
    out: Out<'r>,
    gathered: Gathered,
    set: fn(&[Block], &Setting<'_>, &mut Out<'_>) -> io::Result<()>,
}

impl Report for Briefing<'_> {
    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.gathered.take(bytes);
        Ok(())
    }

    fn close(mut self: Box<Self>, closing: &Closing<'_>) -> io::Result<()> {
        let blocks = page::page(self.setting, closing, &mut self.gathered);
        (self.set)(&blocks, self.setting, &mut self.out)?;
        self.out.flush()
    }
}
