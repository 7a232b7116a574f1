//! Templates: what a page holds, drawn in the language of who looks. Text is escaped by the templates; only what a
//! report has escaped already is taken as it is.

use super::Ask;
use crate::lang::{Bilingual, Lang};
use crate::report::moment;
use crate::say;
use minijinja::{Environment, State, Value, context};
use std::sync::OnceLock;

const TEMPLATES: [(&str, &str); 9] = [
    ("frame.html", include_str!("templates/frame.html")),
    ("sign_in.html", include_str!("templates/sign_in.html")),
    ("ledger.html", include_str!("templates/ledger.html")),
    ("record.html", include_str!("templates/record.html")),
    ("periodic.html", include_str!("templates/periodic.html")),
    ("charts.html", include_str!("templates/charts.html")),
    ("policies.html", include_str!("templates/policies.html")),
    ("audit.html", include_str!("templates/audit.html")),
    ("message.html", include_str!("templates/message.html")),
];

fn templates() -> &'static Environment<'static> {
    static ALL: OnceLock<Environment<'static>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = Environment::new();
        for (name, text) in TEMPLATES {
            // a template that cannot be read is told when it is drawn; a test draws them all
            _ = all.add_template(name, text);
        }
        all.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
        all.add_function("say", |state: &State<'_, '_>, zh: String, en: String| {
            let english = state.lookup("lang").is_some_and(|lang| lang.as_str() == Some("en"));
            if english { en } else { zh }
        });
        all
    })
}

/// Draws a page of somebody signed in, or of nobody.
pub fn page(ask: &Ask<'_>, name: &str, content: Value) -> String {
    frame(Some(ask), ask.lang, name, content)
}

fn frame(ask: Option<&Ask<'_>>, lang: Lang, name: &str, content: Value) -> String {
    let session = ask.and_then(|ask| ask.session.as_ref());
    let user = session.map(|session| {
        let user = &session.user;
        context! {
            name => &user.name, title => &user.title, role => role(user.role).get(lang), records => user.role.sees_records(),
            audit => user.role.sees_audit(), grants => user.role.grants(), areas => &user.areas, section => &user.section,
        }
    });
    let standby = ask.and_then(|ask| ask.pages.standby.map(|until| (ask, until))).map(|(ask, until)| {
        let zone = ask.pages.reading.plans().first().map(|plan| plan.vocabulary().zone).unwrap_or_default();
        until.map_or_else(|| "—".to_owned(), |until| moment::clock(until, &zone).to_string())
    });
    let around = context! {
        standby => standby,
        // what is not there is answered alike, whatever was asked
        query => ask.filter(|_| name != "message.html").map(query).unwrap_or_default(),
        lang => if lang == Lang::Zh { "zh" } else { "en" },
        path => ask.map_or("/", |ask| ask.path.as_str()),
        form => session.map(|session| session.form.as_str()),
        user => user,
        ..content
    };
    let drawn = templates().get_template(name).and_then(|template| template.render(around));
    drawn.unwrap_or_else(|error| {
        crate::monitor::log::line("page", &[("template", &name), ("trouble", &error)]);
        String::new()
    })
}

/// The fields of the address, as an address spells them, for a link to the same page in another language.
fn query(ask: &Ask<'_>) -> String {
    let others = ask.query.iter().filter(|(name, _)| name != "lang");
    others.map(|(name, value)| format!("&{}={}", encoded(name), encoded(value))).collect()
}

/// As an address spells it.
pub fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Why nothing can be entered.
pub fn standing_by() -> Bilingual {
    say!("这是备用台,只读一份备份;请在正在值班的那一台上登记。"; "This is a standby over a backup: enter it at the desk on duty.")
}

/// What a role is called.
pub fn role(role: crate::monitor::access::Role) -> Bilingual {
    use crate::monitor::access::Role;
    match role {
        Role::MainLeader => say!("主要领导"; "main leader"),
        Role::LeaderInCharge => say!("分管领导"; "leader in charge"),
        Role::Section => say!("业务科室"; "section"),
        Role::PolicyEditor => say!("政策编辑"; "policy editor"),
        Role::Admin => say!("管理员"; "administrator"),
    }
}

fn message(ask: Option<&Ask<'_>>, lang: Lang, title: &Bilingual, text: &Bilingual) -> String {
    frame(ask, lang, "message.html", context! { title => title.get(lang), text => text.get(lang) })
}

/// The same whether it is not there or not for this person, and whoever asks.
pub fn not_found(ask: Option<&Ask<'_>>, lang: Lang) -> String {
    let text = say!("没有这一页,或者不在你的查看范围内。"; "There is no such page, or it is not within what you may see.");
    message(ask, lang, &say!("找不到"; "Not found"), &text)
}

/// What was sent cannot be taken.
pub fn refused(ask: &Ask<'_>, why: &Bilingual) -> String {
    message(Some(ask), ask.lang, &say!("没有接受"; "Not accepted"), why)
}

pub fn trouble(ask: Option<&Ask<'_>>, lang: Lang) -> String {
    let text = say!("存储暂时读写不了;已确认的内容没有丢失。请稍后再试,管理员可在日志中看到原因。"; "The store cannot be read or written just now. Nothing that was confirmed is lost. Try again later; the log tells why.");
    message(ask, lang, &say!("暂时不能用"; "Not available"), &text)
}
