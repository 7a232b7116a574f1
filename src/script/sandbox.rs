//! Where Rhai runs: no clock, no files, no output, and a budget that is counted, never timed. The same script on the
//! same data stops at the same step on every machine.

use super::host;
use super::thing::{Meant, Thing};
use super::value::{self, Unsure};
use crate::record::scene::Cause;
use crate::time::Zone;
use rhai::packages::{ArithmeticPackage, BasicIteratorPackage, BasicStringPackage, LogicPackage, Package};
use rhai::{Array, Dynamic, Engine, EvalAltResult, Map, OptimizationLevel};
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};

/// Steps that one run may take; what native functions touch counts too.
pub const MAX_STEPS: u64 = 16_000;
pub const MAX_CALL_LEVELS: usize = 16;
/// Of an expression; of an expression in a function.
pub const MAX_DEPTH: (usize, usize) = (64, 24);
/// Bytes of a text, and of all texts in a list.
pub const MAX_TEXT: usize = 8 * 1024;
pub const MAX_LIST: usize = 1_000;
/// Copies of maps are dear; the tables of the data are no maps and are not copied.
pub const MAX_MAP: usize = 64;
pub const MAX_VARIABLES: usize = 64;
pub const MAX_FUNCTIONS: usize = 200;
/// Bytes of an expression, and of `policy.rhai`.
pub const MAX_EXPRESSION: usize = 4 * 1024;
pub const MAX_FILE: usize = 64 * 1024;

/// Words of Rhai that would reach outside, or run text as code.
pub const FORBIDDEN: [&str; 16] = [
    "eval",
    "import",
    "export",
    "print",
    "debug",
    "sleep",
    "exit",
    "timestamp",
    "parse_json",
    "Fn",
    "call",
    "curry",
    "is_def_var",
    "is_def_fn",
    "is_shared",
    "rand",
];

pub type Fault = Box<EvalAltResult>;

/// What a run knows of its policy.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    pub zone: Zone,
    /// Texts of the script that name a party or level.
    pub words: Arc<Vec<(String, Meant)>>,
    pub absent_is_false: bool,
}

/// One run's budget and what it came across.
#[derive(Default)]
struct Meter {
    left: Cell<u64>,
    /// What lacks where a `()` came from, by its tag less one.
    lacks: RefCell<Vec<Cause>>,
    /// Why what was read is absent or not known; none where everything was.
    met: RefCell<Option<Vec<Cause>>>,
    /// What was written into a text although it lacks.
    poison: RefCell<Option<Vec<Cause>>>,
    ground: RefCell<Ground>,
}

thread_local! {
    static METER: Meter = Meter::default();
}

/// Stops a script because something it needs is not known.
#[derive(Clone)]
struct Blame(Vec<Cause>);

static RELAXED: LazyLock<Engine> = LazyLock::new(|| engine(false));
static STRICT: LazyLock<Engine> = LazyLock::new(|| engine(true));

/// The engine that parses and runs expressions: their names are looked up by us.
pub fn expressions() -> &'static Engine {
    &RELAXED
}

/// The engine that parses `policy.rhai`: a name that is not defined is an error.
pub fn functions() -> &'static Engine {
    &STRICT
}

fn engine(strict: bool) -> Engine {
    let mut engine = Engine::new_raw();
    for package in [
        ArithmeticPackage::new().as_shared_module(),
        LogicPackage::new().as_shared_module(),
        BasicIteratorPackage::new().as_shared_module(),
        BasicStringPackage::new().as_shared_module(),
    ] {
        engine.register_global_module(package);
    }
    engine
        .set_max_operations(MAX_STEPS)
        .set_max_call_levels(MAX_CALL_LEVELS)
        .set_max_expr_depths(MAX_DEPTH.0, MAX_DEPTH.1)
        .set_max_string_size(MAX_TEXT)
        .set_max_array_size(MAX_LIST)
        .set_max_map_size(MAX_MAP)
        .set_max_variables(MAX_VARIABLES)
        .set_max_functions(MAX_FUNCTIONS)
        .set_strict_variables(strict)
        .set_fail_on_invalid_map_property(true)
        .set_fast_operators(false)
        .set_optimization_level(OptimizationLevel::None);
    // Rhai forgets the steps of functions called from native ones; this count doesn't.
    engine.on_progress(|_| METER.with(|meter| meter.spend(1).err().map(|_| Dynamic::UNIT)));
    charge_reading(&mut engine);
    for word in FORBIDDEN {
        engine.disable_symbol(word);
    }
    value::register(&mut engine);
    host::register(&mut engine);
    engine
}

/// Reading a variable copies what is in it.
#[allow(deprecated)] // not deprecated, its author says, only apt to change; the version is pinned
fn charge_reading(engine: &mut Engine) {
    engine.on_var(|name, _, context| {
        let value = context.scope().get(name);
        value.into_iter().for_each(meet);
        let weight = value.map_or(0, weight);
        if weight > 0 { charge(weight).map(|()| None) } else { Ok(None) }
    });
}

/// How many items lie in a value; a map's are dearer.
pub fn weight(value: &Dynamic) -> usize {
    let list = value.read_lock::<Array>().map(|list| list.len() + list.iter().map(weight).sum::<usize>());
    list.or_else(|| value.read_lock::<Map>().map(|map| 4 * map.len() + map.values().map(weight).sum::<usize>())).unwrap_or(0)
}

impl Meter {
    fn spend(&self, steps: u64) -> Result<(), ()> {
        let left = self.left.get().checked_sub(steps);
        self.left.set(left.unwrap_or(0));
        left.map(|_| ()).ok_or(())
    }
}

/// Charges a native function for what it touches.
pub fn charge(items: usize) -> Result<(), Fault> {
    let steps = 1 + items as u64 / 16;
    METER.with(|meter| meter.spend(steps)).map_err(|()| EvalAltResult::ErrorTerminated(Dynamic::UNIT, rhai::Position::NONE).into())
}

/// A `()` that remembers what lacks; `??`, `?.` and `known` see a `()`.
pub fn lack(cause: Cause) -> Dynamic {
    let number = METER.with(|meter| {
        let mut lacks = meter.lacks.borrow_mut();
        lacks.push(cause);
        lacks.len()
    });
    let mut unit = Dynamic::UNIT;
    unit.set_tag(i32::try_from(number).unwrap_or(0));
    unit
}

/// What lacks where this `()` came from; none for one that is written.
pub fn lacking(unit: &Dynamic) -> Option<Cause> {
    let number = usize::try_from(unit.tag()).ok()?.checked_sub(1)?;
    METER.with(|meter| meter.lacks.borrow().get(number).cloned())
}

/// Notes that a value was read, if it is absent or not known: where Rhai then stops with an error, this is why.
pub fn meet(value: &Dynamic) {
    let causes = match value.is_unit() {
        true => lacking(value).map(|cause| vec![cause]),
        false => value.read_lock::<Unsure>().map(|unsure| unsure.0.to_vec()),
    };
    if let Some(causes) = causes {
        METER.with(|meter| {
            let mut met = meter.met.borrow_mut();
            let met = met.get_or_insert_default();
            causes.into_iter().for_each(|cause| {
                if !met.contains(&cause) {
                    met.push(cause);
                }
            });
        });
    }
}

/// Makes the result of the run unknown, whatever it is: Rhai swallows faults inside texts.
pub fn poison(causes: Vec<Cause>) {
    METER.with(|meter| meter.poison.borrow_mut().get_or_insert_default().extend(causes));
}

/// What the run knows of its policy.
pub fn ground<T>(ask: impl FnOnce(&Ground) -> T) -> T {
    METER.with(|meter| ask(&meter.ground.borrow()))
}

/// Stops the script: these things are not known. `catch` does not see it.
pub fn blame(causes: Vec<Cause>) -> Fault {
    EvalAltResult::ErrorTerminated(Dynamic::from(Blame(causes)), rhai::Position::NONE).into()
}

/// Runs a script; `name` stands in messages.
pub fn run(name: &str, ground: &Ground, work: impl FnOnce(&Engine) -> Result<Dynamic, Fault>) -> Result<Thing<'static>, Vec<Cause>> {
    METER.with(|meter| {
        meter.left.set(MAX_STEPS);
        meter.lacks.borrow_mut().clear();
        meter.met.borrow_mut().take();
        meter.poison.borrow_mut().take();
        *meter.ground.borrow_mut() = ground.clone();
    });
    let done = catch_unwind(AssertUnwindSafe(|| match work(expressions()) {
        Ok(result) => match result.read_lock::<Unsure>() {
            Some(unsure) => Err(unsure.0.to_vec()),
            None => value::thing(&result).map_err(|fault| causes(name, *fault)),
        },
        Err(fault) => Err(causes(name, *fault)),
    }));
    let poison = METER.with(|meter| meter.poison.take());
    match (done, poison) {
        (Ok(Ok(_)), Some(poison)) => Err(poison),
        (Ok(done), _) => done,
        (Err(_), _) => Err(vec![Cause::ScriptError(format!("{name}: panic"))]),
    }
}

fn causes(name: &str, fault: EvalAltResult) -> Vec<Cause> {
    let inner = match fault {
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _) => return causes(name, *inner),
        EvalAltResult::ErrorTerminated(token, _) => match token.try_cast::<Blame>() {
            Some(blame) => return blame.0,
            None => return vec![Cause::ScriptLimit(format!("{name}: {MAX_STEPS} steps"))],
        },
        other => other,
    };
    match inner {
        EvalAltResult::ErrorTooManyOperations(_)
        | EvalAltResult::ErrorTooManyVariables(_)
        | EvalAltResult::ErrorStackOverflow(_)
        | EvalAltResult::ErrorDataTooLarge(..) => vec![Cause::ScriptLimit(format!("{name}: {inner}"))],
        // A `()`, or something not known, where something else is needed: it is known why.
        EvalAltResult::ErrorMismatchDataType(..)
        | EvalAltResult::ErrorMismatchOutputType(..)
        | EvalAltResult::ErrorFunctionNotFound(..)
        | EvalAltResult::ErrorDotExpr(..)
        | EvalAltResult::ErrorIndexingType(..)
        | EvalAltResult::ErrorFor(_)
            if METER.with(|meter| meter.met.borrow().is_some()) =>
        {
            METER.with(|meter| meter.met.take()).unwrap_or_default()
        }
        other => vec![Cause::ScriptError(format!("{name}: {other}"))],
    }
}
