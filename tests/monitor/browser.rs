//! The page in a browser, over a desk as it is run: somebody signs in, sees a duty turn red as its limit passes, sees an edit of a rule on the
//! disk, enters an explanation. It needs Debian's chromium and chromium-driver; `.ci/run` runs it.
//!
//! With `DUBAN_PICTURES` set to a folder, every step leaves its picture there, in both languages, at a desk's width and a phone's.

use super::driver::Browser;
use super::process::Place;
use crate::support::run_with;
use duban::monitor::clock::{Clock, Wall};
use duban::report::moment::rfc3339;
use duban::time::Zone;
use std::path::{Path, PathBuf};

const POLICY: &str = r#"
[policy]
id = "duty"
title = "信访事项督办"
calendar = "cn"

[parties]
office = "信访办"

[records]
case = "来件"

[events]
received = "收到"
answered = "答复"
explained = "说明逾期原因"
extended = "批准延期"

[obligation.D-1]
title = "答复来信人"
cite = "收到后限时答复来信人"
on = "received"
act = "answered"
bearer = "office"
within = "1 minute"

[obligation.D-2]
title = "逾期的说明原因"
cite = "红色表示已到期的案件,要作出有关说明讲清原因"
on = "D-1.past_due"
act = "explained"
bearer = "office"
within = "5 working days"

[extension.D-3]
title = "延期一次"
cite = "经批准可以延期"
rules = ["D-1"]
on = "extended"
within = "30 calendar days"
times = 1
"#;

/// Takes pictures, where somebody wants them.
struct Album {
    folder: Option<PathBuf>,
}

impl Album {
    /// The page as it is now, in both languages and at two widths. Nothing on it is wider than what is seen.
    fn keep(&self, browser: &Browser, name: &str) {
        let address = browser.script("return location.pathname").as_str().unwrap_or_default().to_owned();
        let open = browser.script("return document.querySelector('.offer[open]') !== null") == true;
        for lang in ["en", "zh"] {
            browser.go(&format!("{}{address}?lang={lang}", browser.script("return location.origin").as_str().unwrap()));
            if open {
                browser.click(".offer summary");
            }
            for (width, height) in [(360, 740), (1280, 760)] {
                browser.size(width, height);
                let across = browser.script("return document.documentElement.scrollWidth").as_u64().unwrap();
                if let Some(folder) = &self.folder {
                    std::fs::write(folder.join(format!("{name}-{lang}-{width}.png")), browser.picture()).unwrap();
                }
                assert!(across <= u64::from(width), "{name} in {lang} is {across} wide at {width}");
            }
        }
    }
}

#[test]
#[ignore = "needs chromium and chromedriver: .ci/run has them"]
fn a_duty_officer_signs_in_sees_a_limit_pass_and_an_edit_and_explains() {
    let album = Album { folder: std::env::var_os("DUBAN_PICTURES").map(PathBuf::from) };
    if let Some(folder) = &album.folder {
        std::fs::create_dir_all(folder).unwrap();
    }
    let place = Place::new();
    let file = Path::new(place.policy.path()).join("policy.toml");
    std::fs::write(&file, POLICY).unwrap();
    let state = place.path("state");
    let add = ["user", "add", "zhang", "--role", "main_leader", "--title", "张书记", "--data", state.to_str().unwrap()];
    let made = run_with(&add, b"0123456789\n");
    assert_eq!(made.code, 0, "{}", made.err);
    let desk = place.start();
    let browser = Browser::start();
    browser.size(1280, 760);

    // nobody is signed in: every address leads to the form
    browser.go(&format!("http://{}/record/1", desk.address));
    browser.shows("form.sign-in");
    album.keep(&browser, "1-sign-in");
    browser.write("[name=name]", "zhang");
    browser.write("[name=password]", "wrong-password");
    browser.click("form.sign-in button");
    browser.shows("form.sign-in [role=alert]");
    browser.write("[name=password]", "0123456789");
    browser.click("form.sign-in button");
    browser.shows("#lights");
    assert!(browser.text().contains("张书记"), "{}", browser.text());
    album.keep(&browser, "2-empty");

    // a limit of a minute, which began 40 s ago: it passes while somebody looks, and nobody asks for the page again
    let at = |ago: i64| rfc3339(Wall.now().plus(-ago * 1_000_000), &Zone::default()).to_string();
    let record = |id: &str, ago: i64| {
        let at = at(ago);
        format!(
            "{{\"id\":\"{id}\",\"policy\":\"duty\",\"events\":[{{\"id\":\"e1\",\"type\":\"received\",\"at\":\"{at}\",\"by\":\"office\"}}]}}\n"
        )
    };
    browser.script("window.untouched = true");
    let posted = desk.post(&place.token, &record("信访〔2026〕<b>17</b>号", 40)).unwrap();
    assert!(posted.contains("\"taken\":1"), "{posted}");
    browser.shows(".ledger tbody .light.yellow");
    browser.shows(".ledger tbody .light.red");
    assert!(browser.script("return window.untouched") == true, "the page was drawn anew, not loaded");
    album.keep(&browser, "3-red");

    // a longer limit, saved on the disk: nothing is overdue any more
    browser.script("window.untouched = true");
    std::fs::write(&file, POLICY.replace("\"1 minute\"", "\"20 calendar days\"")).unwrap();
    browser.shows(".ledger tbody .light.blue");
    assert!(browser.script("return window.untouched && !document.querySelector('.ledger tbody .light.red')") == true, "{}", browser.text());
    // a faulty edit is shown, and changes nothing
    browser.click("nav a[href='/policies']");
    browser.shows(".policy.in-force");
    std::fs::write(&file, POLICY.replace("act = \"answered\"", "act = \"ansered\"")).unwrap();
    browser.shows(".policy.refused pre.finding.bad");
    assert!(browser.text().contains("ansered"), "{}", browser.text());
    album.keep(&browser, "4-refused");
    std::fs::write(&file, POLICY).unwrap();
    browser.shows(".policy.in-force");
    album.keep(&browser, "5-policies");

    // an explanation for what is overdue, from the record's own page
    browser.click("header .home");
    browser.click(".ledger tbody .light.red");
    browser.click(".ledger tbody a[href='/record/1']");
    browser.shows("#record");
    assert!(browser.text().contains("〔2026〕<b>17</b>号"), "what is written is shown as it is written");
    album.keep(&browser, "6-record");
    browser.click(".offer summary");
    album.keep(&browser, "7-explain");
    browser.write(".offer[open] textarea", "暴雨抢险,人手不足");
    browser.click(".offer[open] button");
    browser.reads("暴雨抢险,人手不足");
    let shown = browser.text();
    assert!(shown.contains("暴雨抢险,人手不足") && shown.contains("zhang"), "{shown}");
    album.keep(&browser, "8-explained");
    for path in ["periodic", "charts"] {
        browser.click(&format!("nav a[href='/{path}']"));
        browser.shows(&format!("nav a[href='/{path}'][aria-current]"));
        album.keep(&browser, &format!("9-{path}"));
    }

    browser.click("form.who button");
    browser.shows("form.sign-in");
    // the one refusal is of the wrong password
    let complaints: Vec<String> = browser.complaints().into_iter().filter(|text| !text.contains("/sign-in")).collect();
    assert_eq!(complaints, [""; 0]);
    drop(browser);
    assert_eq!(desk.stop(), Some(0));
}
