//! argv → command line → exit status; nothing else.

fn main() -> std::process::ExitCode {
    duban::cli::run()
}
