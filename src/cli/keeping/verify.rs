//! `verify`, `rebuild`, `head`: whether everything is as the entries say, and in which state the ledger file is.

use crate::cli::args::{Given, TOLD, option};
use crate::cli::desk::Desk;
use crate::cli::office::claim;
use crate::cli::records::evidence;
use crate::cli::task::Task;
use crate::error::{Error, Kind, Result};
use crate::ledger::CLAIMS;
use crate::sheet::{Cell, Sheet};
use crate::store::Query;

/// `verify`.
pub const VERIFY: Task = Task::reads("verify", verify)
    .with(|command, _| command.args([option("head", "HEAD", TOLD), option("evidence", "DIR", TOLD)]));

/// `rebuild`.
pub const REBUILD: Task = Task::changes("rebuild", rebuild);

/// `head`.
pub const HEAD: Task = Task::reads("head", head);

/// Exit 6 with the first thing that is wrong, or with all that disagrees outside.
fn verify(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let checked = store.verify(desk.outside.progress).map_err(|error| match store.path() {
        Some(path) => error.file(&path.display().to_string()),
        None => error,
    })?;
    if let Some(head) = given.text("head").filter(|head| !store.has_been_at(head).unwrap_or(false)) {
        let what = message!("这份台账文件从来不是 {head} 这个状态", "this ledger file has never been at {head}");
        return Err(Error::new(Kind::Differs, "other_history", what).hint(message!(
            "可能被换回旧文件、删去末尾或整个重写；换用备份",
            "an old copy may have been put back, the tail cut, or all of it rewritten; use a backup"
        )));
    }
    let mut troubles = claim::disagreements(&store, None)?;
    let claims = store.list(&Query::of(CLAIMS))?.len();
    let mut fine = None;
    if let Some(folder) = given.text("evidence") {
        let recorded = evidence::recorded(&store)?;
        // Files may be large, and the folder far away: meanwhile others write.
        store.let_go();
        let (sound, missed) = evidence::look(&recorded, folder)?;
        fine = Some(sound);
        troubles.extend(missed);
    }
    if !troubles.is_empty() {
        return Err(disagreeing(troubles, fine));
    }
    let (entries, head) = (checked.entries, checked.head.as_deref().unwrap_or("—"));
    let mut words = message!(
        "完好：{entries}条流水，各表与流水一致。台账文件状态 {head}",
        "sound: {entries} entries, and every table is what they say. State {head}"
    );
    if claims > 0 {
        words.zh += &format!("。外部数字{claims}个，都相符");
        words.en += &format!(". Claims: {claims}, and all agree");
    }
    if let Some(fine) = fine {
        words.zh += &format!("。佐证{fine}份，都在，没有改动");
        words.en += &format!(". Evidence: {fine} files, all there and unchanged");
    }
    let members = [
        ("entries", Cell::Whole(entries)),
        ("head", Cell::words(checked.head)),
        ("claims", Cell::count(claims)),
        ("evidence", fine.map_or(Cell::Empty, Cell::count)),
    ];
    Ok(desk.said(members, &words))
}

/// What is around the ledger file does not go with it: figures given by others, files of evidence.
fn disagreeing(troubles: Vec<Error>, fine: Option<usize>) -> Error {
    let mut what = message!(
        "台账文件本身完好，但有{}处与外面不符",
        "the ledger file itself is sound, but things around it differ: {}",
        troubles.len()
    );
    if let Some(fine) = fine {
        what.zh += &format!("；佐证完好的{fine}份");
        what.en += &format!("; evidence in order: {fine} files");
    }
    let error = Error::new(Kind::Differs, troubles[0].code, what).hint(message!(
        "外部数字：核对记录，或 qjcppcc claim void；佐证：找回原文件",
        "claims: check the records, or qjcppcc claim void; evidence: find the file that was recorded"
    ));
    Error { more: troubles, ..error }
}

fn rebuild(desk: &mut Desk, _: &Given) -> Result<Sheet> {
    let mut store = desk.writer()?;
    if desk.switched("dry-run") {
        return Err(usage!("no_dry_run": "rebuild 不能演练", "rebuild has no dry run";
            "先用 verify 核对", "verify checks without changing anything"));
    }
    let entries = store.rebuild()?;
    let words = message!("已从{entries}条流水重做各表", "all tables were made anew from {entries} entries");
    Ok(desk.done([("entries", Cell::Whole(entries))], words.lang(desk.lang)))
}

fn head(desk: &mut Desk, _: &Given) -> Result<Sheet> {
    let head = desk.reader()?.head()?;
    let words = head.clone().unwrap_or_else(|| "—".to_owned());
    Ok(desk.said([("head", Cell::words(head))], &message!("{words}", "{words}")))
}
