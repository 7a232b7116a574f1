//! regorus on its virtual machine: policy and calendar compiled once, one machine for all records.

use duban_peers::{Arguments, Fault, each_line, iso};
use duban_workload::calendar::WorkingDays;
use duban_workload::instant::{Day, HOUR};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Value};
use serde_json::{Map, json};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RULES: &str = include_str!("../../rules/xiangzhou.rego");
const ENTRY: &str = "data.xiangzhou.violations";

fn main() -> Result<(), Fault> {
    let arguments = Arguments::read()?;
    let mut machine = machine(&arguments)?;
    each_line(&arguments, |line, out| {
        machine.set_input(Value::from_json_str(line)?);
        let violations = machine.execute_entry_point_by_index(0)?;
        for violation in violations.as_set()?.iter() {
            serde_json::to_writer(&mut *out, violation)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    })
}

fn machine(arguments: &Arguments) -> Result<RegoVM, Fault> {
    let data = data(arguments)?;
    let mut engine = Engine::new();
    engine.add_policy("xiangzhou.rego".to_owned(), RULES.to_owned())?;
    engine.add_data(data.clone())?;
    let policy = engine.compile_with_entrypoint(&ENTRY.into())?;
    let program = Compiler::compile_from_policy(&policy, &[ENTRY]).map_err(|error| format!("{error:?}"))?;
    let mut machine = RegoVM::new_with_policy(policy);
    machine.load_program(program);
    machine.set_data(data)?;
    Ok(machine)
}

/// Rego knows no working days: how many there are up to each date, and the days in order, are looked up.
fn data(arguments: &Arguments) -> Result<Value, Fault> {
    let working = WorkingDays::china();
    let days = working.days();
    let (first, last) = days.first().zip(days.last()).ok_or("no calendar")?;
    let up_to = |day| days.partition_point(|working| *working <= Day(day));
    let index: Map<String, serde_json::Value> =
        (first.0..=last.0).map(|day| (iso(Day(day)), up_to(day).into())).collect();
    let data = json!({
        "as_of": arguments.as_of,
        "as_of_ns": (arguments.as_of_at.0 - 8 * HOUR) * 1_000,
        "calendar": { "index": index, "days": days.iter().map(|day| iso(*day)).collect::<Vec<_>>() },
    });
    Ok(Value::from_json_str(&data.to_string())?)
}
