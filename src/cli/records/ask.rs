//! What a command line lacks is asked for at a terminal. What comes of it is more words of that line, which is read once more.

use std::io::Write;

use crate::cli::args::Given;
use crate::cli::desk::{Anew, Desk};
use crate::cli::records::edit::AS;
use crate::error::{Error, Kind, Result};
use crate::ledger::{Door, Field, Ledger, Record, Type};
use crate::lookup::pick;
use crate::outside::{Ask, Question};
use crate::store::{Query, Store};
use crate::text::{Lang, cut, shown, text};
use crate::vocabulary::{Called, Vocabulary};

/// Asks for the fields of a new record where one that it must have is missing, or all are.
pub fn for_new(desk: &mut Desk, given: &Given) -> Result<()> {
    let (ledger, Some(ask)) = (given.ledger(), desk.asks_for_more()) else { return Ok(()) };
    let is_loose = |field: &Field| ledger.positional.contains(&field.key) && given.loose(field).is_some();
    let fields = ledger.all_fields().filter(|field| ledger.offers(field));
    let (said, mut left): (Vec<&Field>, Vec<&Field>) =
        fields.partition(|field| given.field(field).is_some() || is_loose(field));
    let is_hung = given.parents().next().is_some();
    let must_hang = ledger.is_child() && !is_hung && !(ledger.counted && (ledger.several || given.counts()));
    let is_needed = |field: &&Field| ledger.must_be_told(field);
    if !must_hang && (is_hung || !said.is_empty()) && !left.iter().any(is_needed) {
        return Ok(());
    }
    let store = desk.reader()?;
    let mut form = Form::new(desk, ask, ledger, &store);
    form.loose = said.iter().filter(|field| is_loose(field)).count();
    let parents = if must_hang { records(desk, &store, given.home())? } else { Vec::new() };
    // Nobody is kept waiting while the person thinks.
    drop(store);
    if must_hang {
        form.numbered(form.lang.pick("所属记录", "hangs on"), parents)?;
    }
    left.sort_by_key(|field| ledger.positional.iter().position(|key| *key == field.key).unwrap_or(usize::MAX));
    let empty = vec![String::new(); left.len()];
    let mut new = empty.clone();
    for (field, new) in left.iter().zip(&mut new).filter(|(field, _)| is_needed(field) || field.key == "turns") {
        *new = form.answer(field, "", is_needed(field)).ok_or_else(given_up)?;
    }
    let new = form.changed(&left, new.clone(), new)?;
    form.done(desk, &left, &empty, new)
}

/// Asks what is to be changed in a record, where nothing was said or an editor is wanted.
pub fn for_changes(desk: &mut Desk, given: &Given) -> Result<()> {
    let (ledger, by_editor) = (given.ledger(), given.switch("editor"));
    let is_said = offered(ledger).any(|(_, field)| given.field(field).is_some());
    let is_said = is_said || given.writes("unset") || given.text(AS).is_some();
    let ask = match desk.asks_for_more() {
        Some(ask) if by_editor || !is_said => ask,
        None if by_editor => {
            return Err(usage!("no_terminal": "这里不能打开编辑器", "no editor can be opened here";
                "在终端上用，不带 --no-input、--yes、-O、-o；或者写明改哪一项，如 --title 新标题",
                "use it on a terminal without --no-input, --yes, -O, -o; or say what is changed, such as --title NEW"));
        }
        _ => return Ok(()),
    };
    let store = desk.reader()?;
    let mut form = Form::new(desk, ask, ledger, &store);
    let asked = match given.text("no") {
        Some(_) => None,
        None => Some(form.numbered(form.lang.pick("改哪一条", "which one"), records(desk, &store, ledger)?)?),
    };
    let names = given.texts("no").chain(asked.as_deref());
    let records = store.find_all(names, &ledger.with_children())?;
    let [record] = &records[..] else {
        return Err(usage!("one_at_a_time": "问答和编辑器一次只改一条",
            "questions and the editor change one at a time";
            "几条一起改，写明改哪一项，如 --title 新标题",
            "to change several, say what is changed, such as --title NEW"));
    };
    form.ledger = record.ledger;
    let fields = record.ledger.all_fields().filter(|field| record.ledger.offers(field));
    let fields: Vec<&Field> = fields.filter(|field| !by_editor || !matches!(field.holds, Type::File)).collect();
    let words = |record: &Record| -> Vec<String> {
        let read = |field: &&Field| desk.shown(&store).value(record, field).unwrap_or_default();
        fields.iter().map(read).collect()
    };
    let (old, masked) = (words(record), words(&record.clone().masked()));
    drop(store);
    if record.void.is_some() {
        return Ok(());
    }
    let new = if by_editor {
        form.edited(desk, &record.name(), &fields, &old)?
    } else {
        form.changed(&fields, old.clone(), masked)?
    };
    form.done(desk, &fields, &old, new)
}

/// The fields that a record of a ledger, or of what hangs on it, can be given.
pub fn offered(ledger: &'static Ledger) -> impl Iterator<Item = (&'static Ledger, &'static Field)> {
    let fields = |of: &'static Ledger| of.all_fields().filter(|field| of.offers(field)).map(move |field| (of, field));
    ledger.with_children().into_iter().flat_map(fields)
}

/// The field of this key, or of what people call it.
pub fn named_field(ledger: &'static Ledger, name: &str, vocabulary: &Vocabulary) -> Option<&'static Field> {
    let name = name.trim();
    let is = |field: &&Field| {
        let Called { zh, en } = field.called_by(vocabulary);
        [field.key, zh, en, field.label.zh, field.label.en].contains(&name)
    };
    ledger.all_fields().find(is)
}

fn given_up() -> Error {
    Error::said_no(message!("没有记录", "nothing was recorded"))
}

/// The questions about one record, and the words that come of them.
struct Form<'a> {
    ask: Ask<'a>,
    lang: Lang,
    ledger: &'static Ledger,
    vocabulary: Vocabulary,
    today: chrono::NaiveDate,
    /// How many fields are written without their flag.
    loose: usize,
    words: Vec<String>,
}

impl<'a> Form<'a> {
    fn new(desk: &Desk, ask: Ask<'a>, ledger: &'static Ledger, store: &Store) -> Form<'a> {
        let (lang, today, vocabulary) = (desk.lang, desk.outside.today(), store.vocabulary().clone());
        Form { ask, lang, ledger, vocabulary, today, loose: usize::MAX, words: Vec::new() }
    }

    fn label(&self, field: &Field) -> &str {
        field.called_by(&self.vocabulary).lang(self.lang)
    }

    /// The number of a record that is chosen, which is the next word.
    fn numbered(&mut self, question: &str, records: Vec<String>) -> Result<String> {
        let chosen = (self.ask)(question, Question::Choice(records)).ok_or_else(given_up)?;
        let no = chosen.split(' ').next().unwrap_or_default().to_owned();
        self.words.push(no.clone());
        Ok(no)
    }

    /// What is wrong with what was written for a field.
    fn check(&self, field: &Field, said: &str, needed: bool) -> std::result::Result<(), String> {
        let Form { lang, vocabulary, ledger, today, .. } = self;
        let wrong = match field.holds {
            _ if said.trim().is_empty() => needed.then(|| lang.pick("这一项要填", "it must be given").to_owned()),
            // These are looked up when the line is read.
            Type::Record(_) => None,
            Type::File => (!std::path::Path::new(said).is_file())
                .then(|| lang.pick("没有这个文件", "there is no such file").to_owned()),
            _ => {
                let door = Door { vocabulary, ledger, today: *today, pick };
                let error = door.read(field, said).err();
                let words = |error: Error| [Some(error.message), error.hint.map(|hint| *hint)].into_iter().flatten();
                let said = |error| words(error).map(|it| it.lang(*lang).to_owned()).collect::<Vec<_>>();
                error.map(|error| said(error).join(lang.pick("；", "; ")))
            }
        };
        wrong.map_or(Ok(()), |wrong| Err(shown(&cut(&wrong, *lang))))
    }

    /// What is answered for a field; nothing where it is to be left empty, none where the person gives up.
    fn answer(&self, field: &Field, old: &str, needed: bool) -> Option<String> {
        let label = self.label(field);
        let empty = if needed { "" } else { self.lang.pick("（可不填）", " (may be left empty)") };
        let question = format!("{label}{empty}{}", self.lang.pick("：", ":"));
        let words = field.words(self.ledger, &self.vocabulary, self.lang);
        if words.is_empty() || matches!(field.holds, Type::Terms(_)) {
            let check = |said: &str| self.check(field, said, needed);
            return (self.ask)(&question, Question::Line { old, check: &check }).map(|said| said.trim().to_owned());
        }
        let none = self.lang.pick("（不填）", "(none)");
        let list = words.into_iter().map(|(_, name)| name).chain((!needed).then_some(none)).map(shown).collect();
        (self.ask)(&question, Question::Choice(list)).map(|name| if name == none { String::new() } else { name })
    }

    /// Asks field by field what is to be said or changed; `said` is what is shown of each.
    fn changed(&self, fields: &[&'static Field], mut new: Vec<String>, mut said: Vec<String>) -> Result<Vec<String>> {
        let (lang, all) = (self.lang, self.lang.pick("没有了，记下", "no, record it"));
        loop {
            let line = |(field, said): (&&Field, &String)| {
                shown(&format!("{}{}{said}", self.label(field), lang.pick("：", ": ")))
            };
            let lines: Vec<String> = fields.iter().zip(&said).map(line).collect();
            let list = [all.to_owned()].into_iter().chain(lines.iter().cloned()).collect();
            let question = lang.pick("还有别的吗？", "anything else?");
            let chosen = (self.ask)(question, Question::Choice(list)).ok_or_else(given_up)?;
            let Some(at) = lines.iter().position(|line| *line == chosen) else { return Ok(new) };
            let old = if matches!(fields[at].holds, Type::File) { "" } else { &new[at] };
            if let Some(answer) = self.answer(fields[at], old, self.ledger.requires(fields[at])) {
                said[at].clone_from(&answer);
                new[at] = answer;
            }
        }
    }

    /// Lets the person change all of it in an editor, until nothing is wrong.
    fn edited(&self, desk: &Desk, name: &str, fields: &[&'static Field], old: &[String]) -> Result<Vec<String>> {
        let lang = self.lang;
        let mut page = phrase!(
            lang,
            "# {name}：在冒号后面改，存盘退出。清空的一项会清空，删去的行不变；接着写的行要缩进。\n",
            "# {name}: change what stands behind the colons, save and leave. What is emptied is cleared, a line taken out stays as it was; indent further lines.\n"
        );
        for (field, old) in fields.iter().zip(old) {
            page += &format!("{}: {}\n", self.label(field), old.replace('\n', "\n    "));
        }
        loop {
            page = written(desk, &page)?;
            let (new, wrong) = self.read(&page, fields, old);
            if wrong.is_empty() {
                return Ok(new);
            }
            let again = lang.pick("再打开改吗？", "Open it again?");
            let question = format!("{}\n{again}", wrong.join("\n"));
            (self.ask)(&question, Question::Agree).ok_or_else(given_up)?;
        }
    }

    /// What the page says of each field, and what is wrong with it.
    fn read(&self, page: &str, fields: &[&'static Field], old: &[String]) -> (Vec<String>, Vec<String>) {
        let (mut new, mut wrong) = (old.to_owned(), Vec::new());
        let mut at = None;
        for line in page.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            if let (true, Some(at)) = (line.starts_with([' ', '\t', '\u{3000}']), at) {
                let said: &mut String = &mut new[at];
                *said = format!("{said}\n{}", line.trim());
                continue;
            }
            let (label, said) = line.split_once([':', '：']).unwrap_or((line, ""));
            let field = named_field(self.ledger, label, &self.vocabulary);
            at = field.and_then(|field| fields.iter().position(|known| known.key == field.key));
            match at {
                Some(at) => said.trim().clone_into(&mut new[at]),
                None => wrong.push(phrase!(self.lang, "没有“{label}”这一项", "there is no field “{label}”")),
            }
        }
        for ((field, new), _) in fields.iter().zip(&new).zip(old).filter(|((_, new), old)| new != old) {
            if let Err(fault) = self.check(field, new, self.ledger.requires(field)) {
                wrong.push(format!("{}：{fault}", self.label(field)));
            }
        }
        (new, wrong)
    }

    /// Puts an answer on the command line.
    fn write(&mut self, field: &Field, answer: String) {
        let is_next = !self.ledger.several && self.ledger.positional.get(self.loose) == Some(&field.key);
        let key = field.flag.unwrap_or(field.key);
        match field.short {
            _ if is_next && !answer.starts_with('-') => {
                self.loose += 1;
                self.words.push(answer);
            }
            _ if answer.starts_with('-') || matches!(field.holds, Type::Flag) => {
                self.words.push(format!("--{key}={answer}"));
            }
            Some(letter) => self.words.extend([format!("-{letter}"), answer]),
            None => self.words.extend([format!("--{key}"), answer]),
        }
    }

    /// Has the command begin anew with what was answered, if anything was.
    fn done(mut self, desk: &mut Desk, fields: &[&Field], old: &[String], new: Vec<String>) -> Result<()> {
        for ((field, _), new) in fields.iter().zip(old).zip(new).filter(|((_, old), new)| *old != new) {
            if new.is_empty() {
                self.words.extend(["--unset".to_owned(), field.key.to_owned()]);
            } else {
                self.write(field, new);
            }
        }
        if self.words.is_empty() { Ok(()) } else { Err(desk.begin_anew(Anew::Told(self.words))) }
    }
}

/// The records of a ledger to choose from, the latest first.
fn records(desk: &Desk, store: &Store, ledger: &'static Ledger) -> Result<Vec<String>> {
    let said = |record: &Record| shown(&format!("{} · {}", record.no, desk.shown(store).briefly(record)));
    Ok(store.list(&Query::of(ledger))?.iter().map(said).collect())
}

/// What is left of a page after the person had it in an editor.
fn written(desk: &Desk, page: &str) -> Result<String> {
    let edit = || {
        let mut file = tempfile::Builder::new().prefix("qjcppcc-").suffix(".txt").tempfile()?;
        file.write_all(page.as_bytes())?;
        (desk.outside.editor)(file.path())?;
        // An editor may have put another file in its place.
        std::fs::read_to_string(file.path())
    };
    let what = text("编辑器没有用成", "the editor did not work");
    edit().map(|page| page.trim_start_matches('\u{feff}').to_owned()).map_err(|fault| {
        Error::system(Kind::Failed, "no_editor", what, &fault).hint(message!(
            "用环境变量 EDITOR 写明编辑器，如 EDITOR=nano",
            "name one in the environment, such as EDITOR=nano"
        ))
    })
}
