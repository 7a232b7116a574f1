//! Signing in and out.

use super::answer::COOKIE;
use super::{Answer, Ask, draw};
use crate::lang::Bilingual;
use crate::monitor::order::Trouble;
use crate::say;
use minijinja::context;

pub fn show(ask: &Ask<'_>) -> Result<Answer, Trouble> {
    match ask.session {
        Some(_) => Ok(Answer::See("/".to_owned(), None)),
        None => Ok(Answer::Page(form(ask, None))),
    }
}

fn form(ask: &Ask<'_>, wrong: Option<Bilingual>) -> String {
    draw::page(ask, "sign_in.html", context! { name => ask.given("name"), wrong => wrong.map(|wrong| wrong.get(ask.lang).to_owned()) })
}

pub fn enter(ask: &Ask<'_>) -> Result<Answer, Trouble> {
    let (name, password) = (ask.given("name"), ask.form.iter().find(|(key, _)| key == "password").map_or("", |(_, value)| value));
    if !ask.pages.rate.admits(name, &ask.address, ask.now) {
        ask.note("sign-in", name, "too-often")?;
        return Ok(Answer::Later(form(ask, Some(say!("试得太多了,请一分钟后再试"; "Too many attempts: try again in a minute")))));
    }
    let disk = |error: rusqlite::Error| Trouble(Bilingual::same(error.to_string()));
    match ask.pages.accounts.sign_in(name, password, ask.now).map_err(disk)? {
        Some(session) => {
            ask.note("sign-in", name, "done")?;
            Ok(Answer::See("/".to_owned(), Some(cookie(ask, &session, ""))))
        }
        None => {
            ask.note("sign-in", name, "denied")?;
            // whether there is such an account is not told
            Ok(Answer::Refused(form(ask, Some(say!("用户名或密码不对"; "The name or the password is wrong")))))
        }
    }
}

pub fn leave(ask: &Ask<'_>) -> Result<Answer, Trouble> {
    if let Some(session) = &ask.cookie {
        ask.pages.accounts.sign_out(session).map_err(|error| Trouble(Bilingual::same(error.to_string())))?;
    }
    ask.note("sign-out", "", "done")?;
    Ok(Answer::See("/sign-in".to_owned(), Some(cookie(ask, "", "; Max-Age=0"))))
}

fn cookie(ask: &Ask<'_>, session: &str, more: &str) -> String {
    let secure = if ask.secure { "; Secure" } else { "" };
    format!("{COOKIE}={session}; Path=/; HttpOnly; SameSite=Strict{secure}{more}")
}

/// A form of another session, or of another site.
pub fn old_form() -> Bilingual {
    say!("这张表单已经失效,请回到原来的页面重新提交。"; "This form is out of date: go back to its page and send it again.")
}
