//! What looks wrong about the records behind the figures of a period.

use crate::error::Result;
use crate::figure::{Counted, Figure, Reading};
use crate::period::Period;
use crate::report::{self, Line};
use crate::store::Store;
use crate::text::{Lang, Message};

/// Whether something is doubtful: what was once overdue is not, once it is done.
pub fn is_doubtful(figure: &Figure, counted: &Counted) -> bool {
    figure.is_doubt() && counted.amount.is_some_and(|amount| amount.value != 0)
}

/// How many records a doubt names.
const NAMED: usize = 3;

/// What looks wrong about the records behind the figures, and sums that are not as exact as most of their parts.
pub fn doubts(store: &Store, lines: &[Line], period: &Period, exact: bool, lang: Lang) -> Result<Vec<Message>> {
    let mut doubts = Vec::new();
    for Line { figure, counted, .. } in lines {
        let (zh, en, key) = (&figure.label, &figure.english, &figure.key);
        if let Some(amount) = counted.amount.filter(|_| is_doubtful(figure, counted)) {
            let mut names = store.some_behind(figure, period, NAMED + 1)?;
            let more = names.len() > NAMED;
            names.truncate(NAMED);
            let (zh_more, en_more) = if more { ("等", ", …") } else { ("", "") };
            let (zh_names, en_names) = (names.join("、") + zh_more, names.join(", ") + en_more);
            let number = report::printed(figure, counted, true, Lang::Zh);
            let count = amount.digits(figure.measure);
            doubts.push(message!(
                "注意：{zh}{number}（{zh_names}）；查：qjcppcc report {} --trace {key}",
                "note: {en}: {count} ({en_names}); see: qjcppcc report {} --trace {key}",
                period.name
            ));
        }
        // What platforms did is said of the figures in which it counts, too.
        if !figure.is_of_platform()
            && figure.reading == Reading::Sum
            && counted.loose > 0
            && counted.loose < counted.records
        {
            let (loose, sure) = (counted.loose, counted.records - counted.loose);
            let number = report::printed(figure, counted, exact, lang);
            doubts.push(message!(
                "注意：{zh}（{number}）由{sure}条实数和{loose}条带余、约、近的数相加；查：qjcppcc report {} --trace {key}",
                "note: {en} ({number}) adds {sure} exact and {loose} inexact numbers; see: qjcppcc report {} --trace {key}",
                period.name
            ));
        }
    }
    Ok(doubts)
}

/// What is known only by its month, where the period begins or ends within that.
pub fn cut(store: &Store, period: &Period) -> Result<Option<Message>> {
    let (mut count, mut months) = (0, Vec::new());
    for month in period.cut_months() {
        let records = store.of_month(&month)?;
        count += records;
        months.extend((records > 0).then_some(month));
    }
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| months.iter().map(|month| month.label(lang)).collect::<Vec<_>>());
    let (zh, en) = (zh.join("、"), en.join(", "));
    Ok((count > 0).then(|| {
        message!(
            "注意：有{count}条记录只知道月份（{zh}），时段从月中切开，按当月1日算",
            "note: the period cuts through months ({en}) that are all that is known of the day of records ({count}); they count on the first of the month"
        )
    }))
}
