//! `same [--any-order] DUBAN.ndjson FLOOR.ndjson`: whether two runs found the same violations of the floor's three rules,
//! in the same order of records unless any will do. Exit status 0: the same; 1: not; 2: an error. Holds both in memory.

use duban_workload::lines;
use duban_workload::verdict::Verdict;
use std::fs::File;
use std::io;
use std::process::ExitCode;

const SHOWN: usize = 10;

fn main() -> ExitCode {
    let mut paths: Vec<String> = std::env::args().skip(1).collect();
    let any_order = paths.first().is_some_and(|first| first == "--any-order");
    if any_order {
        paths.remove(0);
    }
    let [left, right] = paths.as_slice() else {
        eprintln!("usage: same [--any-order] DUBAN.ndjson FLOOR.ndjson");
        return ExitCode::from(2);
    };
    match (read(left), read(right)) {
        (Ok(left), Ok(right)) => ExitCode::from(u8::from(!report(left, right, any_order))),
        (Err(message), _) | (_, Err(message)) => {
            eprintln!("same: {message}");
            ExitCode::from(2)
        }
    }
}

fn read(path: &str) -> Result<Vec<Verdict>, String> {
    let mut verdicts = Vec::new();
    let at = |error: io::Error| format!("{path}: {error}");
    let mut number = 0;
    lines::blocks(File::open(path).map_err(at)?, |block| {
        for line in lines::lines(block) {
            number += 1;
            if line.trim_ascii().is_empty() {
                continue;
            }
            let no_verdict = |at| io::Error::other(format!("line {number}, byte {}: not a verdict", at + 1));
            verdicts.extend(Verdict::read(line).map_err(no_verdict)?);
        }
        Ok(())
    })
    .map_err(at)?;
    Ok(verdicts)
}

/// Says what differs; true if nothing does.
fn report(mut left: Vec<Verdict>, mut right: Vec<Verdict>, any_order: bool) -> bool {
    let (left_order, right_order) = (records(&left), records(&right));
    left.sort();
    right.sort();
    let differences = compare(&left, &right);
    for difference in differences.iter().take(SHOWN) {
        println!("{difference}");
    }
    if !differences.is_empty() {
        println!("{} differences; {} violations here, {} there", differences.len(), left.len(), right.len());
        return false;
    }
    let out_of_order = || left_order.iter().zip(&right_order).position(|(left, right)| left != right);
    if let (false, Some(place)) = (any_order, out_of_order()) {
        println!(
            "the same {} violations, but record {} comes before {}",
            left.len(),
            left_order[place],
            right_order[place]
        );
        return false;
    }
    println!("the same {} violations", left.len());
    true
}

/// The records in the order of the file, each once.
fn records(verdicts: &[Verdict]) -> Vec<String> {
    let mut records: Vec<String> = verdicts.iter().map(|verdict| verdict.value("record").to_owned()).collect();
    records.dedup();
    records
}

/// Walks two sorted lists side by side.
fn compare(left: &[Verdict], right: &[Verdict]) -> Vec<String> {
    let mut differences = Vec::new();
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    loop {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return differences,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(left), Some(right)) => left.key().cmp(&right.key()),
        };
        let left = order.is_le().then(|| left.next()).flatten();
        let right = order.is_ge().then(|| right.next()).flatten();
        match (left, right) {
            (Some(left), Some(right)) if left != right => {
                differences
                    .push(format!("differ in {}:\n  < {left:?}\n  > {right:?}", left.differences(right).join(", ")));
            }
            (Some(only), None) => differences.push(format!("only in the first:  {only:?}")),
            (None, Some(only)) => differences.push(format!("only in the second: {only:?}")),
            _ => {}
        }
    }
}
