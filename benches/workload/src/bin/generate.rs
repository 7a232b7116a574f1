//! `generate N [--seed S]`: N records for `xiangzhou-dui` on standard output. The first M of them do not depend on N.
//! `--csv DIR [--shuffled]`: the same as two tables and their mapping. `--plain DIR`: the same stories without odd spellings,
//! as `records.ndjson`, `cases.csv` and `events.csv`, and the working days, one a line, as `working-days.txt`.

use duban_workload::tables::{MAPPING, Tables};
use duban_workload::{calendar::WorkingDays, form, plain::Plain, rng::Dice, story};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: generate N [--seed S] (> FILE.ndjson | --csv DIR [--shuffled] | --plain DIR)";
const SEED: u64 = 20_220_526;

fn main() -> ExitCode {
    let (mut count, mut seed, mut csv, mut shuffled, mut plain) = (None, Some(SEED), None, false, None);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seed" => seed = args.next().and_then(|seed| seed.parse().ok()),
            "--csv" => csv = Some(PathBuf::from(args.next().unwrap_or_default())),
            "--shuffled" => shuffled = true,
            "--plain" => plain = Some(PathBuf::from(args.next().unwrap_or_default())),
            number => count = number.parse().ok(),
        }
    }
    let (Some(count), Some(seed)) = (count, seed) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let written = match (csv, plain) {
        (Some(folder), _) => tables(count, seed, &folder, shuffled),
        (None, Some(folder)) => in_one_spelling(count, seed, &folder),
        (None, None) => records(count, seed),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("generate: {error}");
            ExitCode::from(2)
        }
    }
}

fn records(count: u64, seed: u64) -> io::Result<()> {
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
    let mut tables = Tables::new(file(folder, "cases.csv")?, file(folder, "events.csv")?, shuffled)?;
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

/// The dice are thrown for the odd spellings too: so the stories are those of [`records`].
fn in_one_spelling(count: u64, seed: u64, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut working_days = file(folder, "working-days.txt")?;
    for (year, month, day) in WorkingDays::china().days().iter().map(|day| day.ymd()) {
        writeln!(working_days, "{year:04}-{month:02}-{day:02}")?;
    }
    working_days.flush()?;
    let [records, cases, events] = ["records.ndjson", "cases.csv", "events.csv"].map(|name| file(folder, name));
    let mut plain = Plain { records: records?, cases: cases?, events: events? };
    plain.begin()?;
    let mut dice = Dice::new(seed);
    let mut thrown_away = Vec::new();
    for number in 1..=count {
        let told = story::tell(&mut dice, number);
        plain.write(&told)?;
        thrown_away.clear();
        form::write(&mut thrown_away, &mut dice, told);
    }
    let Plain { mut records, mut cases, mut events } = plain;
    records.flush()?;
    cases.flush()?;
    events.flush()
}

fn file(folder: &Path, name: &str) -> io::Result<BufWriter<File>> {
    Ok(BufWriter::with_capacity(1 << 20, File::create(folder.join(name))?))
}
