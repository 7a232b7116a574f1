//! `floor [--as-of T] [FILE]`: judges three rules of `xiangzhou-dui` without a policy and writes the violations as
//! NDJSON. Exit status as duban's: 0 no violation, 1 violations, 2 an error.

use duban_workload::instant::Instant;
use duban_workload::judge::Judge;
use duban_workload::{case::Case, lines, spelling, writer};
use std::fs::File;
use std::io::{self, Read, Write};
use std::process::ExitCode;

const AS_OF: &str = "2024-06-01T00:00:00+08:00";

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(message) => {
            eprintln!("floor: {message}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<ExitCode, String> {
    let (mut as_of, mut input): (_, Box<dyn Read>) = (AS_OF.to_owned(), Box::new(io::stdin()));
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--as-of" => as_of = args.next().ok_or("--as-of needs a time")?,
            "-" => {}
            path if !path.starts_with('-') => {
                input = Box::new(File::open(path).map_err(|error| format!("{path}: {error}"))?)
            }
            _ => return Err(format!("unknown argument {arg}; usage: floor [--as-of T] [FILE]")),
        }
    }
    let as_of = spelling::parse(as_of.as_bytes()).ok_or("--as-of: not a time")?.earliest;
    let total = judge(input, as_of).map_err(|error| error.to_string())?;
    eprintln!(
        "{} records, {} instances, {} violations, {} broken lines",
        total.records, total.instances, total.violations, total.broken
    );
    Ok(ExitCode::from(match total {
        Total { broken: 1.., .. } => 2,
        Total { violations: 1.., .. } => 1,
        _ => 0,
    }))
}

#[derive(Default)]
struct Total {
    records: u64,
    instances: u64,
    violations: u64,
    broken: u64,
}

fn judge(input: impl Read, as_of: Instant) -> io::Result<Total> {
    let mut judge = Judge::new(as_of);
    let mut total = Total::default();
    let mut line_number = 0;
    let mut found = Vec::new();
    let mut stdout = io::stdout().lock();
    lines::blocks(input, |block| {
        found.clear();
        let mut case = Case::default();
        for line in lines::lines(block) {
            line_number += 1;
            if line.trim_ascii().is_empty() {
                continue;
            }
            if let Err(at) = case.read(line) {
                total.broken += 1;
                eprintln!("line {line_number}, byte {}: not a record", at + 1);
                continue;
            }
            total.records += 1;
            judge.settle(&mut case);
            judge.judge(&case, |violation| {
                total.violations += 1;
                writer::write(&mut found, &case, &violation);
            });
        }
        stdout.write_all(&found)
    })?;
    total.instances = judge.judged;
    Ok(total)
}
