//! Days and periods as people write them, and what must hold for every one.

use chrono::{Datelike, Days, Months, NaiveDate};
use proptest::prelude::*;
use qjcppcc::day::first_of_days;
use qjcppcc::error::{Error, Kind};
use qjcppcc::period::{Period, coming, day_label, first_of_month, in_year, read_day};
use qjcppcc::text::Lang;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// An ISO date, as the tables below write them.
fn iso(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day(2022, 5, 20)
}

fn period(text: &str) -> Period {
    Period::read(text, today()).unwrap()
}

#[track_caller]
fn fails<T: std::fmt::Debug>(result: Result<T, Error>, code: &str, zh: &str, en: &str) {
    let error = result.unwrap_err();
    assert_eq!((error.code, error.kind, error.kind.exit_code()), (code, Kind::Usage, 2));
    let hint = error.hint.expect("a hint");
    assert_eq!(format!("{}；{}", error.message.zh, hint.zh), zh);
    assert_eq!(format!("{}; {}", error.message.en, hint.en), en);
}

#[test]
fn blanks_between_digits_make_no_day_and_no_period() {
    for text in ["5-1 2", "2022-1 2-3", "20 22-5-1", "5-1\n2", "５-１\u{3000}２", "2022年1 2月3日", "5 1"] {
        let (zh, en) = (
            format!("“{text}”不是日期；写 2022-05-01、2022年5月1日、5-1（最近的5月1日）或 昨天"),
            format!("“{text}” is no date; write 2022-05-01, 5-1 (the nearest one past) or yesterday"),
        );
        fails(read_day(text, today()), "bad_date", &zh, &en);
        assert_eq!(in_year(text, 2022), None);
    }
    for text in ["2022 年 5 月 1 日", "2022 - 05 - 01", "2022 05 01", "2022-05-01 08:30", " 5-1 "] {
        assert_eq!(read_day(text, today()), Ok(iso("2022-05-01")), "{text}");
    }
    for text in ["20 22", "2022-0 5", "2022-01-01..2022-01-1 5"] {
        assert_eq!(Period::read(text, today()).unwrap_err().code, "bad_period", "{text}");
    }
    assert_eq!(period("2022 - 05 .. 2022 - 06").name, period("2022-05..2022-06").name);
}

#[test]
fn every_form_of_a_period_is_read() {
    let table = [
        ("2022", "2022", "2022-01-01", "2022-12-31"),
        ("２０２２", "2022", "2022-01-01", "2022-12-31"),
        ("2022年", "2022", "2022-01-01", "2022-12-31"),
        ("今年", "2022", "2022-01-01", "2022-12-31"),
        ("去年", "2021", "2021-01-01", "2021-12-31"),
        ("上年", "2021", "2021-01-01", "2021-12-31"),
        ("1900", "1900", "1900-01-01", "1900-12-31"),
        ("2022H1", "2022H1", "2022-01-01", "2022-06-30"),
        ("2022h2", "2022H2", "2022-07-01", "2022-12-31"),
        ("2022-H1", "2022H1", "2022-01-01", "2022-06-30"),
        ("2022年上半年", "2022H1", "2022-01-01", "2022-06-30"),
        ("2022年下半年", "2022H2", "2022-07-01", "2022-12-31"),
        ("2022Q1", "2022Q1", "2022-01-01", "2022-03-31"),
        ("2022q2", "2022Q2", "2022-04-01", "2022-06-30"),
        ("2022 Q3", "2022Q3", "2022-07-01", "2022-09-30"),
        ("2022年第四季度", "2022Q4", "2022-10-01", "2022-12-31"),
        ("2022年一季度", "2022Q1", "2022-01-01", "2022-03-31"),
        ("2022-03", "2022-03", "2022-03-01", "2022-03-31"),
        ("2022-3", "2022-03", "2022-03-01", "2022-03-31"),
        ("2022/12", "2022-12", "2022-12-01", "2022-12-31"),
        ("2022.2", "2022-02", "2022-02-01", "2022-02-28"),
        ("2024年2月", "2024-02", "2024-02-01", "2024-02-29"),
        ("2022-01-15..2022-03-20", "2022-01-15..2022-03-20", "2022-01-15", "2022-03-20"),
        ("2022年1月15日..2022/3/20", "2022-01-15..2022-03-20", "2022-01-15", "2022-03-20"),
        ("2022-05-01..2022-05-01", "2022-05-01..2022-05-01", "2022-05-01", "2022-05-01"),
        ("5-1..今天", "2022-05-01..2022-05-20", "2022-05-01", "2022-05-20"),
        ("2021-12-01..2022", "2021-12-01..2022-12-31", "2021-12-01", "2022-12-31"),
        ("2022-01-01..2022-12-31", "2022", "2022-01-01", "2022-12-31"),
        ("2022Q1..2022Q2", "2022H1", "2022-01-01", "2022-06-30"),
        ("2022-04..2022-06", "2022Q2", "2022-04-01", "2022-06-30"),
        ("2022-02-01..2022-02-28", "2022-02", "2022-02-01", "2022-02-28"),
        ("2022-02..2022-04", "2022-02-01..2022-04-30", "2022-02-01", "2022-04-30"),
        ("2021..2023", "2021-01-01..2023-12-31", "2021-01-01", "2023-12-31"),
    ];
    for (text, name, from, to) in table {
        let wanted = Period { name: name.to_owned(), from: iso(from), to: iso(to) };
        assert_eq!(Period::read(text, today()), Ok(wanted), "“{text}”");
    }
    assert_eq!(Period::year(2022), period("2022"));
}

#[test]
fn a_period_is_read_as_people_say_it() {
    // It is Friday, the 20th of May 2022.
    let table = [
        ("本月", "2022-05"),
        ("这个月", "2022-05"),
        ("上月", "2022-04"),
        ("上个月", "2022-04"),
        ("last month", "2022-04"),
        ("本季度", "2022Q2"),
        ("上季度", "2022Q1"),
        ("this quarter", "2022Q2"),
        ("本周", "2022-05-16..2022-05-22"),
        ("上周", "2022-05-09..2022-05-15"),
        ("last week", "2022-05-09..2022-05-15"),
        ("本年", "2022"),
        ("去年", "2021"),
        ("前年", "2020"),
        ("last year", "2021"),
        ("去年上半年", "2021H1"),
        ("今年一季度", "2022Q1"),
        ("去年12月", "2021-12"),
        ("2022年1季度", "2022Q1"),
        ("2022年第3季度", "2022Q3"),
        // Without its year, the last that has begun.
        ("上半年", "2022H1"),
        ("下半年", "2021H2"),
        ("二季度", "2022Q2"),
        ("第三季度", "2021Q3"),
        ("5月", "2022-05"),
        ("6月", "2021-06"),
        // Of which one end is left open.
        ("2022-01-15..", "2022-01-15..2022-05-20"),
        ("2021..", "2021-01-01..2022-05-20"),
        ("..2022-06-30", "1900-01-01..2022-06-30"),
        ("..去年", "1900-01-01..2021-12-31"),
        ("上月..本月", "2022-04-01..2022-05-31"),
        ("3月..", "2022-03-01..2022-05-20"),
    ];
    for (text, name) in table {
        assert_eq!(period(text).name, name, "“{text}”");
        assert_eq!(period(name), period(text), "its name is read again");
    }
    let january = |text| Period::read(text, day(2022, 1, 3)).unwrap().name;
    assert_eq!(["上月", "上季度", "上周"].map(january), ["2021-12", "2021Q4", "2021-12-27..2022-01-02"]);
    assert_eq!(period("..2022-06-30").label(Lang::Zh), "截至2022年6月30日");
    assert_eq!(period("..2022-06-30").label(Lang::En), "until 30 June 2022");
}

#[test]
fn what_is_no_period_is_refused() {
    let texts = [
        "",
        " ",
        "22",
        "202",
        "20220",
        "202203",
        "44682",
        "20220501",
        "1899",
        "2022-",
        "2022--03",
        "2022-/03",
        "2022月",
        "2022年年",
        "2022-0",
        "2022-00",
        "2022-13",
        "2022-003",
        "2022-3-",
        "2022Q0",
        "2022Q5",
        "2022H3",
        "2022Q",
        "Q1",
        "2022-05-01",
        "今天",
        "本天",
        "去",
        "上上月",
        "去年第五季度",
        "13月",
        "..",
        "..2022..",
        "一季度..二",
        "2022..2023..2024",
        "2022...2023",
        "2022-02-30..2022-03-20",
        "1899-01-01..1900",
        "二〇二二",
        "2022年第五季度",
    ];
    for text in texts {
        let zh =
            format!("“{text}”不是一个时段；写 2022、2022H1、2022Q1、2022-03、上月、去年 或 2022-01-15..2022-03-20");
        let en =
            format!("“{text}” is no period; write 2022, 2022H1, 2022Q1, 2022-03, last month or 2022-01-15..2022-03-20");
        fails(Period::read(text, today()), "bad_period", &zh, &en);
    }
}

#[test]
fn a_period_that_runs_backwards_is_refused() {
    for text in ["2022-03-20..2022-01-15", "2022..2021", "2022-03-01..2022-02-28", "2022Q2..2022Q1"] {
        let zh = format!("“{text}”的起点在终点之后；把两头对调");
        let en = format!("“{text}” ends before it begins; turn the two ends round");
        fails(Period::read(text, today()), "bad_period", &zh, &en);
    }
}

#[test]
fn the_period_before_is_of_the_same_kind() {
    let table = [
        ("2022", "2021"),
        ("2022H1", "2021H2"),
        ("2022H2", "2022H1"),
        ("2022Q1", "2021Q4"),
        ("2022Q4", "2022Q3"),
        ("2022-01", "2021-12"),
        ("2022-03", "2022-02"),
        ("2021..2022", "2019-01-01..2020-12-31"),
        ("2022-02..2022-04", "2021-11-01..2022-01-31"),
        ("2022-01-15..2022-03-20", "2021-11-11..2022-01-14"),
        ("2022-05-01..2022-05-01", "2022-04-30..2022-04-30"),
        ("1900", "1899"),
    ];
    for (this, before) in table {
        assert_eq!(period(this).before().name, before, "before {this}");
    }
}

#[test]
fn periods_have_names_for_people() {
    let table = [
        ("2022", "2022年", "2022", "上年", "the year before"),
        ("2022H1", "2022年上半年", "the first half of 2022", "2021年下半年", "the second half of 2021"),
        ("2022H2", "2022年下半年", "the second half of 2022", "2022年上半年", "the first half of 2022"),
        ("2022Q1", "2022年第一季度", "the first quarter of 2022", "2021年第四季度", "the fourth quarter of 2021"),
        ("2022Q3", "2022年第三季度", "the third quarter of 2022", "2022年第二季度", "the second quarter of 2022"),
        ("2022-03", "2022年3月", "March 2022", "2022年2月", "February 2022"),
        (
            "2022-01-15..2022-03-20",
            "2022年1月15日至3月20日",
            "15 January to 20 March 2022",
            "2021年11月11日至2022年1月14日",
            "11 November 2021 to 14 January 2022",
        ),
        ("2022-05-01..2022-05-01", "2022年5月1日", "1 May 2022", "2022年4月30日", "30 April 2022"),
        (
            "2021-03..2022-02",
            "2021年3月1日至2022年2月28日",
            "1 March 2021 to 28 February 2022",
            "2020年3月1日至2021年2月28日",
            "1 March 2020 to 28 February 2021",
        ),
    ];
    for (text, zh, en, before_zh, before_en) in table {
        let period = period(text);
        assert_eq!((period.label(Lang::Zh), period.label(Lang::En)), (zh.to_owned(), en.to_owned()));
        let before = (period.before_label(Lang::Zh), period.before_label(Lang::En));
        assert_eq!(before, (before_zh.to_owned(), before_en.to_owned()));
    }
    assert_eq!(
        (day_label(day(2022, 5, 1), Lang::Zh), day_label(day(2022, 5, 1), Lang::En)),
        ("2022年5月1日".into(), "1 May 2022".into())
    );
}

#[test]
fn a_period_knows_its_days_and_months() {
    let half = period("2022H1");
    assert_eq!(half.months(), Some(("2022-01".to_owned(), "2022-06".to_owned())));
    assert_eq!(period("2022-01-15..2022-03-20").months(), None);
    assert!(half.contains(day(2022, 1, 1)) && half.contains(day(2022, 6, 30)));
    assert!(!half.contains(day(2021, 12, 31)) && !half.contains(day(2022, 7, 1)));
    assert!(half.is_running(day(2022, 1, 1)) && half.is_running(day(2022, 6, 29)));
    assert!(!half.is_running(day(2021, 12, 31)) && !half.is_running(day(2022, 6, 30)));
}

#[test]
fn every_form_of_a_day_is_read() {
    let table = [
        ("2022-05-01", "2022-05-01"),
        ("2022-5-1", "2022-05-01"),
        ("2022/5/1", "2022-05-01"),
        ("2022.5.1", "2022-05-01"),
        ("2022年5月1日", "2022-05-01"),
        ("2022 年 5 月 1 号", "2022-05-01"),
        ("２０２２－０５－０１", "2022-05-01"),
        ("２０２２年５月１日", "2022-05-01"),
        ("2022–05–01", "2022-05-01"),
        ("今天", "2022-05-20"),
        ("today", "2022-05-20"),
        ("昨天", "2022-05-19"),
        ("Yesterday", "2022-05-19"),
        ("前天", "2022-05-18"),
        ("5-1", "2022-05-01"),
        ("05-01", "2022-05-01"),
        ("5/1", "2022-05-01"),
        ("5月1日", "2022-05-01"),
        ("５月１日", "2022-05-01"),
        ("5-20", "2022-05-20"),
        ("5-21", "2021-05-21"),
        ("12-31", "2021-12-31"),
        ("2-29", "2020-02-29"),
        ("2024-02-29", ""),
        ("2020-02-29", "2020-02-29"),
        ("1900-01-01", "1900-01-01"),
        ("2023-05-20", "2023-05-20"),
        ("20220501", "2022-05-01"),
        ("2022-05-01 09:00", "2022-05-01"),
        ("2022/5/1 0:00", "2022-05-01"),
        ("2022-05-01 00:00:00", "2022-05-01"),
        ("2022-05-01T00:00:00Z", "2022-05-01"),
        ("2022-05-01T08:30", "2022-05-01"),
        ("2022年5月1日（周日）", "2022-05-01"),
        ("2022年5月1日 星期日", "2022-05-01"),
        ("2022年5月1日上午", "2022-05-01"),
        ("2022年5月1日（星期日）下午3点", "2022-05-01"),
        ("2022年5月1日（上午9：30）", "2022-05-01"),
        ("5月1日晚上", "2022-05-01"),
    ];
    for (text, wanted) in table {
        assert_eq!(read_day(text, today()).ok(), wanted.parse().ok(), "“{text}”");
    }
}

#[test]
fn the_nearest_past_day_waits_for_a_leap_year() {
    assert_eq!(read_day("2-29", day(2024, 2, 29)), Ok(day(2024, 2, 29)));
    assert_eq!(read_day("2-29", day(2024, 2, 28)), Ok(day(2020, 2, 29)));
    assert_eq!(read_day("2-29", day(2104, 2, 28)), Ok(day(2096, 2, 29)));
    assert_eq!(read_day("5-1", day(2022, 4, 30)), Ok(day(2021, 5, 1)));
    assert_eq!(read_day("1-1", day(2022, 1, 1)), Ok(day(2022, 1, 1)));
}

#[test]
fn what_is_no_day_is_refused() {
    let texts = [
        "",
        " ",
        "44682",
        "22-5-1",
        "1/5/2022",
        "2022",
        "2022-05-01 16点的会",
        "2022-05-01T16:00:00Z",
        "2022-05-01（补录）",
        "2022050",
        "202205011",
        "5",
        "5-",
        "-5-1",
        "5-1-",
        "2022-5-1-1",
        "2022--1",
        "2022-05-001",
        "002-5-1",
        "12022-5-1",
        "5-2022",
        "+5-1",
        "5-+1",
        "明天",
        "日",
        "5月1日今天",
    ];
    for text in texts {
        let zh = format!("“{text}”不是日期；写 2022-05-01、2022年5月1日、5-1（最近的5月1日）或 昨天");
        let en = format!("“{text}” is no date; write 2022-05-01, 5-1 (the nearest one past) or yesterday");
        fails(read_day(text, today()), "bad_date", &zh, &en);
    }
}

#[test]
fn days_are_read_as_any_office_writes_them() {
    let written = [
        "2022.3.5",
        "2022．3．5",
        "2022、3、5",
        "2022 年 3 月 5 日",
        "二〇二二年三月五日",
        "二○二二年三月五日",
        "二零二二年03月05日",
        "22年3月5日",
        "2022-3-5 14:30",
        "2022年3月5日上午",
        "2022年3月5日（周六）",
        "三月五日",
        "3.5",
    ];
    for text in written {
        assert_eq!(read_day(text, today()), Ok(iso("2022-03-05")), "{text}");
    }
    for (text, wanted) in [("十二月二十五日", "2021-12-25"), ("十月十日", "2021-10-10"), ("一月三十一日", "2022-01-31")]
    {
        assert_eq!(read_day(text, today()), Ok(iso(wanted)), "{text}");
    }
    for text in ["3、5", "三-五", "十十月一日", "三月百日", "2022、3", "5-3月", "2022.3-5月", "222年3月5日"]
    {
        assert_eq!(read_day(text, today()).unwrap_err().code, "bad_date", "{text}");
        assert_eq!(first_of_month(text, today()), None, "{text}");
    }
}

#[test]
fn a_month_is_read_by_its_first_day() {
    let may =
        ["2022-05", "2022年5月", "2022.5", "2022/5", "2022年5", "22年5月", "二〇二二年五月", "5月", "五月", "本月"];
    let parts = ["2022年5月上旬", "5月中旬", "2022年5月下旬", "5月底", "5月末", "5月初", "5月份", "2022年5月中"];
    for text in may.into_iter().chain(parts) {
        assert_eq!(first_of_month(text, today()), Some(iso("2022-05-01")), "{text}");
    }
    assert_eq!(first_of_month("6月", today()), Some(iso("2021-06-01")));
    assert_eq!(first_of_month("上月", today()), Some(iso("2022-04-01")));
    for text in ["2022-05-01", "5-1", "2022", "2022年", "去年", "2022-13", "13月", "1899-12", "202205", "第一季度", ""]
    {
        assert_eq!(first_of_month(text, today()), None, "{text}");
    }
    assert_eq!(coming("6月", today(), false), Some(iso("2022-06-01")));
    assert_eq!(coming("5月", today(), false), None);
    assert_eq!(in_year("3月", 2021).as_deref(), Some("2021-03"));
    assert_eq!(read_day("2022-13", today()).unwrap_err().hint.expect("a hint").zh, "一年有12个月");
}

#[test]
fn of_several_days_the_first_is_found() {
    let days = [
        ("2022年3月5日—7日", "2022年3月5日"),
        ("2022年3月5日——7日", "2022年3月5日"),
        ("3月5日至6日", "3月5日"),
        ("3月5日到4月6日", "3月5日"),
        ("2022.3.5-3.7", "2022.3.5"),
        ("2022-3-5-7", "2022-3-5"),
        ("2022-03-05~2022-03-07", "2022-03-05"),
        ("2022-12-30 至 2023-01-02", "2022-12-30"),
        ("三月五日至七日", "三月五日"),
        ("3.5-3.7", "3.5"),
    ];
    for (text, first) in days {
        assert_eq!(first_of_days(text), Some(first), "{text}");
        assert!(read_day(first, today()).is_ok() && read_day(text, today()).is_err(), "{text}");
    }
    for text in [
        "2022-3-5",
        "3-5-7",
        "3月5日至4日",
        "3月5日至32日",
        "2022-03",
        "2022年3月至5月",
        "3月5日",
        "至7日",
        "2022-3-5-",
    ] {
        assert_eq!(first_of_days(text), None, "{text}");
    }
}

#[test]
fn a_period_cuts_the_months_in_which_it_begins_and_ends() {
    let cut = |text| period(text).cut_months().into_iter().map(|month| month.name).collect::<Vec<_>>();
    for whole in ["2022", "2022H1", "2022-02", "2022-02..2022-04"] {
        assert_eq!(cut(whole), Vec::<String>::new(), "{whole}");
    }
    assert_eq!(cut("2022-01-15..2022-03-20"), ["2022-01", "2022-03"]);
    assert_eq!(cut("2022-03-01..2022-03-20"), ["2022-03"]);
    assert_eq!(cut("2022-03-10..2022-03-31"), ["2022-03"]);
    assert_eq!(cut("2022-03-10..2022-03-20"), ["2022-03"]);
}

#[test]
fn a_month_lacks_its_day() {
    for text in ["2022-05", "2022年5月", "2022/5", "2022.5"] {
        let zh = format!("“{text}”只有月份，没有日；写上是哪一天，如 2022-05-01");
        let en = format!("“{text}” is a month; the day is missing; write the day as well, such as 2022-05-01");
        fails(read_day(text, today()), "bad_date", &zh, &en);
    }
}

#[test]
fn a_day_without_a_year_takes_one() {
    assert_eq!(in_year("3月5日", 2022).as_deref(), Some("2022-03-05"));
    assert_eq!(in_year("12-20（周二） 9:00", 2022).as_deref(), Some("2022-12-20"));
    assert_eq!(in_year("2021-12-20", 2022), None);
    assert_eq!(in_year("昨天", 2022), None);
}

#[test]
fn a_day_that_the_calendar_lacks_is_refused() {
    let days = [
        ("2022-02-30", "2022年2月只有28天", "2022-02 has 28 days"),
        ("2022年2月29日", "2022年2月只有28天", "2022-02 has 28 days"),
        ("2024-02-30", "2024年2月只有29天", "2024-02 has 29 days"),
        ("2022-04-31", "2022年4月只有30天", "2022-04 has 30 days"),
        ("2022-12-00", "2022年12月只有31天", "2022-12 has 31 days"),
        ("4-31", "2022年4月只有30天", "2022-04 has 30 days"),
        ("2022-13-01", "一年有12个月", "a year has 12 months"),
        ("0-1", "一年有12个月", "a year has 12 months"),
    ];
    for (text, zh, en) in days {
        let (zh, en) = (format!("没有“{text}”这一天；{zh}"), format!("there is no day “{text}”; {en}"));
        fails(read_day(text, today()), "bad_date", &zh, &en);
    }
}

#[test]
fn days_too_far_away_are_refused() {
    for text in ["1899-12-31", "0000-01-01", "2023-05-21", "2023年5月21日", "9999-12-31"] {
        let zh = format!("“{text}”离今天太远；可记1900年1月1日到2023-05-20之间的日子");
        let en = format!("“{text}” is too far away; days from 1900-01-01 to 2023-05-20 can be recorded");
        fails(read_day(text, today()), "bad_date", &zh, &en);
    }
    assert_eq!(read_day("2025-02-28", day(2024, 2, 29)), Ok(day(2025, 2, 28)));
    assert!(read_day("2025-03-01", day(2024, 2, 29)).is_err());
}

fn todays() -> impl Strategy<Value = NaiveDate> {
    (0..73_000_u64).prop_map(|days| day(1950, 1, 1) + Days::new(days))
}

/// A period in one of its forms, as written.
fn written() -> impl Strategy<Value = String> {
    let year = 1900..2200_i32;
    let days = (0..100_000_u64, 0..1_500_u64).prop_map(|(first, more)| {
        let from = day(1900, 1, 1) + Days::new(first);
        format!("{from}..{}", from + Days::new(more))
    });
    let months = (0..2_400_u32, 0..40_u32).prop_map(|(first, more)| {
        let from = day(1900, 1, 1) + Months::new(first);
        format!("{}..{}", from.format("%Y-%m"), (from + Months::new(more)).format("%Y-%m"))
    });
    prop_oneof![
        year.clone().prop_map(|year| year.to_string()),
        (year.clone(), 1..=2).prop_map(|(year, half)| format!("{year}H{half}")),
        (year.clone(), 1..=4).prop_map(|(year, quarter)| format!("{year}Q{quarter}")),
        (year, 1..=12).prop_map(|(year, month)| format!("{year}-{month:02}")),
        days,
        months,
    ]
}

fn nasty() -> impl Strategy<Value = String> {
    let pieces = "0 1 2 3 9 22 2022 1900 02 29 30 31 - / . .. － ． ／ 年 月 日 号 H Q h1 q4 上半年 第一季度 今 今天 昨天 去年 ０ ２ — \u{3000} é";
    prop::collection::vec(prop::sample::select(pieces.split(' ').collect::<Vec<_>>()), 0..9)
        .prop_map(|pieces| pieces.concat())
}

fn is_whole_months(period: &Period) -> bool {
    period.from.day() == 1 && period.to.succ_opt().unwrap().day() == 1
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_period_is_read_by_its_name(text in written(), today in todays()) {
        let period = Period::read(&text, today).unwrap();
        prop_assert!(period.from <= period.to);
        prop_assert_eq!(Period::read(&period.name, today), Ok(period));
    }

    #[test]
    fn the_period_before_is_next_to_it_and_as_long(text in written(), today in todays()) {
        let period = Period::read(&text, today).unwrap();
        let before = period.before();
        prop_assert_eq!(before.to.succ_opt(), Some(period.from));
        if is_whole_months(&period) {
            let months = |period: &Period| (period.to.year() * 12 + period.to.month0().cast_signed()) - (period.from.year() * 12 + period.from.month0().cast_signed());
            prop_assert!(is_whole_months(&before));
            prop_assert_eq!(months(&before), months(&period));
            prop_assert_eq!(before.name.len(), period.name.len(), "{} before {}", before.name, period.name);
        } else {
            prop_assert_eq!(before.to - before.from, period.to - period.from);
        }
        if before.from.year() >= 1900 {
            prop_assert_eq!(Period::read(&before.name, today), Ok(before));
        }
    }

    #[test]
    fn months_and_labels_agree_with_the_days(text in written(), today in todays()) {
        let period = Period::read(&text, today).unwrap();
        match period.months() {
            Some((first, last)) => {
                prop_assert!(is_whole_months(&period));
                prop_assert_eq!(first, period.from.format("%Y-%m").to_string());
                prop_assert_eq!(last, period.to.format("%Y-%m").to_string());
            }
            None => prop_assert!(!is_whole_months(&period)),
        }
        for lang in [Lang::Zh, Lang::En] {
            prop_assert!(period.label(lang).contains(&period.from.year().to_string()) || period.label(lang).contains(&period.to.year().to_string()));
            prop_assert!(!period.before_label(lang).is_empty());
        }
        prop_assert!(!period.is_running(today) || period.contains(today));
    }

    #[test]
    fn a_month_and_a_day_are_the_nearest_past(month in 1..=12_u32, number in 1..=31_u32, today in todays()) {
        match read_day(&format!("{month}-{number}"), today) {
            Ok(past) => {
                prop_assert!(past <= today && (past.month(), past.day()) == (month, number));
                let nearer = (past.year() + 1..=today.year()).filter_map(|year| NaiveDate::from_ymd_opt(year, month, number));
                prop_assert!(nearer.into_iter().all(|day| day > today));
            }
            Err(error) => {
                prop_assert_eq!(error.code, "bad_date");
                prop_assert!(NaiveDate::from_ymd_opt(2000, month, number).is_none());
            }
        }
    }

    #[test]
    fn a_day_in_reach_is_read_in_every_form(back in 0..20_000_u64, today in todays()) {
        let wanted = (today + Months::new(12)) - Days::new(back);
        let forms = ["%Y-%m-%d", "%Y/%-m/%-d", "%Y年%-m月%-d日", "%Y.%m.%d"];
        for form in forms {
            let text = wanted.format(form).to_string();
            prop_assert_eq!(read_day(&text, today).ok(), (wanted.year() >= 1900).then_some(wanted), "{}", text);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in prop_oneof![any::<String>(), nasty()], today in todays()) {
        match Period::read(&text, today) {
            Ok(period) => prop_assert_eq!(Period::read(&period.name, today), Ok(period), "“{}”", text),
            Err(error) => prop_assert_eq!((error.code, error.kind, error.hint.is_some()), ("bad_period", Kind::Usage, true)),
        }
        match read_day(&text, today) {
            Ok(day) => prop_assert_eq!(read_day(&day.to_string(), today), Ok(day), "“{}”", text),
            Err(error) => prop_assert_eq!((error.code, error.kind, error.hint.is_some()), ("bad_date", Kind::Usage, true)),
        }
    }
}
