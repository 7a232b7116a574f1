//! Slips of those who know another notation: a colon, `//`, `;`, `>`, 是, a date in words. What they meant is clear.

use super::mend::mending;
use crate::diag::Diagnostic;
use crate::lang::Bilingual;
use crate::policy::fault::rule::{bad_date, date_meant};
use crate::policy::statement::Statement;
use crate::say;
use crate::source::{FileId, Span};
use std::ops::Range;

/// What people write for true and false.
const TRUTH: [(&str, &str); 10] = [
    ("是", "true"),
    ("否", "false"),
    ("对", "true"),
    ("真", "true"),
    ("假", "false"),
    ("yes", "true"),
    ("no", "false"),
    ("TRUE", "true"),
    ("FALSE", "false"),
    ("不是", "false"),
];

/// Signs of comparison, and how a pattern says it.
const SIGNS: [(&str, &str, &str); 7] = [
    (">=", "20以上", "at least 20"),
    ("<=", "20以下", "at most 20"),
    ("!=", "", ""),
    (">", "超过20", "over 20"),
    ("<", "不满20", "under 20"),
    ("≥", "20以上", "at least 20"),
    ("≤", "20以下", "at most 20"),
];

/// Text around the place where the parser gave up.
struct Around<'t> {
    file: FileId,
    text: &'t str,
    at: &'t Range<usize>,
    slip: &'t Statement,
}

/// The slip that was probably made at `at`, if it is one of these.
pub fn known(file: FileId, text: &str, at: &Range<usize>, slip: &Statement) -> Option<Diagnostic> {
    let here = Around { file, text, at, slip };
    let rest = text.get(at.start..)?;
    here.comment()
        .or_else(|| here.header())
        .or_else(|| here.nothing(rest))
        .or_else(|| here.mark(rest))
        .or_else(|| here.date())
        .or_else(|| here.truth())
        .or_else(|| here.comma())
        .or_else(|| here.thousands())
        .or_else(|| here.inner_quotes())
}

impl Around<'_> {
    fn fault(&self, code: &'static str, range: Range<usize>, title: Bilingual, help: Bilingual) -> Diagnostic {
        Diagnostic::error(code, Span::new(self.file, range), title).help(help)
    }

    fn statement(&self) -> &str {
        self.text.get(self.slip.range.clone()).unwrap_or_default()
    }

    /// `// words`, or `-- words`, before a line or after a value.
    fn comment(&self) -> Option<Diagnostic> {
        let line = self.statement();
        let from = self.at.start.checked_sub(self.slip.range.start)?;
        let own = line.trim_start();
        let start = if own.starts_with("//") { line.len() - own.len() } else { line.get(from..)?.starts_with("//").then_some(from)? };
        let range = self.slip.range.start + start..self.slip.range.start + start + 2;
        let title = say!("注解以 # 开头"; "a comment starts with #");
        let fault =
            Diagnostic::error("toml-syntax", Span::new(self.file, range.clone()), title).help(say!("把 // 改成 #"; "write # for //"));
        Some(mending(fault, self.text, self.slip, vec![(range, "#".to_owned())]))
    }

    /// `[obligation A-1]`, `obligation.A-1]`.
    fn header(&self) -> Option<Diagnostic> {
        let line = self.statement().split('#').next()?.trim_end();
        let inner = line.trim().strip_suffix(']')?;
        if inner.contains(['=', '"', ',', '{', ']']) {
            return None;
        }
        let at = self.slip.range.start + line.len() - line.trim_start().len();
        let Some(inner) = inner.strip_prefix('[') else {
            let title = say!("表头前面缺 ["; "the header lacks its first bracket");
            let fault = self.fault("unclosed", at..at, title, say!("写 [{inner}]"; "write [{inner}]"));
            return inner.contains('.').then(|| mending(fault, self.text, self.slip, vec![(at..at, "[".to_owned())]));
        };
        let blank = inner.trim().find(' ').filter(|_| !inner.contains('['))?;
        let (kind, id) = inner.trim().split_at(blank);
        let id = id.trim();
        let range = at + 1 + inner.find(kind)? + kind.len()..at + 1 + inner.rfind(id)?;
        let title = say!("种类和编号之间是点"; "a dot stands between kind and id");
        let fault = self.fault("toml-syntax", range.clone(), title, say!("写 [{kind}.{id}]"; "write [{kind}.{id}]"));
        Some(mending(fault, self.text, self.slip, vec![(range, ".".to_owned())]))
    }

    /// Nothing after the equals sign.
    fn nothing(&self, rest: &str) -> Option<Diagnostic> {
        let before = self.text.get(self.slip.range.start..self.at.start)?.trim_end();
        let ends = rest.trim_start_matches([' ', '\t']).starts_with(['\n', '\r', '#']) || rest.trim_start_matches([' ', '\t']).is_empty();
        let title = say!("等号后面没有值"; "there is no value after the equals sign");
        (before.ends_with('=') && ends).then(|| {
            self.fault(
                "no-equals",
                self.at.clone(),
                title,
                say!("写 键 = 值;不需要的就删去这一行"; "write key = value, or remove the line"),
            )
        })
    }

    /// A mark of another notation.
    fn mark(&self, rest: &str) -> Option<Diagnostic> {
        let one = self.at.start..self.at.start + rest.chars().next().map_or(0, char::len_utf8);
        let edit = |fault: Diagnostic, new: &str| Some(mending(fault, self.text, self.slip, vec![(one.clone(), new.to_owned())]));
        if rest.starts_with(':') {
            let title = say!("这里要写等号,不是冒号"; "an equals sign, not a colon");
            return edit(self.fault("no-equals", one.clone(), title, say!("写 键 = 值"; "write key = value")), " =");
        }
        let key = self.text.get(self.slip.range.start..self.at.start)?.trim();
        if rest.starts_with(['"', '\''])
            && !key.is_empty()
            && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        {
            let at = self.at.start..self.at.start;
            let fault = self.fault(
                "no-equals",
                at.clone(),
                say!("这里缺等号"; "an equals sign is missing"),
                say!("写 {key} = …"; "write {key} = …"),
            );
            return Some(mending(fault, self.text, self.slip, vec![(at, "= ".to_owned())]));
        }
        if rest.starts_with(';') {
            let title = say!("行末不写分号"; "no semicolon ends a line");
            return edit(self.fault("toml-syntax", one.clone(), title, say!("删去它"; "remove it")), "");
        }
        if rest.starts_with('(') {
            let title = say!("这里不用圆括号"; "no round brackets here");
            return Some(self.fault(
                "toml-syntax",
                one,
                title,
                say!("条件和表用 {{ }},列表用 [ ]"; "patterns and tables stand in {{ }}, lists in [ ]"),
            ));
        }
        if rest.starts_with("==") || rest.starts_with('=') {
            let before = self.text.get(self.slip.range.start..self.at.start)?.trim_end();
            let title = say!("多了一个等号"; "there is one equals sign too many");
            let help = say!("写 键 = 值;TOML 里没有 =="; "write key = value; TOML has no ==");
            return before.ends_with('=').then(|| self.fault("no-equals", one.clone(), title, help)).and_then(|fault| edit(fault, ""));
        }
        let (sign, zh, en) = SIGNS.iter().find(|(sign, ..)| rest.starts_with(sign))?;
        let title = say!("条件里不写 {sign}"; "no {sign} in a pattern");
        let help = match *sign {
            "!=" => say!("“不是”写在 unless 里;条件里的真假写 = false"; "what must not be stands in unless; of a condition write = false"),
            _ => say!("比较写在值里,例如 trigger.pages = \"{zh}\""; "the comparison stands in the value: trigger.pages = \"{en}\""),
        };
        Some(self.fault("no-equals", self.at.start..self.at.start + sign.len(), title, help))
    }

    /// 2022/2/1, 2022.2.1, 2022年2月1日 without quotes.
    fn date(&self) -> Option<Diagnostic> {
        let part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '年' | '月' | '日' | '号');
        let before = self.text.get(self.slip.range.start..self.at.start)?;
        let start = self.at.start - before.chars().rev().take_while(|c| part(*c)).map(char::len_utf8).sum::<usize>();
        let word: String = self.text.get(start..)?.chars().take_while(|c| part(*c)).collect();
        let date = date_meant(&word)?;
        let range = start..start + word.len();
        let mut fault = bad_date(Span::new(self.file, range.clone()), &word);
        fault.edits.clear();
        Some(mending(fault, self.text, self.slip, vec![(range, date)]))
    }

    fn truth(&self) -> Option<Diagnostic> {
        let word = self.text.get(self.at.clone())?.trim();
        let (_, truth) = TRUTH.iter().find(|(known, _)| *known == word)?;
        let start = self.at.start + self.text.get(self.at.clone())?.find(word)?;
        let range = start..start + word.len();
        let fault = self.fault(
            "needs-quotes",
            range.clone(),
            say!("真假值写 true 或 false"; "write true or false"),
            say!("“{word}”写 {truth};是文字的,加引号"; "{word} is {truth}; a text needs quotes"),
        );
        Some(mending(fault, self.text, self.slip, vec![(range, (*truth).to_owned())]))
    }

    /// `local = true trigger.pages = 3`: two items, and no comma.
    fn comma(&self) -> Option<Diagnostic> {
        let words = self.text.get(self.at.clone())?;
        let blank = words.find(' ')?;
        let after = self.text.get(self.at.end..)?.trim_start();
        let key = words.get(blank..)?.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        let is_item = after.starts_with('=') && !key.is_empty() && key.chars().all(plain);
        let at = self.at.start + blank;
        let title = say!("两项之间缺逗号"; "a comma is missing between two items");
        let fault = self.fault("toml-syntax", at..at, title, say!("用半角逗号隔开"; "put a comma between them"));
        is_item.then(|| mending(fault, self.text, self.slip, vec![(at..at, ",".to_owned())]))
    }

    /// 1,000
    fn thousands(&self) -> Option<Diagnostic> {
        let statement = self.statement();
        let bytes = statement.as_bytes();
        let digits = |range: Range<usize>| bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
        let comma = statement
            .match_indices(',')
            .map(|(n, _)| n)
            .find(|n| *n > 0 && digits(n - 1..*n) && digits(n + 1..n + 4) && !bytes.get(n + 4).is_some_and(u8::is_ascii_digit))?;
        let quotes = statement.get(..comma)?.matches('"').count();
        let at = self.slip.range.start + comma..self.slip.range.start + comma + 1;
        let title = say!("数里不用逗号分节"; "no comma parts the digits of a number");
        let fault = self.fault("toml-syntax", at.clone(), title, say!("写 1000,不写 1,000"; "write 1000, not 1,000"));
        quotes
            .is_multiple_of(2)
            .then(|| mending(fault, self.text, self.slip, vec![(at, String::new())]))
            .filter(|fault| !fault.edits.is_empty())
    }

    /// `title = "甲"乙"丙"`
    fn inner_quotes(&self) -> Option<Diagnostic> {
        let line = self.statement();
        let (_, value) = line.split_once('=')?;
        let value = value.trim();
        let inner = value.strip_prefix('"')?.strip_suffix('"')?;
        let count = inner.matches('"').count();
        if count == 0 || !count.is_multiple_of(2) || inner.contains(['#', '[', '{', ',', '\\']) {
            return None;
        }
        let first = self.slip.range.start + line.find('=')? + 1 + line[line.find('=')? + 1..].find('"')? + 1 + inner.find('"')?;
        let title = say!("引号里面又有引号"; "there are quotes inside quotes");
        let fault = self.fault("toml-syntax", first..first + 1, title, say!("里面的引号写成“”"; "write the inner quotes as “”"));
        let marks = inner.match_indices('"').enumerate().map(|(n, (at, _))| {
            let at = first - inner.find('"').unwrap_or(0) + at;
            (at..at + 1, if n % 2 == 0 { "“" } else { "”" }.to_owned())
        });
        Some(mending(fault, self.text, self.slip, marks.collect()))
    }
}
