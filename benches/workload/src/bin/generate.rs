//! `generate N [--seed S]`: N records for `xiangzhou-dui` on standard output. The first M of them do not depend
//! on N.

use duban_workload::{form, rng::Dice, story};
use std::io::{self, Write};
use std::process::ExitCode;

const USAGE: &str = "usage: generate N [--seed S] > FILE.ndjson";
const SEED: u64 = 20_220_526;

fn main() -> ExitCode {
    let (mut count, mut seed) = (None, Some(SEED));
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--seed" => seed = args.next().and_then(|seed| seed.parse().ok()),
            number => count = number.parse().ok(),
        }
    }
    let (Some(count), Some(seed)) = (count, seed) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match generate(count, seed) {
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
