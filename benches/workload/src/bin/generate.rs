//! `generate N [--seed S] [--csv DIR [--shuffled]]`: N records for `xiangzhou-dui` on standard output, or as two tables and
//! their mapping in a folder. The first M of them do not depend on N.

use duban_workload::tables::{MAPPING, Tables};
use duban_workload::{form, rng::Dice, story};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: generate N [--seed S] > FILE.ndjson\n       generate N [--seed S] --csv DIR [--shuffled]";
const SEED: u64 = 20_220_526;

fn main() -> ExitCode {
    let (mut count, mut seed, mut folder, mut shuffled) = (None, Some(SEED), None, false);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seed" => seed = args.next().and_then(|seed| seed.parse().ok()),
            "--csv" => folder = Some(PathBuf::from(args.next().unwrap_or_default())),
            "--shuffled" => shuffled = true,
            number => count = number.parse().ok(),
        }
    }
    let (Some(count), Some(seed)) = (count, seed) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let written = match folder {
        Some(folder) => tables(count, seed, &folder, shuffled),
        None => generate(count, seed),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("generate: {error}");
            ExitCode::from(2)
        }
    }
}

fn generate(count: u64, seed: u64) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    let mut dice = Dice::new(seed);
    let mut block = Vec::new();
    for number in 1..=count {
        let told = story::tell(&mut dice, number);
        form::write(&mut block, &mut dice, told);
        if block.len() > 256 * 1024 || number == count {
            stdout.write_all(&block)?;
            block.clear();
        }
    }
    stdout.flush()
}

/// `cases.csv`, `events.csv` and `mapping.toml`.
fn tables(count: u64, seed: u64, folder: &Path, shuffled: bool) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("mapping.toml"), MAPPING)?;
    let file = |name: &str| Ok::<_, io::Error>(BufWriter::with_capacity(1 << 20, File::create(folder.join(name))?));
    let mut tables = Tables::new(file("cases.csv")?, file("events.csv")?, shuffled)?;
    let mut dice = Dice::new(seed);
    let mut line = Vec::new();
    for number in 1..=count {
        let told = story::tell(&mut dice, number);
        let told = form::told(&mut dice, told);
        tables.add(&told.record)?;
        // throws the dice as often as for records: those that follow are the same
        line.clear();
        form::line(&mut line, &mut dice, told);
    }
    tables.finish(&mut dice).map(|_| ())
}
