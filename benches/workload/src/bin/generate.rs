//! `generate N [--seed S]`: N records for `xiangzhou-dui` on standard output. The first M of them do not depend
//! on N. `--plain DIR`: the same stories without odd spellings, as `records.ndjson`, `cases.csv` and `events.csv` in
//! DIR, and the working days, one a line, as `working-days.txt`.

use duban_workload::{calendar::WorkingDays, form, plain::Plain, rng::Dice, story};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: generate N [--seed S] (> FILE.ndjson | --plain DIR)";
const SEED: u64 = 20_220_526;

fn main() -> ExitCode {
    let (mut count, mut seed, mut folder) = (None, Some(SEED), None);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seed" => seed = args.next().and_then(|seed| seed.parse().ok()),
            "--plain" => folder = args.next().map(PathBuf::from),
            number => count = number.parse().ok(),
        }
    }
    let (Some(count), Some(seed)) = (count, seed) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let generated = match folder {
        Some(folder) => generate_plain(count, seed, &folder),
        None => generate(count, seed),
    };
    match generated {
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

/// The dice are thrown for the odd spellings too: so the stories are those of `generate`.
fn generate_plain(count: u64, seed: u64, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let create = |name| File::create(folder.join(name)).map(BufWriter::new);
    let mut working_days = create("working-days.txt")?;
    for (year, month, day) in WorkingDays::china().days().iter().map(|day| day.ymd()) {
        writeln!(working_days, "{year:04}-{month:02}-{day:02}")?;
    }
    working_days.flush()?;
    let mut plain =
        Plain { records: create("records.ndjson")?, cases: create("cases.csv")?, events: create("events.csv")? };
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
