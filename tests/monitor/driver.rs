//! A browser, driven over WebDriver: the few commands that the page's test needs.

use base64::decoded;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Where the specification keeps an element's name.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// One browser without a window.
pub struct Browser {
    driver: Child,
    agent: ureq::Agent,
    session: String,
}

impl Browser {
    /// Starts `chromedriver` and a browser under it.
    pub fn start() -> Browser {
        let mut driver = Command::new("chromedriver")
            .args(["--port=0", "--log-level=SEVERE"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("chromedriver is installed: Debian's packages are chromium and chromium-driver");
        let mut said = BufReader::new(driver.stdout.take().unwrap());
        let port = loop {
            let mut line = String::new();
            assert!(said.read_line(&mut line).unwrap() > 0, "chromedriver ended");
            if let Some((_, port)) = line.trim().trim_end_matches('.').rsplit_once("successfully on port ") {
                break port.to_owned();
            }
        };
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        let agent = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_secs(60))).build().into();
        let mut browser = Browser { driver, agent, session: format!("http://127.0.0.1:{port}/session") };
        // whoever runs tests may be root, for whom there is no sandbox; nothing outside is to be asked
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
        ];
        let wanted = json!({ "goog:chromeOptions": { "args": arguments }, "goog:loggingPrefs": { "browser": "ALL" } });
        let made = browser.tell("", json!({ "capabilities": { "alwaysMatch": wanted } }));
        browser.session = format!("{}/{}", browser.session, made["sessionId"].as_str().expect("a session"));
        browser
    }

    /// One command; its value, or what went wrong.
    fn told(&self, command: &str, body: &Value) -> Result<Value, String> {
        let mut answer = self.agent.post(format!("{}{command}", self.session)).send(body.to_string()).expect("chromedriver answers");
        let text = answer.body_mut().with_config().limit(64 << 20).read_to_string().unwrap();
        let mut value: Value = serde_json::from_str(&text).unwrap();
        match answer.status().as_u16() {
            200 => Ok(value["value"].take()),
            _ => Err(format!("{command}: {}", value["value"]["message"])),
        }
    }

    fn tell(&self, command: &str, body: Value) -> Value {
        self.told(command, &body).unwrap()
    }

    pub fn go(&self, address: &str) {
        self.tell("/url", json!({ "url": address }));
    }

    /// What a piece of script returns.
    pub fn script(&self, script: &str) -> Value {
        self.tell("/execute/sync", json!({ "script": script, "args": [] }))
    }

    /// Waits until there is something at a selector, at most a minute, and does something with it.
    fn with(&self, selector: &str, act: &str, body: &Value) {
        let mut last = String::new();
        for _ in 0..600 {
            let found = self.told("/element", &json!({ "using": "css selector", "value": selector }));
            // the page may be drawn anew in between
            let done =
                found.and_then(|element| self.told(&format!("/element/{}/{act}", element[ELEMENT].as_str().unwrap_or_default()), body));
            match done {
                Ok(_) => return,
                Err(why) => last = why,
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("{selector}: {last}");
    }

    pub fn click(&self, selector: &str) {
        self.with(selector, "click", &json!({}));
    }

    pub fn write(&self, selector: &str, text: &str) {
        self.with(selector, "value", &json!({ "text": text }));
    }

    /// The text of the page as people see it.
    pub fn text(&self) -> String {
        self.script("return document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the page shows something at a selector, without asking for it again.
    pub fn shows(&self, selector: &str) {
        self.waits(&format!("document.querySelector({}) !== null", Value::from(selector)), selector);
    }

    /// Waits until these words can be read: what is there already does not tell the next page from the last.
    pub fn reads(&self, words: &str) {
        self.waits(&format!("document.body !== null && document.body.innerText.includes({})", Value::from(words)), words);
    }

    fn waits(&self, script: &str, what: &str) {
        for _ in 0..900 {
            if self.script(&format!("return {script}")) == true {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("no {what} in\n{}", self.text());
    }

    /// Sets the size of what is seen.
    pub fn size(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500 });
        self.tell("/goog/cdp/execute", json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": metrics }));
    }

    /// A picture of what is seen, as PNG.
    pub fn picture(&self) -> Vec<u8> {
        let taken = self.tell("/goog/cdp/execute", json!({ "cmd": "Page.captureScreenshot", "params": {} }));
        decoded(taken["data"].as_str().unwrap())
    }

    /// What the browser complains of: scripts that fail, what the policy of content refuses, addresses that do not answer.
    pub fn complaints(&self) -> Vec<String> {
        let list = self.tell("/se/log", json!({ "type": "browser" }));
        list.as_array().into_iter().flatten().map(|entry| entry["message"].to_string()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // it ends the browser with itself
        _ = self.agent.delete(&self.session).call();
        _ = self.driver.kill();
        _ = self.driver.wait();
    }
}

mod base64 {
    /// The bytes that a text in base 64 stands for.
    pub fn decoded(text: &str) -> Vec<u8> {
        const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let digits: Vec<u32> =
            text.bytes().filter_map(|byte| DIGITS.iter().position(|digit| *digit == byte)).map(|digit| digit as u32).collect();
        let mut out = Vec::new();
        for four in digits.chunks(4) {
            let bits = four.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - four.len()));
            out.extend(bits.to_be_bytes()[1..].iter().take(four.len() - 1));
        }
        out
    }
}
