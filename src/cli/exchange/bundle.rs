//! Bundles: the entries of all sites that a ledger file has, or those after a state, on their way to another file by stick or mail.
//!
//! A bundle is packed JSON Lines: first who made it, and how far each chain had come before and comes with it; then an entry a line, in the
//! order of all; last their number and a checksum over all lines before. It is not signed.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::cli::args::Given;
use crate::cli::desk::Desk;
use crate::cli::office::site::{after_merging, merged, same_office};
use crate::error::{Error, Kind, Result};
use crate::sheet::{Cell, Column, Reader, Sheet, Table};
use crate::store::{ChainEnd, LEDGER_VERSION, Line, Stamp, State, Store, Taken};
use crate::text::{Lang, Message, hex, text};

/// The ending of the name of a bundle.
pub const ENDING: &str = ".qjb";
/// The version of the form of a bundle.
const VERSION: i64 = 1;
/// No line of one is longer, in bytes: a record has far less.
const LONGEST: u64 = 1 << 20;

/// Whether a name is that of a bundle.
pub fn is_bundle(name: &str) -> bool {
    name.to_lowercase().ends_with(ENDING)
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct Head {
    bundle: String,
    version: i64,
    /// The version of the ledger file that it was made from.
    ledger: i64,
    office: Option<String>,
    /// How far each chain had come before, and how far it comes.
    starts: Vec<End>,
    ends: Vec<End>,
}

/// How far a chain comes: its site, what that is called, how many entries there are, and the hash of the last one.
type End = (Uuid, String, i64, String);

/// An entry: the place of its site among the ends, its number and that of the first of its change, moment, actor, user, what it does, its
/// record, why, what else it says of itself, and what the record says.
type Row = (usize, i64, i64, String, String, String, String, Uuid, Option<String>, Option<String>, String);

/// The last line.
#[derive(Serialize, Deserialize)]
struct Foot {
    entries: usize,
    sha256: String,
}

/// `export -o FILE.qjb [--since HEAD]`: what is written to the file, and an answer that nobody reads.
pub fn packed(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let store = desk.reader()?;
    let ends = store.chain_ends()?;
    let since = given.text("since").map(|head| state(&store, head)).transpose()?.unwrap_or_default();
    let mut packer = Packer { out: GzEncoder::new(Vec::new(), Compression::default()), digest: Sha256::new() };
    let office = store.vocabulary().office("name").lang(Lang::Zh).to_owned();
    packer.line(&Head {
        bundle: "qjcppcc".to_owned(),
        version: VERSION,
        ledger: LEDGER_VERSION,
        office: Some(office),
        starts: written(&store.ends_at(&since)?),
        ends: written(&ends),
    })?;
    let mut entries = 0;
    store.lines_since(&since, |line| {
        let Some(site) = ends.iter().position(|end| end.site == line.site) else { return Ok(()) };
        let Stamp { at, actor, os } = line.stamp;
        let row: Row =
            (site, line.number, line.batch, at, actor, os, line.op, line.record, line.reason, line.origin, line.body);
        entries += 1;
        packer.line(&row)
    })?;
    let sha256 = hex(&packer.digest.clone().finalize());
    packer.line(&Foot { entries, sha256 })?;
    desk.ready = Some(packer.out.finish().map_err(Error::unwritten)?);
    Ok(Sheet::object([("entries", Cell::count(entries))], Vec::new()))
}

/// How far the chains had come in a state that a head names.
fn state(store: &Store, head: &str) -> Result<Vec<(Uuid, i64)>> {
    match store.state_of(head)? {
        Some(State::Ends(ends)) => Ok(ends),
        Some(State::Upto(entries)) => Ok(store.chain_ends()?.iter().map(|end| (end.site, entries)).collect()),
        _ => Err(refused!("no_such_state": "这份台账文件从来不是 {head} 这个状态", "this ledger file has never been at {head}";
            "写上次导出时 qjcppcc head 的回答，或不写 --since 导出全部",
            "give what qjcppcc head said at the last export, or leave --since out to export all of it")
        .field("since")),
    }
}

fn written(ends: &[ChainEnd]) -> Vec<End> {
    ends.iter().map(|end| (end.site, end.name.clone(), end.entries, hex(&end.hash))).collect()
}

struct Packer {
    out: GzEncoder<Vec<u8>>,
    digest: Sha256,
}

impl Packer {
    fn line(&mut self, line: &impl Serialize) -> Result<()> {
        let mut bytes = serde_json::to_vec(line).map_err(|fault| Error::unwritten(fault.into()))?;
        bytes.push(b'\n');
        self.digest.update(&bytes);
        self.out.write_all(&bytes).map_err(Error::unwritten)
    }
}

/// A bundle that is read.
struct Unpacker {
    lines: BufReader<GzDecoder<File>>,
    digest: Sha256,
    number: usize,
    sites: Vec<Uuid>,
    foot: Option<Foot>,
}

impl Unpacker {
    fn open(name: &str) -> Result<(Unpacker, Head)> {
        let file = File::open(name).map_err(|fault| {
            let what = text("读不了流水包", "the bundle cannot be read");
            Error::system(Kind::Failed, "unreadable", what, &fault).file(name)
        })?;
        let lines = BufReader::new(GzDecoder::new(file));
        let mut unpacker = Unpacker { lines, digest: Sha256::new(), number: 0, sites: Vec::new(), foot: None };
        let first = unpacker.next_line()?;
        unpacker.digest.update(&first);
        let head: Option<Head> = serde_json::from_slice(&first).ok();
        let Some(head) = head.filter(|head| head.bundle == "qjcppcc") else { return Err(no_bundle()) };
        if head.version > VERSION || head.ledger > LEDGER_VERSION {
            return Err(refused!("newer_bundle": "这个流水包由更新的版本写成，没有导入",
                "this bundle was written by a newer program; nothing was taken in"; "请更新 qjcppcc", "update qjcppcc"));
        }
        unpacker.sites = head.ends.iter().map(|(site, ..)| *site).collect();
        Ok((unpacker, head))
    }

    fn next_line(&mut self) -> Result<Vec<u8>> {
        let mut line = Vec::new();
        let limited = self.lines.by_ref().take(LONGEST).read_until(b'\n', &mut line);
        limited.map_err(|_| damaged(self.number + 1))?;
        self.number += 1;
        if line.last() == Some(&b'\n') { Ok(line) } else { Err(damaged(self.number)) }
    }

    fn entry(&mut self) -> Result<Option<Line>> {
        if self.foot.is_some() {
            return Ok(None);
        }
        let (so_far, bytes) = (self.digest.clone(), self.next_line()?);
        self.digest.update(&bytes);
        if bytes.first() == Some(&b'{') {
            let foot: Foot = serde_json::from_slice(&bytes).map_err(|_| damaged(self.number))?;
            let is_last = self.lines.fill_buf().is_ok_and(<[u8]>::is_empty);
            if foot.sha256 != hex(&so_far.finalize()) || foot.entries + 2 != self.number || !is_last {
                return Err(damaged(self.number));
            }
            self.foot = Some(foot);
            return Ok(None);
        }
        let row: Row = serde_json::from_slice(&bytes).map_err(|_| damaged(self.number))?;
        let (site, number, batch, at, actor, os, op, record, reason, origin, body) = row;
        let site = *self.sites.get(site).ok_or_else(|| damaged(self.number))?;
        let stamp = Stamp { at, actor, os };
        Ok(Some(Line { site, number, batch, stamp, op, record, reason, origin, body }))
    }
}

impl Iterator for Unpacker {
    type Item = Result<Line>;

    fn next(&mut self) -> Option<Result<Line>> {
        self.entry().transpose()
    }
}

fn no_bundle() -> Error {
    refused!("no_bundle": "这不是流水包", "this is no bundle"; "流水包用 qjcppcc export -o 名称.qjb 导出",
        "bundles are made with qjcppcc export -o NAME.qjb")
}

fn damaged(line: usize) -> Error {
    refused!("damaged_bundle": "流水包第{line}行不完整或被改动过，什么也没有并入",
        "line {line} of the bundle is incomplete or was altered; nothing was taken in";
        "重新拷贝，或请对方重新导出", "copy it again, or have it exported again")
}

/// `import FILE.qjb…`: takes in the entries of bundles, each whole or not at all; one that is refused keeps no other out.
pub fn unpacked(desk: &mut Desk, names: &[String]) -> Result<Sheet> {
    let (mut taken, mut read, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    let mut store = desk.writer()?;
    for name in names {
        match one_unpacked(desk, &mut store, name) {
            Ok(some) => {
                taken.extend(some);
                read.push(name.as_str());
            }
            Err(error) if error.place.file.is_none() => refused.push(error.file(name)),
            Err(error) => refused.push(error),
        }
    }
    let table = table(desk.lang, &taken);
    let counts = after_merging(desk, &mut store, &taken)?;
    let words = said(&taken, &read);
    if !refused.is_empty() {
        if !read.is_empty() {
            desk.warn(&words);
        }
        let mut first = refused.remove(0);
        first.more = refused;
        return Err(first);
    }
    let members =
        [("files", Cell::List(names.iter().map(|name| Cell::text(name)).collect())), ("taken", Cell::Table(table))];
    Ok(desk.tell(members.into_iter().chain(counts), &words))
}

fn one_unpacked(desk: &mut Desk, store: &mut Store, name: &str) -> Result<Vec<Taken>> {
    let (unpacker, head) = Unpacker::open(name)?;
    let Head { office, starts, ends, .. } = head;
    // Whose entries are here already is of this office, whatever that was called when they were made.
    let known = store.chain_ends()?;
    if !ends.iter().any(|(site, ..)| known.iter().any(|end| end.site == *site)) {
        same_office(store, office.as_deref())?;
    }
    let (Some(starts), Some(ends)) = (read(starts), read(ends)) else { return Err(damaged(1)) };
    merged(desk, store, (&starts, &ends), unpacker)
}

/// How far chains come, as a bundle says it; `None` where it is not written so.
fn read(ends: Vec<End>) -> Option<Vec<ChainEnd>> {
    let bytes = |hex: &str| -> Option<Vec<u8>> {
        hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect()
    };
    let end = |(site, name, entries, hash): End| {
        Some(ChainEnd { site, name: name.chars().take(40).collect(), entries, hash: bytes(&hash)? })
    };
    ends.into_iter().map(end).collect()
}

/// The entries that came or went, by site.
pub fn table(lang: Lang, taken: &[Taken]) -> Table {
    let new = |key: &str, zh: &str, en: &str| Column::new(key, lang.pick(zh, en));
    let columns: [Reader<&Taken>; 4] = [
        (Column::data("id"), &|it| Cell::Text(it.site.to_string())),
        (new("site", "站点", "site"), &|it| Cell::text(&it.name)),
        (new("from", "从第", "from").right(), &|it| Cell::Whole(it.from)),
        (new("to", "到第", "to").right(), &|it| Cell::Whole(it.to)),
    ];
    Table::of(taken, columns)
}

fn said(taken: &[Taken], names: &[&str]) -> Message {
    let Message { zh: files, en: all } = Message::list(names.iter().map(|name| message!("{name}", "{name}")));
    if taken.is_empty() {
        return message!("{files}：都已经有了，没有新的流水", "{all}: all of it is here already, nothing is new");
    }
    let Message { zh, en } = spans(taken);
    message!("已并入 {files}：{zh}", "took in {all}: {en}")
}

/// The same in words.
pub fn spans(taken: &[Taken]) -> Message {
    Message::list(taken.iter().map(|Taken { name, from, to, .. }| {
        if from == to {
            return message!("{name} 第{to}条", "{name} {to}");
        }
        message!("{name} 第{from}至{to}条", "{name} {from} to {to}")
    }))
}
