//! `duban new ID`: a policy folder that checks and passes its tests, to be changed line by line.

use super::evaluate::output::unwritable;
use super::terminal::print;
use super::{Manner, OK};
use crate::lang::{Bilingual, Lang};
use crate::policy::schema::FILES;
use crate::reference::json::schema;
use crate::say;
use clap::{Args, ValueEnum};
use std::io;
use std::path::{Path, PathBuf};
use unicode_width::UnicodeWidthStr;

// Arguments of `duban new`.
#[derive(Debug, Args)]
pub struct New {
    /// 政策的编号,也是文件夹名,如 letters-2026 · the policy's id and its folder's name
    #[arg(value_name = "ID")]
    id: String,
    /// 放在哪个文件夹里 · the folder of policies that it goes into
    #[arg(long, value_name = "DIR", default_value = "policies")]
    dir: PathBuf,
    /// 名称,不写同编号 · its title, the id unless given
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// 以哪个例子为底 · which example to begin from
    #[arg(long, value_enum, default_value_t = Example::Letters)]
    example: Example,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Example {
    /// 一条规则:来信五个工作日内答复 · one rule: letters are answered within five working days
    Letters,
    /// 三条规则:德州线索移交 · three rules of the Dezhou text
    Dezhou,
}

/// The texts of an example: the policy, its tests, what it quotes.
struct Texts {
    policy: &'static str,
    tests: &'static str,
    source: &'static str,
}

const LETTERS_ZH: Texts = Texts {
    policy: include_str!("new/letters.zh.toml"),
    tests: include_str!("new/letters.zh.test.toml"),
    source: include_str!("new/letters.zh.txt"),
};
const LETTERS_EN: Texts = Texts {
    policy: include_str!("new/letters.en.toml"),
    tests: include_str!("new/letters.en.test.toml"),
    source: include_str!("new/letters.en.txt"),
};
const DEZHOU: Texts =
    Texts { policy: include_str!("new/dezhou.toml"), tests: include_str!("new/dezhou.test.toml"), source: include_str!("new/dezhou.txt") };

/// Folders beside policies that are none.
const TAKEN: [&str; 5] = ["calendars", "schema", "sources", "tests", "mappings"];

impl New {
    pub fn run(&self, manner: Manner) -> Result<u8, Bilingual> {
        let folder = self.write(manner.lang)?;
        print(self.next(&folder).get(manner.lang)).map(|()| OK)
    }

    fn write(&self, lang: Lang) -> Result<PathBuf, Bilingual> {
        id(&self.id)?;
        let title = self.title.as_deref().unwrap_or(&self.id);
        if title.trim().is_empty() || title.chars().any(char::is_control) {
            return Err(say!("名称是一行文字"; "a title is one line of text"));
        }
        let folder = self.dir.join(&self.id);
        let shown = folder.display();
        if folder.exists() {
            return Err(
                say!("{shown} 已经有了,没有动它;换一个编号,或先移走"; "{shown} is there already and was left alone: choose another id, or move it away"),
            );
        }
        let texts = match (self.example, lang) {
            (Example::Letters, Lang::Zh) => &LETTERS_ZH,
            (Example::Letters, Lang::En) => &LETTERS_EN,
            (Example::Dezhou, _) => &DEZHOU,
        };
        let quoted = title.replace('\\', "\\\\").replace('"', "\\\"");
        let filled = |line: &str| match line.starts_with('#') {
            true => line.replace("@TITLE@", title),
            false => line.replace("@TITLE@", &quoted).replace("@ID@", &self.id),
        };
        let policy: String = texts.policy.split_inclusive('\n').map(filled).collect();
        self.put(&folder, &policy, texts).map_err(|error| unwritable(&folder, &error))?;
        Ok(folder)
    }

    fn put(&self, folder: &Path, policy: &str, texts: &Texts) -> io::Result<()> {
        std::fs::create_dir_all(folder.join("tests"))?;
        std::fs::write(folder.join("policy.toml"), policy)?;
        std::fs::write(folder.join("tests").join(format!("{}.toml", self.id)), texts.tests)?;
        std::fs::write(folder.join(format!("{}.txt", self.id)), texts.source)?;
        // the first lines of both point here
        let beside = self.schemas();
        std::fs::create_dir_all(&beside)?;
        for file in FILES.iter().filter(|file| ["policy", "test"].contains(&file.name)) {
            let path = beside.join(format!("{}.json", file.name));
            if !path.exists() {
                std::fs::write(path, schema(file))?;
            }
        }
        Ok(())
    }

    /// `schema/` beside the folder of policies.
    fn schemas(&self) -> PathBuf {
        self.dir.join("..").join("schema")
    }

    fn next(&self, folder: &Path) -> Bilingual {
        let shown = folder.display();
        let names = ["policy.toml".to_owned(), format!("{}.txt", self.id), format!("tests/{}.toml", self.id)];
        let width = names.iter().map(|name| name.width()).max().unwrap_or_default();
        let [policy, text, tests] = names.map(|name| format!("{name}{}", " ".repeat(width - name.width())));
        say!(
            "已写好 {shown}:\n\
             \x20 {policy}  政策:名词和规则,每行都有说明\n\
             \x20 {text}  原文;请换成正式文件的全文\n\
             \x20 {tests}  测试:各种情形应有的结论\n\
             接下来:\n\
             \x20 duban check {shown}\n\
             \x20 duban test {shown}\n\
             然后照自己的文件改 policy.toml,每改几行就再检查一次。编辑器的设置见 docs/editor.md。\n";
            "wrote {shown}:\n\
             \x20 {policy}  the policy: words and rules, each line explained\n\
             \x20 {text}  the text that is quoted; put your document here\n\
             \x20 {tests}  tests: which verdict each situation must get\n\
             next:\n\
             \x20 duban check {shown}\n\
             \x20 duban test {shown}\n\
             then change policy.toml after your own document, and check again every few lines. For editors see docs/editor.md.\n"
        )
    }
}

/// A name that a folder, a rule and a URL can bear.
fn id(id: &str) -> Result<(), Bilingual> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    if id.is_empty() || id.chars().count() > 64 || !id.chars().all(fits) || !id.starts_with(char::is_alphanumeric) {
        return Err(say!(
            "“{id}”不能作编号:用字母、数字、- 和 _,以字母或数字开头,至多64个字,例如 letters-2026";
            "\"{id}\" cannot be an id: letters, digits, - and _, a letter or digit first, 64 characters at most, such as letters-2026"
        ));
    }
    if TAKEN.contains(&id.to_lowercase().as_str()) {
        return Err(say!("{id} 是另有用处的文件夹名,请换一个编号"; "folders named {id} serve another purpose: choose another id"));
    }
    Ok(())
}
