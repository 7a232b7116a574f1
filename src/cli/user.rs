//! `duban user`: accounts for the duty desk's page.

use super::terminal::print;
use super::{Manner, OK};
use crate::lang::Bilingual;
use crate::monitor::access::accounts::{Accounts, bad_name};
use crate::monitor::access::audit::Note;
use crate::monitor::access::{Role, User, secret};
use crate::monitor::clock::{Clock, Wall};
use crate::monitor::order::Trouble;
use crate::monitor::store::{FILE, Store};
use crate::say;
use clap::{Args, Subcommand};
use std::io::{BufRead, IsTerminal};
use std::path::{Path, PathBuf};

// Arguments of `duban user`.
#[derive(Debug, Args)]
pub struct UserCommand {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// 新建账户,或改一个账户的角色和密码 · make an account, or give one another role and password
    ///
    /// 密码从标准输入读一行;标准输入是终端时生成一个,显示这一次。
    ///
    /// The password is read from standard input, one line; on a terminal one is made and shown this once.
    Add(Add),
    /// 列出账户 · list accounts
    List(List),
    /// 停用账户:不能再登录,做过的事仍在日志里 · an account cannot sign in any more; what it did stays on record
    Remove(Remove),
}

#[derive(Debug, Args)]
struct Add {
    /// 用户名 · name
    name: String,
    /// 角色:main_leader leader_in_charge section policy_editor admin · role
    #[arg(long, value_parser = ["main_leader", "leader_in_charge", "section", "policy_editor", "admin"])]
    role: String,
    /// 姓名或称呼 · as people know them
    #[arg(long, default_value = "")]
    title: String,
    /// 分管领域,逗号分隔 · areas a leader is in charge of
    #[arg(long, value_delimiter = ',')]
    areas: Vec<String>,
    /// 业务科室 · section
    #[arg(long, default_value = "")]
    section: String,
    /// 存放事件和提醒的文件夹 · the folder of the store
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

#[derive(Debug, Args)]
struct List {
    /// 存放事件和提醒的文件夹 · the folder of the store
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

#[derive(Debug, Args)]
struct Remove {
    /// 用户名 · name
    name: String,
    /// 存放事件和提醒的文件夹 · the folder of the store
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

impl UserCommand {
    pub fn run(&self, manner: Manner) -> Result<u8, Bilingual> {
        match &self.act {
            Act::Add(add) => add.run(manner),
            Act::List(list) => list.run(),
            Act::Remove(remove) => remove.run(),
        }
        .map(|()| OK)
    }
}

impl Add {
    fn run(&self, manner: Manner) -> Result<(), Bilingual> {
        if let Some(wrong) = bad_name(&self.name) {
            return Err(wrong);
        }
        let role = Role::from_word(&self.role).ok_or_else(|| say!("没有这个角色"; "there is no such role"))?;
        let areas: Vec<String> = self.areas.iter().map(|area| area.trim().to_owned()).filter(|area| !area.is_empty()).collect();
        if role == Role::LeaderInCharge && areas.is_empty() {
            return Err(say!("分管领导要写分管领域:--areas 一,二"; "a leader in charge needs areas: --areas ONE,TWO"));
        }
        if role == Role::Section && self.section.is_empty() {
            return Err(say!("业务科室要写科室:--section NAME"; "a section needs its name: --section NAME"));
        }
        let made = std::io::stdin().is_terminal();
        let password = match made {
            true => secret::random().map(|bits| bits.chars().take(20).collect()),
            false => std::io::stdin().lock().lines().next().and_then(Result::ok),
        };
        let password =
            password.ok_or_else(|| say!("没有密码:请从标准输入给一行"; "there is no password: give one line on standard input"))?;
        let stored = secret::password(&password)?;
        let user = User { name: self.name.clone(), title: self.title.clone(), role, areas, section: self.section.clone() };
        let (accounts, now) = (open(&self.data)?, Wall.now());
        note(&accounts, "user-add", &format!("{} {}", self.name, self.role))?;
        accounts.put(&user, &stored, now).map_err(|error| unwritable(&error))?;
        if made {
            print(say!("密码(只显示这一次):{password}\n"; "password (shown this once): {password}\n").get(manner.lang))?;
        }
        Ok(())
    }
}

impl List {
    fn run(&self) -> Result<(), Bilingual> {
        for user in open(&self.data)?.users().map_err(|error| unwritable(&error))? {
            let more = [user.title.as_str(), user.section.as_str(), &user.areas.join(",")].join("\t");
            print(format!("{}\t{}\t{more}\n", user.name, user.role.word()))?;
        }
        Ok(())
    }
}

impl Remove {
    fn run(&self) -> Result<(), Bilingual> {
        let accounts = open(&self.data)?;
        note(&accounts, "user-remove", &self.name)?;
        let name = &self.name;
        match accounts.remove(name, Wall.now()).map_err(|error| unwritable(&error))? {
            true => Ok(()),
            false => Err(say!("没有账户 {name}"; "there is no account {name}")),
        }
    }
}

/// Opens the accounts, making the store where there is none; a desk may be running.
fn open(data: &Path) -> Result<Accounts, Bilingual> {
    drop(Store::beside(data).map_err(|Trouble(why)| why)?);
    Accounts::open(&data.join(FILE)).map_err(|error| unwritable(&error))
}

fn note(accounts: &Accounts, act: &str, object: &str) -> Result<(), Bilingual> {
    let note = Note {
        at: Wall.now(),
        user: String::new(),
        address: "duban user".to_owned(),
        act: act.to_owned(),
        object: object.to_owned(),
        result: "done".to_owned(),
    };
    accounts.note(&note).map_err(|error| unwritable(&error))
}

fn unwritable(error: &rusqlite::Error) -> Bilingual {
    say!("账户读写不了:{error}"; "the accounts cannot be read or written: {error}")
}
