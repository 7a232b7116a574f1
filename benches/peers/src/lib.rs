//! What the peers in Rust share: their arguments, the records line by line, and how violations are written.

use duban_workload::instant::{Day, Instant};
use duban_workload::spelling;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::PathBuf;

pub type Fault = Box<dyn std::error::Error>;

/// `PEER RECORDS.ndjson AS-OF`
pub struct Arguments {
    pub records: PathBuf,
    /// As the records write times.
    pub as_of: String,
    pub as_of_at: Instant,
}

impl Arguments {
    pub fn read() -> Result<Arguments, Fault> {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let [records, as_of] = arguments.as_slice() else {
            return Err("usage: PEER RECORDS.ndjson AS-OF".into());
        };
        Ok(Arguments { records: records.into(), as_of: as_of.clone(), as_of_at: instant(as_of)? })
    }
}

/// The instant that a text in the records' spelling says.
pub fn instant(text: &str) -> Result<Instant, Fault> {
    Ok(spelling::parse(text.as_bytes()).ok_or_else(|| format!("{text}: not a time"))?.earliest)
}

/// `2022-05-15`
pub fn iso(day: Day) -> String {
    let (year, month, day) = day.ymd();
    format!("{year:04}-{month:02}-{day:02}")
}

/// Calls `judge` with each line of the records and where its violations go.
pub fn each_line(
    arguments: &Arguments,
    mut judge: impl FnMut(&str, &mut dyn Write) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut file = BufReader::with_capacity(256 * 1024, File::open(&arguments.records)?);
    let mut out = BufWriter::with_capacity(256 * 1024, io::stdout().lock());
    let mut line = String::new();
    while file.read_line(&mut line)? > 0 {
        judge(line.trim_end(), &mut out)?;
        line.clear();
    }
    Ok(out.flush()?)
}
