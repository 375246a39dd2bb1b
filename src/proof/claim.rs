//! The claims of a draft: every number that counts something, with the words around it that may say what.

use std::ops::Range;

use super::draft::{Draft, Line};
use super::number::{NAME, Number, Says, numbers};
use crate::amount::Amount;
use crate::text::Text;

/// A number of a draft that counts something.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The line it stands in: its place among the lines of the draft.
    pub line: usize,
    /// Where it stands there, with bound and measure word, in characters.
    pub span: Range<usize>,
    /// What it gives, in hundredths.
    pub amount: Amount,
    /// Its measure word; empty where it has none.
    pub unit: String,
    /// Words before it that belong to it.
    pub before: Range<usize>,
    /// Words behind it that may belong to it.
    pub after: Range<usize>,
    /// Whether it is of the period before, from which it has grown.
    pub is_of_before: bool,
    /// Where its sentence begins.
    pub sentence: usize,
    /// Where the clause that it stands in ends.
    pub clause: usize,
}

/// A number of a draft that counts nothing, and why.
#[derive(Clone, Debug)]
pub struct Idle {
    /// The line it stands in.
    pub line: usize,
    /// Where it stands there.
    pub span: Range<usize>,
    /// What it is.
    pub why: Text,
}

const ROWS: Text = crate::text::text("表格自己的数", "a number of the rows");

/// So many characters before and behind a number are shown.
const AROUND: usize = 24;

/// What ends a sentence in plain characters, and what ends a clause.
pub(super) const SENTENCE: &str = "。；!?\n";
const CLAUSE: &str = ",。；:;!?\n";

/// All numbers of a draft: those that count something, and the others.
pub fn claims(draft: &Draft) -> (Vec<Claim>, Vec<Idle>) {
    let (mut claims, mut idle) = (Vec::new(), Vec::new());
    for (at, line) in draft.lines.iter().enumerate() {
        let found = numbers(&line.plain, line.cell.is_some());
        let names = names(&line.plain);
        // What this program remarks below its own pages counts records.
        let is_remark = ["注意:", "note:"]
            .iter()
            .any(|mark| line.plain.iter().copied().take(mark.chars().count()).eq(mark.chars()));
        let begins = if is_remark { line.plain.len() } else { numbered(&line.plain) };
        let (much, nothing): (Vec<&Number>, Vec<&Number>) = found.iter().partition(|number| {
            let is_name = names.iter().any(|name| name.contains(&number.from));
            matches!(number.says, Says::Much(..)) && !is_name && !line.is_of_rows && number.from >= begins
        });
        idle.extend(nothing.into_iter().map(|number| {
            let why = match number.says {
                Says::Nothing(why) => why,
                Says::Much(..) if line.is_of_rows => ROWS,
                Says::Much(..) => NAME,
            };
            Idle { line: at, span: number.from..number.to, why }
        }));
        for (place, number) in much.iter().enumerate() {
            let Says::Much(amount, unit) = &number.says else { continue };
            let last = if place == 0 { 0 } else { much[place - 1].to };
            let next = much.get(place + 1).map_or(line.plain.len(), |next| next.from);
            let mut claim = Claim::of(at, line, number, (*amount, unit), last..next);
            if let Some(before) = claims.last_mut().filter(|before: &&mut Claim| before.line == at && last > 0) {
                before.go_on(&mut claim, &line.plain);
            }
            claims.push(claim);
        }
    }
    (claims, idle)
}

impl Claim {
    fn of(at: usize, line: &Line, number: &Number, (amount, unit): (Amount, &str), room: Range<usize>) -> Claim {
        let text = &line.plain;
        let is_end =
            |at: usize| SENTENCE.contains(text[at]) || (text[at] == '.' && text.get(at + 1).is_none_or(|c| *c == ' '));
        let sentence = (0..number.from).rev().find(|at| is_end(*at)).map_or(0, |at| at + 1);
        let clause = (number.to..text.len()).find(|at| CLAUSE.contains(text[*at])).unwrap_or(text.len());
        Claim {
            line: at,
            span: number.from..number.to,
            amount,
            unit: unit.to_owned(),
            before: if is_joined(text, room.start..number.from) {
                number.from..number.from
            } else {
                before(text, number.from, room.start.max(sentence))
            },
            // An English measure word is one of the words, too.
            after: if unit.is_ascii() { number.from } else { number.to }..after(text, number.to, room.end),
            is_of_before: false,
            sentence,
            clause,
        }
    }

    /// 提出和附议587人次、153人: what is said before the first is said of both. 由17篇增至34篇: so it is, and the first is of before.
    fn go_on(&mut self, next: &mut Claim, text: &[char]) {
        let between: String = text[self.span.end..next.span.start].iter().collect();
        let is_from = self.before.end > 0 && matches!(text[self.before.end - 1], '由' | '从');
        let is_step = ["增", "升", "提", "降", "减", "扩"].iter().any(|word| between.starts_with(word))
            && ["到", "至", "为"].iter().any(|word| between.ends_with(word));
        self.is_of_before = is_from && is_step;
        if self.is_of_before || between == "、" {
            next.before = self.before.clone();
        }
    }

    /// What it says, as it stands in the draft.
    pub fn words<'d>(&self, draft: &'d Draft) -> &'d str {
        slice(&draft.lines[self.line].text, &self.span)
    }

    /// The sentence around it, cut where it is long, with the number in 【】.
    pub fn sentence(&self, draft: &Draft) -> String {
        let line = &draft.lines[self.line];
        let end =
            (self.span.end..line.plain.len()).find(|at| SENTENCE.contains(line.plain[*at])).unwrap_or(line.plain.len());
        let (from, to) = (self.sentence.max(self.span.start.saturating_sub(AROUND)), end.min(self.span.end + AROUND));
        let cut = |is_cut: bool| if is_cut { "…" } else { "" };
        let [ahead, words, behind] =
            [from..self.span.start, self.span.clone(), self.span.end..to].map(|part| slice(&line.text, &part));
        format!("{}{}【{words}】{}{}", cut(from > self.sentence), ahead.trim_start(), behind.trim_end(), cut(to < end))
    }

    /// Whether it is a share, a rate or a growth.
    pub fn is_percent(&self) -> bool {
        self.unit == "%"
    }
}

/// Some characters of a text.
pub fn slice<'t>(text: &'t str, span: &Range<usize>) -> &'t str {
    let mut places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let from = places.nth(span.start).unwrap_or(text.len());
    let to = if span.end > span.start { places.nth(span.end - span.start - 1).unwrap_or(text.len()) } else { from };
    &text[from..to]
}

/// The words before a number, back to the end of a clause or of the number before. Brackets that begin with the number are looked out
/// of, those that end before it are looked through.
fn before(text: &[char], number: usize, least: usize) -> Range<usize> {
    let mut from = number;
    let is_empty = |from: usize| text[from..number].iter().all(|c| c.is_whitespace() || matches!(c, '(' | ':'));
    while from > least {
        let c = text[from - 1];
        if c == ')' {
            let open = (least..from - 1).rev().find(|at| text[*at] == '(');
            from = open.unwrap_or(from - 1);
        } else if (CLAUSE.contains(c) && !(c == ':' && is_empty(from))) || (c == '(' && !is_empty(from)) {
            break;
        } else {
            from -= 1;
        }
    }
    from..number
}

/// Whether what stands between two numbers belongs to the first and joins the second to it: 100名信息员和30名特邀信息专员.
fn is_joined(text: &[char], between: Range<usize>) -> bool {
    let words = &text[between.clone()];
    between.start > 0
        && words.last().is_some_and(|c| "和与及".contains(*c))
        && !words.iter().any(|c| CLAUSE.contains(*c) || *c == '、')
}

/// Where the words behind a number end: at the end of its part of the clause, or at the next number.
fn after(text: &[char], number: usize, most: usize) -> usize {
    let mut to = number;
    while to < most {
        let c = text[to];
        if c == '(' {
            match (to..most).find(|at| text[*at] == ')') {
                Some(close) => to = close + 1,
                None => break,
            }
        } else if CLAUSE.contains(c) || matches!(c, '、' | ')' | '/') {
            break;
        } else {
            to += 1;
        }
    }
    to
}

/// Titles and short words in quotation marks, whose numbers are part of a name.
pub fn names(text: &[char]) -> Vec<Range<usize>> {
    let (mut names, mut open) = (Vec::new(), None);
    for (at, c) in text.iter().enumerate() {
        match c {
            '《' | '“' | '「' if open.is_none() => open = Some((at, *c)),
            '》' | '”' | '」' => {
                let Some((from, mark)) = open.take() else { continue };
                let is_short = at - from <= 20 && !text[from..at].iter().any(|c| ",。；".contains(*c));
                if mark == '《' || is_short {
                    names.push(from..at);
                }
            }
            _ => {}
        }
    }
    names
}

/// Where a line begins behind its own number: 1. · （2） · 三、
fn numbered(text: &[char]) -> usize {
    let start = text.iter().take_while(|c| c.is_whitespace() || **c == '(').count();
    let digits = text[start..].iter().take_while(|c| c.is_ascii_digit()).count();
    let end = start + digits;
    let is_numbered = (1..=2).contains(&digits)
        && text.get(end).is_some_and(|c| matches!(c, '.' | '、' | ')'))
        && !text.get(end + 1).is_some_and(char::is_ascii_digit);
    if is_numbered { end + 1 } else { 0 }
}
