//! 分解表: figures by town, month, kind and so on, a row a part and a column a figure, the total last.

use super::breakdown::{Broken, part_label, rank};
use super::number::{bound, digits, own_name, printed, value};
use super::office::{OWN, offices};
use super::overview::{Report, heading};
use crate::amount::{Amount, Bound};
use crate::figure::{By, Figure, Part};
use crate::sheet::{Block, Cell, Column, Face, Reader, Sheet, Table};
use crate::vocabulary::Set;

/// What figures came to in parts, for tables that are read across and down.
struct Matrix<'a> {
    report: &'a Report,
    by: By,
    /// The figures, in the order of their sections.
    broken: &'a [Broken],
}

/// Figures broken down: in data with their parts, which add up to them, or turned, a row a part; on the page as a matrix, unless
/// the text of a circular tells of them.
pub fn breakdown(report: &Report, by: By, broken: &[Broken], text: Option<String>, turned: bool) -> Sheet {
    let (matrix, circular) = (Matrix { report, by, broken }, &report.facts.circular);
    let page = text.as_ref().map_or_else(|| matrix.page(), |text| circular.page(text, report.lang));
    let sorted = |cell: &dyn Fn(usize) -> Cell| circular.sort.map_or(Cell::Empty, cell);
    let members = [
        ("period", Cell::text(&report.period.name)),
        ("by", Cell::text(by.key())),
        ("sort", sorted(&|sort| Cell::text(&circular.figures[sort].figure.key))),
        ("ranking", sorted(&|sort| Cell::Table(circular.ranking(sort, report.exact, report.lang)))),
        ("more", sorted(&|_| Cell::count(circular.more()))),
        ("figures", Cell::Table(if turned { matrix.turned() } else { matrix.figures() })),
        ("text", Cell::words(text)),
    ];
    let mut sheet = Sheet::object(members, page);
    report.kept.mark(&mut sheet, report.lang);
    sheet
}

/// The same of several offices, with what was added up and what a reader should know of that.
pub fn above(report: &Report, broken: &[Broken], turned: bool) -> Sheet {
    let (by, lang) = (By::Office, report.lang);
    let matrix = Matrix { report, by, broken };
    let warnings: Vec<&str> = report.warnings.iter().map(|warning| warning.lang(lang)).collect();
    let members = [
        ("period", Cell::text(&report.period.name)),
        ("by", Cell::text(by.key())),
        ("figures", Cell::Table(if turned { matrix.turned() } else { matrix.figures() })),
        ("offices", Cell::Table(offices(&report.offices, lang))),
        ("warnings", Cell::List(warnings.iter().copied().map(Cell::text).collect())),
    ];
    let mut page = matrix.page();
    page.push(Block::heading(lang.pick("汇总的单位", "Offices")));
    page.push(Block::Table(offices(&report.offices, lang)));
    page.extend((!warnings.is_empty()).then(|| Block::Line(warnings.join("\n"))));
    Sheet::object(members, page)
}

/// A part as a row: its ledger, where kinds are of one, its key and its name.
type Row<'a> = (&'a str, Option<&'a str>, &'a str);

/// The figures that a table has at most: one page across, and a terminal of a hundred cells.
const ACROSS: usize = 8;

impl Matrix<'_> {
    /// A page of tables, one a section of the summary or several where it has many figures. What is all in one part is said in a line.
    fn page(&self) -> Vec<Block> {
        let lang = self.report.lang;
        let shown: Vec<&Broken> = self.broken.iter().filter(|one| !one.parts.is_empty()).collect();
        if shown.is_empty() {
            return vec![Block::Line(lang.pick("没有记录", "no records").to_owned())];
        }
        let (title, by) = (heading(self.report), part_label(self.by, &self.report.words).lang(lang));
        let mut page = vec![Block::title(phrase!(lang, "{title}　按{by}", "{title}, by {by}"))];
        let all = self.parts(shown.iter().copied().filter(|one| !self.is_apart(one)));
        for group in shown.chunk_by(|one, next| self.heading(&one.figure) == self.heading(&next.figure)) {
            let mut heading = self.heading(&group[0].figure).to_owned();
            let (apart, wide): (Vec<&Broken>, Vec<&Broken>) = group.iter().copied().partition(|one| self.is_apart(one));
            let own = (self.by == By::Kind).then(|| self.parts(wide.iter().copied()));
            page.push(Block::heading(&*heading));
            heading += lang.pick("（续）", " (continued)");
            let each = wide.len().div_ceil(wide.len().div_ceil(ACROSS).max(1)).max(1);
            for (at, columns) in wide.chunks(each).enumerate() {
                page.extend((at > 0).then(|| Block::heading(&*heading)));
                page.push(Block::Table(self.table(own.as_ref().unwrap_or(&all), columns)));
            }
            page.extend(self.apart(&apart));
        }
        page
    }

    /// The figures, each with the table of its parts.
    fn figures(&self) -> Table {
        let Report { lang, words, .. } = self.report;
        let data = |key, zh, en| Column::new(key, lang.pick(zh, en)).face(Face::Data);
        let of_parts: [Reader<(&Figure, &Part, &str)>; 5] = [
            // Data has null where no town is; a line of a table says what that means.
            (Column::new("part", part_label(self.by, words).lang(*lang)).face(Face::Data), &|(_, it, name)| {
                it.part.clone().map_or_else(|| Cell::Unset((*name).to_owned()), Cell::Text)
            }),
            (data("value", "实数", "number"), &|(figure, it, _)| value(figure, it.counted.amount)),
            (data("bound", "界", "bound"), &|(_, it, _)| bound(it.counted.amount)),
            (data("text", "印发数", "printed"), &|(figure, it, _)| {
                Cell::Text(self.report.printed(figure, &it.counted))
            }),
            (data("records", "记录数", "records"), &|(_, it, _)| Cell::Whole(it.counted.records)),
        ];
        let (nested, part_of) = Table::by(of_parts);
        let parts = data("parts", "分项", "parts").holding(nested.columns.clone());
        let [value_of, bound_of] = [1, 2].map(|at| nested.columns[at].clone());
        // The words of an office alone are known nowhere else.
        let is_named = self.by == By::Office;
        let named = [data("label", "指标", "figure"), data("unit", "单位", "unit")];
        let head = [data("key", "键", "key")].into_iter().chain(named.into_iter().filter(|_| is_named));
        let mut figures = Table::new(head.chain([value_of, bound_of, parts]).collect());
        for Broken { figure, whole, parts } in self.broken {
            let rows = parts.iter().map(|(part, name)| part_of(&(figure, part, name))).collect();
            let parts = Cell::Table(Table { rows, ..nested.clone() });
            let named = [Cell::text(figure.name(*lang)), Cell::text(figure.word(*lang))];
            let head = [Cell::text(&figure.key)].into_iter().chain(named.into_iter().filter(|_| is_named));
            figures.push(head.chain([value(figure, whole.amount), bound(whole.amount), parts]).collect());
        }
        figures
    }

    /// One table of all figures, for scripts: they add the parts up.
    fn turned(&self) -> Table {
        let is_of_ledger = self.by == By::Kind;
        let mut columns: Vec<Column> = is_of_ledger.then(|| Column::data("ledger")).into_iter().collect();
        columns.extend([Column::data("part"), Column::data("name")]);
        let is_loose = |one: &Broken| one.parts.iter().any(|(part, _)| is_loose(part.counted.amount));
        for one in self.broken {
            let key = &*one.figure.key;
            columns.push(Column::new(key, one.figure.name(self.report.lang)).right());
            columns.extend(is_loose(one).then(|| Column::data(&format!("{key}_bound"))));
        }
        let mut table = Table::new(columns);
        for part @ (ledger, key, name) in self.parts(self.broken.iter()) {
            let mut cells: Vec<Cell> = is_of_ledger.then(|| Cell::text(ledger)).into_iter().collect();
            cells.extend([key.map_or_else(|| Cell::Unset(name.to_owned()), Cell::text), Cell::text(name)]);
            for one in self.broken {
                let amount = self.of(one, part);
                cells.push(value(&one.figure, amount));
                cells.extend(is_loose(one).then(|| bound(amount)));
            }
            table.push(cells);
        }
        table
    }

    /// The parts that occur, in the office's order; of towns all that are in use, of offices all, and what is in none last.
    fn parts<'b>(&'b self, broken: impl Iterator<Item = &'b Broken>) -> Vec<Row<'b>> {
        let in_use = self
            .report
            .words
            .of(Set::Town, "")
            .filter(|town| self.by == By::Town && town.is_in_use(self.report.period.from));
        let mut parts: Vec<Row> = in_use.map(|town| ("", Some(&*town.key), town.name(self.report.lang))).collect();
        parts.extend(self.report.offices.iter().map(|office| ("", Some(&*office.key), &*office.name)));
        for one in broken {
            parts.extend(one.parts.iter().map(|(part, name)| (self.ledger(one), part.part.as_deref(), &**name)));
        }
        // Sorting keeps the order of the ledgers.
        let ledgers: Vec<&str> = parts.iter().map(|(ledger, ..)| *ledger).collect();
        let place = |ledger: &str| ledgers.iter().position(|known| *known == ledger);
        parts.sort_by_cached_key(|(ledger, key, _)| {
            (place(ledger), rank(self.by, ledger, *key, &self.report.words), *key)
        });
        parts.dedup_by_key(|part| (part.0, part.1));
        parts
    }

    /// The ledger by which parts of the same key are told apart: kinds are of one.
    fn ledger<'b>(&self, one: &'b Broken) -> &'b str {
        if self.by == By::Kind { one.figure.ledger() } else { "" }
    }

    fn of(&self, one: &Broken, (ledger, key, _): Row) -> Option<Amount> {
        if self.by == By::Office {
            // There may be thousands, and they are in the order of their keys.
            let at = one.parts.binary_search_by_key(&key, |(part, _)| part.part.as_deref());
            return one.parts[at.ok()?].0.counted.amount;
        }
        one.of(key).filter(|_| self.ledger(one) == ledger)?.amount
    }

    /// What stands above a figure: its section, or its ledger where parts are of one.
    fn heading<'f>(&'f self, figure: &'f Figure) -> &'f str {
        let (lang, section) = (self.report.lang, self.report.words.term(Set::Section, "", &figure.section));
        let ledger = self.report.words.ledger(figure.ledger()).filter(|_| self.by == By::Kind);
        match (ledger, section) {
            (Some(ledger), _) => ledger.lang(lang),
            (None, Some(section)) => section.name(lang),
            (None, None) if figure.is_doubt() => lang.pick("存疑", "doubtful"),
            (None, None) => self.report.words.set_label(Set::Platform).lang(lang),
        }
    }

    /// Whether a figure has nothing to compare: all of it is in no part, or it is of one kind itself, or one office's own.
    fn is_apart(&self, one: &Broken) -> bool {
        if self.by == By::Office {
            return one.figure.key.contains(OWN);
        }
        let is_of_kind = || self.by == By::Kind && one.figure.family.as_ref().is_some_and(|it| it.set == Set::Kind);
        matches!(&one.parts[..], [(part, _)] if part.part.is_none() || is_of_kind())
    }

    /// Figures that are all in one part, behind its name where it is none, or an office.
    fn apart(&self, apart: &[&Broken]) -> Option<Block> {
        let Report { lang, exact, .. } = *self.report;
        let none = |one: &Broken| match &one.parts[0] {
            (_, office) if self.by == By::Office => Some(phrase!(lang, "{office}另有", "{office} alone")),
            (part, name) => part.part.is_none().then(|| name.clone()),
        };
        let line = |group: &[&Broken]| {
            let said = group.iter().map(|one| {
                let (name, number) = (one.figure.name(lang), printed(&one.figure, &one.whole, exact, lang));
                phrase!(lang, "{name}{number}", "{name}: {number}")
            });
            let said = said.collect::<Vec<_>>().join(lang.pick("、", "; "));
            none(group[0]).map_or(said.clone(), |name| phrase!(lang, "{name}：{said}", "{name}: {said}"))
        };
        let lines: Vec<String> = apart.chunk_by(|one, next| none(one) == none(next)).map(line).collect();
        (!lines.is_empty()).then(|| Block::Line(lines.join("\n")))
    }

    /// The heading of a figure's column, with its measure word where the name does not say it.
    fn column(&self, figure: &Figure) -> String {
        let (lang, word) = (self.report.lang, figure.word(self.report.lang));
        let is_of_kind = figure.family.as_ref().is_some_and(|it| it.set == Set::Kind);
        // 学习（主席会议） stands among its like. Columns are asked for by their headings, in lists with commas between.
        let is_alone = is_of_kind && figure.key.matches('.').count() == 1;
        let name = if is_alone { own_name(figure, lang) } else { figure.name(lang) };
        let name = name.replace(['、', '，'], "·").replace(", ", " · ");
        if name.contains(word) { name } else { phrase!(lang, "{name}（{word}）", "{name} ({word})") }
    }

    fn table(&self, parts: &[Row], figures: &[&Broken]) -> Table {
        let mut columns = vec![Column::new("part", part_label(self.by, &self.report.words).lang(self.report.lang))];
        columns.extend(figures.iter().map(|one| Column::new(&one.figure.key, &self.column(&one.figure)).right()));
        let mut table = Table::new(columns);
        let mut row = |name: &str, of: &dyn Fn(&Broken) -> Option<Amount>| {
            let numbers = figures.iter().map(|one| digits(&one.figure, of(one)));
            table.push(std::iter::once(Cell::text(name)).chain(numbers).collect());
        };
        for part in parts {
            row(part.2, &|one| self.of(one, *part));
        }
        row(self.report.lang.pick("合计", "total"), &|one| one.whole.amount);
        table
    }
}

fn is_loose(amount: Option<Amount>) -> bool {
    amount.is_some_and(|amount| amount.bound != Bound::Exact)
}
