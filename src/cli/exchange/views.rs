//! `views`: what stands in the ledger file for those who ask it in SQL, made and taken away.

use crate::cli::args::{Given, TOLD, switch};
use crate::cli::desk::Desk;
use crate::cli::task::Task;
use crate::error::Result;
use crate::sheet::{Cell, Sheet};
use crate::store::{Access, Store};

/// `views [--remove]`.
pub const TASK: Task = Task::changes("views", views).with(|command, _| command.arg(switch("remove", TOLD)));

/// They are no records: no entry tells of them, and a default file that is not there is not made for them.
fn views(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let (dry, remove) = (desk.switched("dry-run"), given.switch("remove"));
    let mut store = Store::open(&desk.file()?.0, if dry { Access::DryRun } else { Access::Write })?;
    let (count, is_new) = store.with_views(!remove, dry)?;
    let words = match (remove, is_new) {
        (false, true) => message!("已建{count}个视图，供 SQL 查询", "made {count} views for SQL"),
        (false, false) => message!("{count}个视图都在", "there are {count} views already"),
        (true, true) => message!("视图已删去，记录没有变", "the views are gone; no record has changed"),
        (true, false) => message!("没有视图", "there are no views"),
    };
    Ok(desk.tell([("views", Cell::count(count))], &words))
}
