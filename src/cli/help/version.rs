//! `--version`: what program this is, and how SQLite was built into it.

use serde_json::json;

use crate::error::Result;
use crate::store::{Engine, LEDGER_VERSION};

/// One line for people, or an object for scripts. The commit is known where the program was built for handing out; elsewhere it is null.
pub fn page(is_json: bool) -> Result<String> {
    let engine = Engine::built_in()?;
    let (version, commit) = (env!("CARGO_PKG_VERSION"), option_env!("QJCPPCC_COMMIT"));
    if is_json {
        let sqlite = json!({"version": engine.version, "lacks": engine.lacks, "has_beside": engine.has_beside, "compile_options": engine.options});
        let all = json!({"name": "qjcppcc", "version": version, "commit": commit, "ledger_version": LEDGER_VERSION, "sqlite": sqlite});
        return Ok(format!("{all:#}\n"));
    }
    let commit = commit.map(|commit| format!("commit {commit}, ")).unwrap_or_default();
    Ok(format!("qjcppcc {version} ({commit}SQLite {})\n", engine.version))
}
