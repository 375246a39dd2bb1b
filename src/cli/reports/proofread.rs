//! `proofread`: a draft's numbers held against one another, and against the figures of the office.

use chrono::{NaiveDate, SecondsFormat, Utc};

use crate::amount::{Amount, Measure};
use crate::cli::args::{Given, TOLD, argument, switch};
use crate::cli::desk::Desk;
use crate::cli::exchange::read::slurp;
use crate::cli::reports::{as_of, facts};
use crate::cli::task::{Task, Work};
use crate::door::{admit, date};
use crate::error::{Kind, Result};
use crate::figure::{By, Counted, Figure, figures};
use crate::format::Format;
use crate::ledger::{CLAIMS, Record, mask};
use crate::period::Period;
use crate::proof::{
    Basis, Claim, Contradiction, Count, Draft, Idle, Office, Remark, Verdict, claims, contradictions, period_of, slice,
};
use crate::report::{Line, Rate, Report};
use crate::sheet::{Block, Cell, Column, Face, Reader, Sheet, Table};
use crate::store::Store;
use crate::text::{Called, Lang, Message, Text, quoted, text};
use crate::vocabulary::Vocabulary;

/// `proofread FILE|- [PERIOD]`.
pub const TASK: Task = Task::new("proofread", Work::Changes(proofread)).with(|command, _| {
    command
        .arg(argument("file", "FILE", TOLD).required(true))
        .args([
            argument("period", "PERIOD", TOLD),
            switch("alone", TOLD),
            switch("annotate", TOLD),
            switch("keep", TOLD),
        ])
        .arg(switch("all", TOLD))
});

/// A draft, and all that is to be said of its numbers.
struct Proof {
    /// What the draft is called.
    name: String,
    draft: Draft,
    claims: Vec<Claim>,
    idle: Vec<Idle>,
    /// What the ledger says of each claim; nothing where none was asked.
    verdicts: Vec<Verdict>,
    contradictions: Vec<Contradiction>,
    /// The period whose figures were asked.
    period: Option<Period>,
}

fn proofread(desk: &mut Desk, given: &Given) -> Result<Sheet> {
    let file = given.text("file").unwrap_or_default();
    let bytes = slurp(desk, file)?;
    let draft = Draft::read(file, &bytes).map_err(|error| error.file(file))?;
    check_annotate(desk, given, &draft)?;
    let today = desk.outside.today();
    let said = given.read("period", |text| Period::read(text, today))?;
    let period = said.or_else(|| period_of(&draft)).unwrap_or_else(|| Period::read("今年", today).expect("a year"));
    let (claims, idle) = claims(&draft);
    let name = if file == "-" { desk.lang.pick("标准输入", "stdin").to_owned() } else { file.to_owned() };
    let mut proof = Proof { name, draft, claims, idle, verdicts: Vec::new(), contradictions: Vec::new(), period: None };
    if given.switch("alone") {
        proof.look(&bare(&desk.words(), period, today), None)?;
    } else if given.switch("keep") {
        let mut store = desk.writer()?;
        let kept = proof.ask(&store, period, desk)?;
        keep(desk, &mut store, &proof, &kept)?;
    } else {
        let store = desk.reader()?;
        if store.head()?.is_none() {
            let name = &period.name;
            desk.remark(&message!(
                "台账还是空的，没有{name}的数字可比：只找自相矛盾的",
                "the ledger is empty, there is nothing of {name} to compare: only contradictions are looked for"
            ));
            proof.look(&bare(store.vocabulary(), period, today), None)?;
        } else {
            proof.ask(&store, period, desk)?;
        }
        store.let_go();
    }
    if proof.is_wrong() {
        desk.code = Kind::Differs.exit_code();
    }
    if given.switch("annotate") {
        let remarks = proof.remarks(desk.lang);
        let at = desk.outside.now.with_timezone(&Utc).to_rfc3339_opts(SecondsFormat::Secs, true);
        let document = proof.draft.document.as_ref().expect("it was looked at");
        desk.ready = Some(document.annotated(&remarks, desk.lang.pick("校对", "proof-reader"), &at)?);
        desk.remark(&proof.summary());
    }
    Ok(proof.sheet(desk, given.switch("all")))
}

/// A report of nothing, which knows how the office's figures go in print.
fn bare(words: &Vocabulary, period: Period, today: NaiveDate) -> Report {
    let line = |figure| Line { figure, counted: Counted::default(), before: None };
    Report::new(period, today, Lang::Zh, words, figures(words).into_iter().map(line).collect())
}

fn check_annotate(desk: &Desk, given: &Given, draft: &Draft) -> Result<()> {
    if !given.switch("annotate")
        || (draft.document.is_some() && desk.format == Some(Format::Docx) && desk.output().is_some())
    {
        return Ok(());
    }
    Err(usage!("annotate_docx": "批注只写进 Word 文档（docx）的一份副本",
        "comments are put into a copy of a Word document (docx) only";
        "例如 qjcppcc proofread 稿.docx --annotate -o 稿-校.docx",
        "for example qjcppcc proofread draft.docx --annotate -o draft-read.docx"))
}

impl Proof {
    /// Holds the claims against one another, and against the figures of a report where there is something to count.
    fn look(&mut self, report: &Report, count: Option<Count>) -> Result<()> {
        let office = Office::of(report, count.unwrap_or(&|_, _, _| Ok(Counted::default())));
        let found = office.found(&self.draft, &self.claims);
        let topic = |at: usize| office.topic(&self.draft, &found, &self.claims[at]);
        self.contradictions = contradictions(&self.draft, &self.claims, &topic);
        if count.is_some() {
            self.verdicts = office.verdicts(&self.draft, &self.claims, &found)?;
            self.period = Some(report.period.clone());
        }
        Ok(())
    }

    /// Asks a ledger file for the figures of a period.
    fn ask(&mut self, store: &Store, period: Period, desk: &Desk) -> Result<Period> {
        let mut report = facts::report(store, period, desk.outside.today(), desk.report_language())?;
        as_of::complete(&mut report, store)?;
        let count = |figure: &Figure, period: &Period, town: Option<&str>| -> Result<Counted> {
            if town.is_none() {
                return store.count(figure, period);
            }
            let parts = store.parts(figure, period, By::Town)?;
            Ok(parts.into_iter().find(|part| part.part.as_deref() == town).map(|part| part.counted).unwrap_or_default())
        };
        self.look(&report, Some(&count))?;
        Ok(report.period.clone())
    }

    fn is_wrong(&self) -> bool {
        !self.contradictions.is_empty() || self.verdicts.iter().any(|verdict| matches!(verdict, Verdict::Differs(_)))
    }
}

/// What is said of claims: the key, the heading over them, and a short word.
const VERDICTS: [(&str, Text, Text); 5] = [
    ("agrees", text("相符", "Agree"), text("相符", "agree")),
    ("differs", text("与台账不符", "Not what the ledger says"), text("不符", "differ")),
    (
        "published",
        text("与公布时相符，后来台账变了", "As published; the ledger has changed since"),
        text("只与公布时相符", "as published only"),
    ),
    ("unrecorded", text("台账里没有记录", "Rest on no record here"), text("没有记录", "no record")),
    ("unknown", text("认不出是哪个指标", "Not recognised as any figure"), text("认不出", "not recognised")),
];

/// So many claims of one verdict are told on a page; data has all of them.
const TOLD_OF: usize = 200;

impl Proof {
    /// Where a claim stands: 第3页, 第12行.
    fn place(&self, line: usize) -> Message {
        let line = &self.draft.lines[line];
        match (line.page, &self.draft.document) {
            (Some(page), _) => message!("第{page}页", "page {page}"),
            (None, Some(_)) => message!("第{}段", "paragraph {}", line.number),
            (None, None) => message!("第{}行", "line {}", line.number),
        }
    }

    /// The claims of which this is said.
    fn of(&self, verdict: &str) -> Vec<usize> {
        (0..self.verdicts.len()).filter(|at| self.verdicts[*at].key() == verdict).collect()
    }

    /// How many claims there are of each sort.
    fn summary(&self) -> Message {
        let found = VERDICTS.iter().map(|(key, _, short)| (self.of(key).len(), *short));
        // What there is always tells whether all was well.
        let told = found.enumerate().filter(|(at, (count, _))| *count > 0 || *at < 2).map(|(_, told)| told);
        let told = Message::list(told.map(|(count, Called { zh, en })| message!("{zh}{count}处", "{en} {count}")));
        let Message { zh, en } = match &self.period {
            Some(Period { name, .. }) => {
                let Message { zh, en } = told;
                message!("对照台账 {name}：{zh}；", "against {name}: {en}; ")
            }
            None => Message::default(),
        };
        let (name, all, idle, against) = (&self.name, self.claims.len(), self.idle.len(), self.contradictions.len());
        message!(
            "{name}：{all}处数字，{zh}自相矛盾{against}处；另有{idle}个数不是指标（年份、届次、文号等）",
            "{name}: {all} numbers; {en}contradictions {against}; {idle} more that are no figures (years, sessions, document numbers)"
        )
    }

    /// The page tells what is wrong first, then what nobody could recognise; with `all` what agrees, too.
    fn sheet(&self, desk: &Desk, all: bool) -> Sheet {
        let lang = desk.lang;
        let mut page = vec![Block::Line(self.summary().lang(lang).to_owned())];
        let against = self.against(lang);
        if !self.contradictions.is_empty() {
            let mut first = against.clone();
            first.rows.truncate(TOLD_OF);
            page.extend([Block::heading(lang.pick("自相矛盾", "Contradictions")), Block::Table(first)]);
            page.extend(more(self.contradictions.len(), lang));
        }
        for (key, heading, _) in VERDICTS.iter().skip(1).chain(VERDICTS.first().filter(|_| all)) {
            let found = self.of(key);
            if !found.is_empty() {
                let first = &found[..found.len().min(TOLD_OF)];
                page.extend([Block::heading(heading.lang(lang)), Block::Table(self.table(desk, first))]);
                page.extend(more(found.len(), lang));
            }
        }
        if all && !self.idle.is_empty() {
            page.extend([Block::heading(lang.pick("不是指标", "No figures")), Block::Table(self.idle(lang))]);
        }
        let every: Vec<usize> = (0..self.claims.len()).collect();
        let period = self.period.as_ref().map(|period| period.name.clone());
        let members = [
            ("file", Cell::Text(self.name.clone())),
            ("period", Cell::words(period)),
            ("claims", Cell::Table(self.table(desk, &every))),
            ("contradictions", Cell::Table(against)),
            ("idle", Cell::Table(self.idle(lang))),
        ];
        Sheet::object(members, page)
    }

    fn table(&self, desk: &Desk, claims: &[usize]) -> Table {
        let lang = desk.lang;
        let new = |key, zh, en| Column::new(key, lang.pick(zh, en));
        let basis = |at: usize| self.verdicts.get(at).and_then(Verdict::basis);
        let line = |at: usize| &self.draft.lines[self.claims[at].line];
        let columns: [Reader<&usize>; 13] = [
            (new("place", "位置", "place").face(Face::Page), &|at| {
                Cell::text(self.place(self.claims[**at].line).lang(lang))
            }),
            (Column::data("line"), &|at| Cell::count(line(**at).number)),
            (Column::data("page"), &|at| line(**at).page.map_or(Cell::Empty, Cell::count)),
            (Column::data("words"), &|at| Cell::text(self.claims[**at].words(&self.draft))),
            (new("sentence", "原文", "sentence"), &|at| Cell::Text(mask(&self.claims[**at].sentence(&self.draft)))),
            (Column::data("value"), &|at| Cell::Decimal(self.claims[**at].amount.decimal(Measure::Hours))),
            (Column::data("bound"), &|at| Cell::text(self.claims[**at].amount.bound.key())),
            (Column::data("unit"), &|at| {
                Cell::words(Some(self.claims[**at].unit.clone()).filter(|unit| !unit.is_empty()))
            }),
            (Column::data("verdict"), &|at| {
                Cell::words(self.verdicts.get(**at).map(|verdict| verdict.key().to_owned()))
            }),
            (new("ours", "台账", "ledger"), &|at| Cell::words(basis(**at).map(|basis| basis.ours.clone()))),
            (Column::data("figure"), &|at| Cell::words(basis(**at).map(|basis| basis.key.clone()))),
            (new("about", "是哪个数", "figure").face(Face::Page), &|at| {
                Cell::words(basis(**at).map(|basis| basis.about(lang)))
            }),
            (new("trace", "追溯", "to trace it"), &|at| {
                Cell::words(basis(**at).and_then(|basis| self.trace(desk, basis)))
            }),
        ];
        Table::of(claims, columns)
    }

    /// The command that shows the records behind what a verdict rests on.
    fn trace(&self, desk: &Desk, basis: &Basis) -> Option<String> {
        let key = Rate::find(&basis.key).map_or_else(|| basis.key.clone(), |rate| rate.figures[0].to_string());
        let period = basis.period.as_ref().unwrap_or(&self.period.as_ref()?.name);
        let town = basis.town.as_ref().map_or_else(String::new, |town| format!(" -t {}", quoted(town)));
        Some(desk.repeating(message!("qjcppcc report {period} --trace {key}{town}", "")).zh)
    }

    fn against(&self, lang: Lang) -> Table {
        let columns: [Reader<&Contradiction>; 5] = [
            (Column::new("place", lang.pick("位置", "place")), &|it| {
                let mut lines: Vec<usize> = it.claims.iter().map(|at| self.claims[*at].line).collect();
                lines.dedup();
                Cell::text(Message::list(lines.into_iter().map(|line| self.place(line))).lang(lang))
            }),
            (Column::data("sort"), &|it| Cell::text(it.sort)),
            (Column::new("sentence", lang.pick("原文", "sentence")), &|it| {
                Cell::Text(mask(&self.claims[it.claims[0]].sentence(&self.draft)))
            }),
            (Column::new("what", lang.pick("怎么矛盾", "what is wrong")), &|it| Cell::text(it.what.lang(lang))),
            (Column::data("lines"), &|it| {
                Cell::List(
                    it.claims.iter().map(|at| Cell::count(self.draft.lines[self.claims[*at].line].number)).collect(),
                )
            }),
        ];
        Table::of(&self.contradictions, columns)
    }

    fn idle(&self, lang: Lang) -> Table {
        let line = |it: &Idle| &self.draft.lines[it.line];
        let columns: [Reader<&Idle>; 4] = [
            (Column::new("place", lang.pick("位置", "place")).face(Face::Page), &|it| {
                Cell::text(self.place(it.line).lang(lang))
            }),
            (Column::data("line"), &|it| Cell::count(line(it).number)),
            (Column::new("words", lang.pick("原文", "words")), &|it| {
                Cell::Text(mask(slice(&line(it).text, &it.span)))
            }),
            (Column::new("why", lang.pick("是什么", "what it is")), &|it| Cell::text(it.why.lang(lang))),
        ];
        Table::of(&self.idle, columns)
    }

    /// The comments for a Word document: on all that is wrong, or no longer as it was published.
    fn remarks(&self, lang: Lang) -> Vec<Remark> {
        let remark = |at: usize, text: String| {
            let claim = &self.claims[at];
            let line = &self.draft.lines[claim.line];
            Remark { paragraph: line.number, span: line.from + claim.span.start..line.from + claim.span.end, text }
        };
        let verdicts = self.verdicts.iter().enumerate().filter_map(|(at, verdict)| {
            let (basis, period) = (verdict.basis()?, &self.period.as_ref()?.name);
            let (about, ours, key) = (basis.about(lang), &basis.ours, &basis.key);
            let text = match verdict {
                Verdict::Differs(_) => phrase!(
                    lang,
                    "台账 {period} 的{about}是{ours}（{key}）",
                    "the ledger says of {period}: {about} {ours} ({key})"
                ),
                Verdict::Published(_) => phrase!(
                    lang,
                    "与公布时相符（{about}，{ours}），后来台账变了（{key}）",
                    "as published ({about}, {ours}); the ledger has changed since ({key})"
                ),
                _ => return None,
            };
            Some(remark(at, text))
        });
        let against = self.contradictions.iter().map(|one| remark(one.claims[0], one.what.lang(lang).to_owned()));
        verdicts.chain(against).collect()
    }
}

/// How many are not told on the page.
fn more(all: usize, lang: Lang) -> Option<Block> {
    let left = all.checked_sub(TOLD_OF).filter(|left| *left > 0)?;
    Some(Block::Line(phrase!(lang, "另有{left}处，全部用 -O json", "{left} more; all of them with -O json")))
}

/// Keeps what was read as claims.
fn keep(desk: &mut Desk, store: &mut Store, proof: &Proof, period: &Period) -> Result<()> {
    let (mut records, dictionary) = (Vec::new(), figures(store.vocabulary()));
    for (claim, verdict) in proof.claims.iter().zip(&proof.verdicts) {
        let Some(basis) = verdict.basis().filter(|basis| basis.is_whole()) else { continue };
        let words = claim.words(&proof.draft);
        let (mut record, door) = (Record::blank(CLAIMS), desk.door(store, CLAIMS));
        date(&mut record, door.today);
        // As it is written, unless its measure word is not that of the figure.
        let figure = dictionary.iter().find(|figure| figure.key == basis.key);
        let is_read =
            |figure: &Figure| Amount::read(words, figure.measure, &[&figure.unit, &figure.unit_english]).is_ok();
        let value = if figure.is_none_or(is_read) { words.to_owned() } else { claim.amount.digits(Measure::Hours) };
        let place = proof.place(claim.line).zh;
        let source = format!("{} {place}", proof.name);
        let said = [("figure", &*basis.key), ("period", &period.name), ("value", &value), ("source", &source)];
        for (key, words) in said {
            door.put(&mut record, key, Some(words))?;
        }
        record.id = desk.outside.new_id();
        admit(&record, store.vocabulary())?;
        records.push(record);
    }
    let kept = records.len();
    desk.change(store, |change| records.iter_mut().try_for_each(|record| change.add(record)))?;
    let rehearsed = desk.rehearsed();
    desk.remark(&message!(
        "{rehearsed}已记外部数字{kept}个（看：qjcppcc claim list）",
        "{rehearsed}recorded {kept} claims (see qjcppcc claim list)"
    ));
    Ok(())
}
