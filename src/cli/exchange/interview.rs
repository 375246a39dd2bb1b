//! What the options of an import answer about tables, and the command that answers all that is open; open points asked about at a
//! terminal, one sort after the other, and what an import will do shown before it is recorded.

use crate::cli::args::Given;
use crate::cli::desk::{Anew, Desk};
use crate::cli::exchange::keep::{Manner, keep};
use crate::cli::exchange::tally::by_file;
use crate::error::{Error, Result};
use crate::format::{Canvas, Format, Paper, write};
use crate::import::{Answers, Batch, Files, QUESTIONS, Question, encoding_named, set_for};
use crate::ledger::{Door, Field};
use crate::lookup::pick;
use crate::outside::{Ask, Question as Asked};
use crate::sheet::Sheet;
use crate::store::Store;
use crate::text::{Lang, Message, Text, quoted, shown};
use crate::vocabulary::Vocabulary;

/// So many points are shown before a question.
const SHOWN: usize = 5;

/// Refuses to ask where nobody can be asked.
pub fn foresee(desk: &Desk, given: &Given) -> Result<()> {
    if !given.switch("interactive") || desk.asks_for_more().is_some() {
        return Ok(());
    }
    Err(usage!("no_terminal": "这里不能问答", "questions cannot be asked here";
        "在终端上用 --interactive，不带 --no-input、--yes、-O、-o；脚本里直接写选项，如 --rest note",
        "use --interactive on a terminal, without --no-input, --yes, -O, -o; scripts give options, such as --rest note"))
}

/// Opens files, and asks about their open points as long as there are some that have an answer: the command then begins anew with
/// what was answered.
pub fn opened<'a>(
    desk: &mut Desk,
    given: &Given,
    store: &Store,
    answers: &Answers,
    open: &dyn Fn(&Answers) -> Result<Files<'a>>,
) -> Result<Files<'a>> {
    let mut files = open(answers)?;
    let Some(ask) = desk.asks_for_more().filter(|_| given.switch("interactive")) else { return Ok(files) };
    // Nobody is kept waiting while the person thinks.
    store.let_go();
    let mut told = answers.clone();
    while asked(desk, ask, &files, &mut told)? {
        files = open(&told)?;
    }
    if told == *answers {
        return Ok(files);
    }
    let before = answers.options();
    let new = told.options().into_iter().filter(|option| !before.contains(option));
    let words = new.flat_map(|(option, value)| [format!("--{option}"), value]).collect();
    Err(desk.begin_anew(Anew::Told(words)))
}

/// Asks about the open points, one question for each sort of them; whether anything was answered.
fn asked(desk: &Desk, ask: Ask, files: &Files, told: &mut Answers) -> Result<bool> {
    let (points, before, words) = (files.open_points(), told.clone(), &desk.words());
    for question in &QUESTIONS {
        let of: Vec<&Error> = points.iter().filter(|point| question.is_of(point)).collect();
        if of.is_empty() || told.way(question.key).is_some() {
            continue;
        }
        if question.key == "rest" {
            ask_of_headings(desk, ask, files, (question, &of), told)?;
            continue;
        }
        say(desk, &of);
        let ways: Vec<String> = question.ways.iter().map(|(_, about)| about.lang(desk.lang).to_owned()).collect();
        let chosen = chosen(ask, question.asks.lang(desk.lang), &ways)?;
        told.ways.insert(question.key, question.ways[chosen].0);
    }
    for (ledger, field) in files.lacking() {
        let several = files.are_of_several();
        let of = |whole: &str, part: &str| if several { format!("{whole}.{part}") } else { part.to_owned() };
        let key = of(ledger.key, field.key);
        let label = of(ledger.called_by(words).lang(desk.lang), field.called_by(words).lang(desk.lang));
        if told.set.iter().any(|(known, _)| *known == key) {
            continue;
        }
        let asks = phrase!(
            desk.lang,
            "没有“{label}”一栏，各行都是什么？",
            "no column says “{label}”: what is it in all rows?"
        );
        let (question, all) = (shown(&asks), field.words(ledger, words, desk.lang));
        let list: Vec<String> = all.into_iter().map(|(_, name)| name.to_owned()).collect();
        let value = if list.is_empty() {
            let door = Door { vocabulary: words, ledger, today: desk.outside.today(), pick };
            let check = |answer: &str| {
                door.value(field, answer).map(|_| ()).map_err(|error| error.message.lang(desk.lang).to_owned())
            };
            ask(&question, Asked::Line { old: "", check: &check }).ok_or_else(nothing_imported)?
        } else {
            list[chosen(ask, &question, &list)?].clone()
        };
        told.set.push((key, value));
    }
    Ok(*told != before)
}

fn nothing_imported() -> Error {
    Error::said_no(message!("没有导入", "nothing was imported"))
}

/// Asks about headings that mean nothing, one by one, until one answer holds for all that are left.
fn ask_of_headings(
    desk: &Desk,
    ask: Ask,
    files: &Files,
    (Question { ways, .. }, points): (&Question, &[&Error]),
    told: &mut Answers,
) -> Result<()> {
    let (lang, words) = (desk.lang, desk.words());
    for point in points {
        let heading = point.place.column.as_deref().and_then(|name| name.split_once('（')?.1.strip_suffix('）'));
        let Some(heading) = heading.filter(|heading| told.map.iter().all(|(said, _)| said != heading)) else {
            continue;
        };
        say(desk, &[*point]);
        let ledger = files.tried.iter().find(|tried| {
            let file = files.names.get(tried.source as usize);
            file == point.place.file.as_ref() && tried.sheet == point.place.sheet
        });
        let fields = ledger
            .and_then(|tried| tried.ledger)
            .into_iter()
            .flat_map(|ledger| ledger.all_fields().filter(|field| ledger.offers(field)));
        let fields: Vec<&Field> = fields.collect();
        let all = |Text { zh, en }: &Text| {
            phrase!(lang, "这一列和其余看不懂的列：{zh}", "this column and all others that mean nothing: {en}")
        };
        let mut list: Vec<String> = ways.iter().map(|(_, about)| all(about)).collect();
        list.push(lang.pick("只略去这一列", "leave this column alone out").to_owned());
        list.extend(fields.iter().map(|field| shown(field.called_by(&words).lang(lang))));
        let question = phrase!(lang, "“{heading}”是哪一项？", "what does “{heading}” mean?");
        let at = chosen(ask, &shown(&question), &list)?;
        match at.checked_sub(ways.len()) {
            None => {
                told.ways.insert("rest", ways[at].0);
                return Ok(());
            }
            Some(0) => told.map.push((heading.to_owned(), "-".to_owned())),
            Some(at) => told.map.push((heading.to_owned(), fields[at - 1].key.to_owned())),
        }
    }
    Ok(())
}

/// What stands in a list at the place that the person chose.
fn chosen(ask: Ask, question: &str, list: &[String]) -> Result<usize> {
    let answer = ask(question, Asked::Choice(list.to_owned()));
    let at = answer.and_then(|answer| list.iter().position(|one| *one == answer));
    at.ok_or_else(nothing_imported)
}

/// Says what a question is about: the first points, and that the answer holds for all files.
fn say(desk: &Desk, points: &[&Error]) {
    for point in points.iter().take(SHOWN) {
        desk.say_at_once(&message!("{}", "{}", point.sentence(desk.lang)));
    }
    let (more, file) = (points.len().saturating_sub(SHOWN), &points[0].place.file);
    if more > 0 {
        desk.say_at_once(&message!("另有{more}处", "and {more} more"));
    }
    if points.iter().any(|point| point.place.file != *file) {
        desk.say_at_once(&message!("答一次，对所有文件都算", "one answer holds for all files"));
    }
}

/// Shows what an import will do, and asks whether it is to be recorded.
pub fn agree(
    desk: &mut Desk,
    given: &Given,
    store: &mut Store,
    files: &Files,
    batch: &Batch,
    manner: Manner,
) -> Result<()> {
    if !given.switch("interactive") || desk.switched("dry-run") {
        return Ok(());
    }
    let progress = desk.outside.progress;
    let done = store.change(&desk.stamp()?, true, |change| keep(change, &mut batch.clone(), manner, progress))?;
    let table = by_file(files, &done, store.vocabulary(), desk.lang);
    let mut page = Vec::new();
    // Memory takes a page.
    let _ = write(&Sheet::list(table), Format::Table, &Canvas::default(), &Paper::default(), &mut page);
    let page = String::from_utf8_lossy(&page).into_owned();
    // What was taken for granted is read before, and not once more behind it.
    let said = desk.remarks.clone();
    let question = message!("{said}{page}记下吗？", "{said}{page}record it?");
    store.let_go();
    desk.agreed(&question, nothing_imported())?;
    desk.remarks.clear();
    if given.text("keep-recipe").is_none() {
        desk.remark(&message!(
            "同样的表下次自动这样读：导入时加 --keep-recipe 名字",
            "to have such tables read so next time, import with --keep-recipe NAME"
        ));
    }
    Ok(())
}

/// What was answered about tables on the command line.
pub fn answers_of(given: &Given) -> Result<Answers> {
    let encoding = given.text("encoding").map(encoding_named).transpose()?;
    let mut answers = Answers { map: pairs(given, "map")?, set: pairs(given, "set")?, encoding, ..Answers::default() };
    for Question { key, ways, .. } in &QUESTIONS {
        let ways: Vec<&'static str> = ways.iter().map(|(way, _)| *way).collect();
        answers.ways.extend(given.one_of(key, &ways)?.map(|way| (*key, way)));
    }
    Ok(answers)
}

/// What an option says in pairs: 来源=部门.
fn pairs(given: &Given, option: &'static str) -> Result<Vec<(String, String)>> {
    let pair = |pair: &str| match pair.split_once(['=', '＝']) {
        Some((one, other)) if !one.trim().is_empty() => Ok((one.trim().to_owned(), other.trim().to_owned())),
        _ if option == "set" => Err(usage!("bad_set": "--set 要写成 字段=值，不是“{pair}”",
            "--set wants FIELD=VALUE, not “{pair}”"; "例如 --set 日期=2022-3-1", "such as --set date=2022-3-1")),
        _ => Err(usage!("bad_map": "--map 要写成 表头=字段，不是“{pair}”",
            "--map wants HEADING=FIELD, not “{pair}”"; "例如 --map 来源=部门", "such as --map 来源=部门")),
    };
    given.texts(option).map(pair).collect()
}

/// The whole command that answers all points that have an answer, with what can be said instead.
pub fn answering(given: &Given, points: &[Error], files: &Files, all: &Vocabulary) -> Result<Option<Message>> {
    let asked = |question: &&Question| points.iter().any(|point| question.is_of(point));
    let questions: Vec<&Question> = QUESTIONS.iter().filter(asked).collect();
    let (lacking, several) = (files.lacking(), files.are_of_several());
    let sets: Vec<String> = lacking.into_iter().map(|(ledger, field)| set_for(field, ledger, all, several)).collect();
    if questions.is_empty() && sets.is_empty() {
        return Ok(None);
    }
    let mut words: Vec<String> = given.texts("file").map(quoted).collect();
    let options = ["shape", "ledger", "sheet", "refused", "errors", "keep-recipe"].into_iter();
    let flag = |name| if name == "shape" { "format" } else { name };
    words.extend(options.filter_map(|name| Some(format!("--{} {}", flag(name), quoted(given.text(name)?)))));
    let switches = ["update", "restore", "skip-bad", "no-recipe"].into_iter().filter(|name| given.switch(name));
    words.extend(switches.map(|name| format!("--{name}")));
    let said = answers_of(given)?.words();
    words.extend((!said.is_empty()).then_some(said));
    words.extend(questions.iter().map(|Question { key, ways, .. }| format!("--{key} {}", ways[0].0)));
    words.extend(sets);
    let all = |lang: Lang| {
        let of = |Question { key, ways, .. }: &&Question| {
            let ways = ways.iter().map(|(way, about)| format!("{way} {}", about.lang(lang))).collect::<Vec<_>>();
            format!("--{key} {}", ways.join(lang.pick("，", ", ")))
        };
        let all = questions.iter().map(of).collect::<Vec<_>>().join(lang.pick("；", "; "));
        if all.is_empty() { all } else { phrase!(lang, "（{all}）", " ({all})") }
    };
    let (command, zh, en) = (words.join(" "), all(Lang::Zh), all(Lang::En));
    Ok(Some(message!("一并回答：qjcppcc import {command}{zh}", "answer all at once: qjcppcc import {command}{en}")))
}
