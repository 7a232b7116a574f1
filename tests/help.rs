//! What `--help` says.

use crate::support::run;

#[test]
fn help() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!("help", run(&["--help"]).out);
        for command in
            ["evaluate", "merge", "new", "check", "diff", "explain", "map", "test", "schema", "lsp", "calendar", "monitor", "user"]
        {
            insta::assert_snapshot!(format!("help-{command}"), run(&[command, "--help"]).out);
        }
    });
}
