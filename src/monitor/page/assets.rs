//! The style and the script: the report's own style, what the desk's pages add, and a script without which they work too.

use super::{Answer, Ask};
use crate::monitor::order::Trouble;

const REPORT: &str = include_str!("../../report/html/page.css");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

pub fn style(_: &Ask<'_>) -> Result<Answer, Trouble> {
    Ok(Answer::Asset { kind: "text/css; charset=utf-8", text: format!("{REPORT}{STYLE}") })
}

pub fn script(_: &Ask<'_>) -> Result<Answer, Trouble> {
    Ok(Answer::Asset { kind: "text/javascript; charset=utf-8", text: SCRIPT.to_owned() })
}
