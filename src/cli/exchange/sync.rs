//! `sync`: a server on which several sites share their entries. What speaks with one is in a binary of its own; every binary says how far
//! the sites are, and what a server needs.

use clap::Command;

use crate::cli::args::{Given, TOLD, argument, option};
use crate::cli::desk::{Desk, or_none};
use crate::cli::office::site::progress;
use crate::cli::task::{Task, Work};
use crate::error::Result;
use crate::ledger::SITES;
use crate::server::setup;
use crate::sheet::{Block, Cell, Sheet};
use crate::store::{Query, Received, Store};
use crate::text::Lang;

/// `sync URL|status|init`.
pub const TASK: Task = Task::new("sync", Work::ChangesOr(sync, &[STATUS, INIT])).with(options);

const STATUS: Task = Task::reads("status", status);

const INIT: Task = Task::reads("init", init);

fn options(command: Command, _: Lang) -> Command {
    command.arg(argument("url", "URL", TOLD).required(true)).arg(option("office", "NAME", TOLD))
}

fn status(desk: &mut Desk, _: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let mut sites = store.received()?;
    sites.extend(own(&store)?);
    Ok(or_none(progress(desk, &sites), desk.lang.pick("还没有流水", "there are no entries yet")))
}

/// How far this site is.
fn own(store: &Store) -> Result<Option<Received>> {
    if let Some(sites) = store.sites() {
        return Ok(sites.own().map(|own| {
            let (name, role, clock) = (sites.label(own), own.role.clone(), own.clock.clone());
            Received { site: own.id, name, role, entries: own.entries, clock, at: None }
        }));
    }
    let said = store.list(&Query::of(SITES))?.pop();
    let role = said.and_then(|record| record.text("role").map(str::to_owned));
    let clock = store.clock()?.unwrap_or_default();
    let end = store.chain_ends()?.pop();
    Ok(end.map(|end| Received { site: end.site, name: end.name, role, entries: end.entries, clock, at: None }))
}

fn init(desk: &mut Desk, _: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let office = store.vocabulary().office("name").lang(Lang::Zh);
    let own = own(&store)?;
    let id = own.as_ref().map(|own| own.site.to_string());
    let login = own.as_ref().map_or("desk", |own| &*own.name);
    let sql = setup(office, id.as_deref(), login, desk.lang);
    Ok(Sheet::object([("sql", Cell::text(&sql))], vec![Block::Verbatim(sql.trim_end().to_owned())]))
}

#[cfg(not(feature = "server"))]
fn sync(_: &mut Desk, _: &Given) -> Result<Sheet> {
    Err(error_of!(Failed, "without_server": "这个 qjcppcc 不能和服务器交换", "this qjcppcc cannot speak with a server";
        "用同一包里的 qjcppcc-server，或自己编译：cargo install --path . --features server",
        "use qjcppcc-server of the same archive, or build it: cargo install --path . --features server"))
}

#[cfg(feature = "server")]
use with_server::sync;

/// What only the binary has that speaks with a server.
#[cfg(feature = "server")]
mod with_server {
    use super::{Cell, Desk, Given, Lang, Result, Sheet, Store};
    use crate::cli::exchange::bundle::{spans, table};
    use crate::cli::office::site::{after_merging, merged, same_office};
    use crate::outside::Question;
    use crate::server::{Address, Fault, Server, There, newer};
    use crate::store::Taken;
    use crate::text::Message;

    pub fn sync(desk: &mut Desk, given: &Given) -> Result<Sheet> {
        let mut address = Address::read(given.text("url").unwrap_or_default(), desk.outside)?;
        let mut store = desk.writer()?;
        let office = office(&store, given)?;
        // Nobody is kept from recording while a server is waited for.
        store.let_go();
        let server = connected(desk, &mut address)?;
        server.admits(&office).map_err(Fault::told)?;
        let dry = desk.switched("dry-run");
        let (there, mut sent) = server.trying(|server| {
            let there = server.look(&office, &mut store)?;
            let sent = server.send(&office, &mut store, &there.forked, dry)?;
            Ok((there, sent))
        })?;
        let There { starts, ends, lines, is_newer, .. } = there;
        let taken =
            if is_newer { Err(newer()) } else { merged(desk, &mut store, (&starts, &ends), lines.into_iter().map(Ok)) };
        if taken.is_err() && !sent.is_empty() {
            let Message { zh, en } = spans(&sent);
            desk.warn(&message!("已送出：{zh}", "sent: {en}"));
        }
        let taken = taken?;
        let counts = after_merging(desk, &mut store, &taken)?;
        if counts[0].1 != Cell::count(0) {
            // Pairs that were found are the office's own entries.
            for more in server.trying(|server| server.send(&office, &mut store, &[], false))? {
                match sent.iter_mut().find(|known| known.site == more.site) {
                    Some(known) => known.to = more.to,
                    None => sent.push(more),
                }
            }
        }
        let words = said(&sent, &taken);
        let tables = [("sent", &sent), ("taken", &taken)].map(|(key, all)| (key, Cell::Table(table(desk.lang, all))));
        let members = std::iter::once(("office", Cell::Text(office))).chain(tables).chain(counts);
        Ok(desk.tell(members, &words))
    }

    /// What the office is called on the server: what it calls itself. A file with nothing in it does not know that.
    fn office(store: &Store, given: &Given) -> Result<String> {
        let named = given.text("office");
        same_office(store, named)?;
        if named.is_none() && store.is_bare()? {
            return Err(
                usage!("which_office": "本机还没有记录，要写明是哪个单位的", "nothing is recorded here: it must be said whose it is";
                "写上 --office 单位名称，问已经在用的人", "give --office NAME; ask those who use the server already"),
            );
        }
        let own = store.vocabulary().office("name").lang(Lang::Zh);
        Ok(named.unwrap_or(own).to_owned())
    }

    fn connected(desk: &Desk, address: &mut Address) -> Result<Server> {
        address.know(desk.outside)?;
        let password = match Server::connect(address) {
            Err(Fault::NoPassword) => desk.asks_for_more().and_then(|ask| {
                let (name, user) = (&address.name, address.user());
                ask(&phrase!(desk.lang, "{user} 在 {name} 的口令", "password of {user} at {name}"), Question::Secret)
            }),
            other => return other.map_err(Fault::told),
        };
        address.take(&password.ok_or_else(|| Fault::NoPassword.told())?);
        Server::connect(address).map_err(Fault::told)
    }

    fn said(sent: &[Taken], taken: &[Taken]) -> Message {
        let (Message { zh: sent_zh, en: sent_en }, Message { zh, en }) = (spans(sent), spans(taken));
        match (sent.is_empty(), taken.is_empty()) {
            (true, true) => message!("两边一样，没有新的流水", "both sides are the same, nothing is new"),
            (false, true) => message!("已送出：{sent_zh}", "sent: {sent_en}"),
            (true, false) => message!("已并入：{zh}", "took in: {en}"),
            (false, false) => message!("已送出：{sent_zh}；已并入：{zh}", "sent: {sent_en}; took in: {en}"),
        }
    }
}
