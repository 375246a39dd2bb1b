//! Amounts as people write them, as the office prints them, and what must hold for every one.

use proptest::prelude::*;
use qjcppcc::amount::{Amount, Bound, LIMIT, Measure, OwnUnit, Style};
use qjcppcc::error::{Error, Kind};
use qjcppcc::text::Lang;

use Bound::{About, AtLeast, Below, Exact};
use Style::{Full, House, Plain};

/// What is counted: the measure, the Chinese and English word, and the words understood behind a number.
struct Unit(Measure, &'static str, &'static str, &'static [&'static str]);

const TURNS: Unit = Unit(Measure::Count, "人次", "turns", &["人次", "turns"]);
const TIMES: Unit = Unit(Measure::Count, "次", "times", &["次", "场", "个", "times"]);
const PERSONS: Unit = Unit(Measure::Count, "名", "persons", &["名", "人", "persons"]);
const BARE: Unit = Unit(Measure::Count, "", "", &[]);
const HOURS: Unit = Unit(Measure::Hours, "小时", "hours", &["小时", "hours", "h"]);
const YUAN: Unit = Unit(Measure::Money, "元", "yuan", &["元", "yuan"]);
const UNITS: [Unit; 6] = [TURNS, TIMES, PERSONS, BARE, HOURS, YUAN];

const YI: i64 = 100_000_000;

impl Unit {
    fn read(&self, text: &str) -> Result<Amount, Error> {
        Amount::read(text, self.0, self.3)
    }

    fn printed(&self, amount: Amount, style: Style, lang: Lang) -> String {
        amount.printed(style, self.0, lang.pick(self.1, self.2), lang)
    }

    /// An amount of whole units.
    fn of(&self, whole: i64, bound: Bound) -> Amount {
        Amount::new(whole * self.0.parts(), bound)
    }
}

#[track_caller]
fn reads(unit: &Unit, table: &[(&str, i64, Bound)]) {
    for (text, whole, bound) in table {
        assert_eq!(unit.read(text), Ok(unit.of(*whole, *bound)), "“{text}” in {}", unit.1);
    }
}

#[test]
fn the_examples_of_the_domain_are_read() {
    reads(
        &TURNS,
        &[
            ("3000余", 3_000, AtLeast),
            ("3000+", 3_000, AtLeast),
            ("3000余人次", 3_000, AtLeast),
            ("3万余", 30_000, AtLeast),
            ("30多万", 300_000, AtLeast),
            ("１２３", 123, Exact),
            ("1,200", 1_200, Exact),
            ("三千余", 3_000, AtLeast),
            ("百余", 100, AtLeast),
            ("千余", 1_000, AtLeast),
            ("万余", 10_000, AtLeast),
            ("2万3千", 23_000, Exact),
            ("近3000", 3_000, Below),
            ("约380", 380, About),
            ("2.8万余人次", 28_000, AtLeast),
        ],
    );
    reads(&TIMES, &[("30余次", 30, AtLeast), ("5次以上", 5, AtLeast)]);
    reads(
        &YUAN,
        &[
            ("1200余万元", 12_000_000, AtLeast),
            ("11.7亿元", 1_170_000_000, Exact),
            ("1234万元", 12_340_000, Exact),
            ("30余万元", 300_000, AtLeast),
            ("10余亿元", 10 * YI, AtLeast),
            ("3万余元", 30_000, AtLeast),
            ("1亿余元", YI, AtLeast),
        ],
    );
}

#[test]
fn every_bound_is_read_before_and_behind() {
    reads(
        &TIMES,
        &[
            ("3个以上", 3, AtLeast),
            ("5以上", 5, AtLeast),
            ("30多次", 30, AtLeast),
            ("30次+", 30, AtLeast),
            ("超3000", 3_000, AtLeast),
            ("超过3000次", 3_000, AtLeast),
            ("逾3000", 3_000, AtLeast),
            ("至少5次", 5, AtLeast),
            ("不少于5", 5, AtLeast),
            ("超3000余次", 3_000, AtLeast),
            ("380左右", 380, About),
            ("380次左右", 380, About),
            ("380上下", 380, About),
            ("大约380", 380, About),
            ("约380左右", 380, About),
            ("不到30", 30, Below),
            ("不足30次", 30, Below),
            ("over 3000", 3_000, AtLeast),
            ("More than 3,000 times", 3_000, AtLeast),
            ("at least 5 times", 5, AtLeast),
            ("about 380", 380, About),
            ("nearly 3,000", 3_000, Below),
            ("less than 30", 30, Below),
        ],
    );
}

#[test]
fn the_further_spellings_of_real_summaries_are_read() {
    reads(
        &TURNS,
        &[
            ("近百", 100, Below),
            ("近百人次", 100, Below),
            ("近千", 1_000, Below),
            ("近万人次", 10_000, Below),
            ("近百万", 1_000_000, Below),
            ("上百", 100, AtLeast),
            ("上千人次", 1_000, AtLeast),
            ("上万", 10_000, AtLeast),
            ("逾千", 1_000, AtLeast),
            ("逾百人次", 100, AtLeast),
            ("超千", 1_000, AtLeast),
            ("约千人次", 1_000, About),
            ("百余万", 1_000_000, AtLeast),
            ("千余人次", 1_000, AtLeast),
            ("突破1000", 1_000, AtLeast),
            ("突破百", 100, AtLeast),
            ("约有3万多", 30_000, About),
            ("约30多人次", 30, About),
            ("不低于50", 50, AtLeast),
            ("不下于50人次", 50, AtLeast),
            ("将近60", 60, Below),
            ("接近60人次", 60, Below),
            ("≥30", 30, AtLeast),
            ("＞30", 30, AtLeast),
            (">=30", 30, AtLeast),
            ("<3,000", 3_000, Below),
            ("二〇二二", 2_022, Exact),
            ("一〇五", 105, Exact),
            ("二〇万", 200_000, Exact),
            ("达8700多人次", 8_700, AtLeast),
            ("达到1967人次", 1_967, Exact),
            ("多达300人次", 300, Exact),
            ("已达3000余", 3_000, AtLeast),
            ("共计1,200人次", 1_200, Exact),
        ],
    );
    reads(&TIMES, &[("2场以上", 2, AtLeast), ("900多个", 900, AtLeast), ("三十多次", 30, AtLeast)]);
    reads(&HOURS, &[("16个小时", 16, Exact), ("约16个小时", 16, About)]);
    assert_eq!(Amount::read("突破百篇", Measure::Count, &["篇"]), Ok(Amount::new(100, AtLeast)));
    assert_eq!(Amount::read("十项", Measure::Count, &["件"]), Ok(Amount::exact(10)));
    reads(
        &YUAN,
        &[
            ("338万元人民币", 3_380_000, Exact),
            ("338万人民币", 3_380_000, Exact),
            ("35人民币", 35, Exact),
            ("折合30余万元", 300_000, AtLeast),
            ("约合人民币30万元", 300_000, About),
            ("超过1000万元", 10_000_000, AtLeast),
            ("443.685万元", 4_436_850, Exact),
            ("万余元", 10_000, AtLeast),
            ("达3.5亿元", 350_000_000, Exact),
        ],
    );
    no_number(&TIMES, &["上30", "上", "达", "共", "有", "百万", "〇五", "近", "≥", "约约30", "近约", "million"]);
}

#[test]
fn what_is_printed_in_english_is_read() {
    reads(
        &YUAN,
        &[
            ("5 million", 5_000_000, Exact),
            ("1.17 billion yuan", 1_170_000_000, Exact),
            ("over 12 million yuan", 12_000_000, AtLeast),
            ("about 3.5 million yuan", 3_500_000, About),
            ("5 Thousand", 5_000, Exact),
        ],
    );
    assert_eq!(Amount::own_unit("5 million", Measure::Money), OwnUnit::Written(String::new()));
    reads(&TURNS, &[("over 3,000 turns", 3_000, AtLeast), ("1 turn", 1, Exact), ("at least 1 turn", 1, AtLeast)]);
}

/// Words of one thing agree, whatever its figure is printed in; things that are counted apart do not.
#[test]
fn another_measure_word_of_the_same_thing_is_taken() {
    for (word, others) in [
        ("件", &["件", "项", "份", "篇", "个"][..]),
        ("篇", &["份", "件", "个"]),
        ("名", &["位", "人"]),
        ("次", &["场", "场次", "期", "项", "个"]),
        ("条", &["则", "个"]),
        ("册", &["本"]),
        ("matters", &["matter"]),
    ] {
        for other in others {
            assert_eq!(Amount::read(&format!("38{other}"), Measure::Count, &[word]), Ok(Amount::exact(38)), "{other}");
        }
    }
    for (word, other) in
        [("人次", "人"), ("名", "人次"), ("人", "个"), ("条", "篇"), ("件", "次"), ("户", "名"), ("件", "条")]
    {
        let error = Amount::read(&format!("38{other}"), Measure::Count, &[word]).unwrap_err();
        assert_eq!(error.code, "wrong_unit", "{other} for {word}");
    }
}

#[test]
fn numbers_of_both_scripts_are_read() {
    reads(
        &BARE,
        &[
            ("0", 0, Exact),
            ("零", 0, Exact),
            ("007", 7, Exact),
            ("十", 10, Exact),
            ("十五", 15, Exact),
            ("二十余", 20, AtLeast),
            ("二十五", 25, Exact),
            ("一百零五", 105, Exact),
            ("一百一十五", 115, Exact),
            ("一千二百", 1_200, Exact),
            ("一千零五十", 1_050, Exact),
            ("一千〇五", 1_005, Exact),
            ("两万", 20_000, Exact),
            ("三万五千", 35_000, Exact),
            ("三万零五", 30_005, Exact),
            ("3万零500", 30_500, Exact),
            ("十二万", 120_000, Exact),
            ("1.5万", 15_000, Exact),
            ("3萬餘", 30_000, AtLeast),
            ("1亿2千万", 120_000_000, Exact),
            ("一亿零五万", 100_050_000, Exact),
            ("1万亿", 10_000 * YI, Exact),
            ("1万2千亿", 12_000 * YI, Exact),
            ("1万2千亿3千万", 12_000 * YI + 30_000_000, Exact),
            ("三千余万", 30_000_000, AtLeast),
            ("１，２００．００", 1_200, Exact),
            (" 1 200 ", 1_200, Exact),
            ("1,234,567", 1_234_567, Exact),
            ("999999999999999", LIMIT - 1, Exact),
        ],
    );
}

#[test]
fn the_smallest_parts_of_a_measure_are_kept() {
    assert_eq!(YUAN.read("1234.56元"), Ok(Amount::exact(123_456)));
    assert_eq!(YUAN.read("¥0.5"), Ok(Amount::exact(50)));
    assert_eq!(YUAN.read("￥1.234567万"), Ok(Amount::exact(1_234_567)));
    assert_eq!(YUAN.read("1.0000000001亿"), Ok(Amount::exact(10_000_000_001)));
    assert_eq!(YUAN.read("人民币35万元"), Ok(Amount::exact(35_000_000)));
    assert_eq!(HOURS.read("1.25小时"), Ok(Amount::exact(125)));
    assert_eq!(HOURS.read("约2.5h"), Ok(Amount::new(250, About)));
}

/// Message and hint of an error, in both languages, as one line each.
fn in_both(error: &Error) -> (String, String) {
    let hint = error.hint.as_ref().expect("a hint");
    (format!("{}；{}", error.message.zh, hint.zh), format!("{}; {}", error.message.en, hint.en))
}

#[track_caller]
fn refuses(unit: &Unit, text: &str, code: &str, zh: &str, en: &str) {
    let error = unit.read(text).expect_err(text);
    assert_eq!((error.code, error.kind, error.kind.exit_code()), (code, Kind::Usage, 2), "“{text}”");
    assert_eq!(in_both(&error), (zh.to_owned(), en.to_owned()));
}

#[track_caller]
fn no_number(unit: &Unit, texts: &[&str]) {
    for text in texts {
        let zh = format!("“{text}”不是一个数；写 45、3000余、约380、35万 或 1.2亿");
        let en = format!("“{text}” is no number; write 45, 3000余, about 380, 35万 or 1.2亿");
        refuses(unit, text, "bad_amount", &zh, &en);
    }
}

#[test]
fn blanks_group_by_three_or_the_number_is_refused() {
    reads(
        &BARE,
        &[
            ("1 230", 1_230, Exact),
            ("12 345 678", 12_345_678, Exact),
            ("1 000 000", 1_000_000, Exact),
            ("1\u{a0}230", 1_230, Exact),
            ("1\u{2009}230", 1_230, Exact),
            ("３\u{3000}０００", 3_000, Exact),
            ("1 230 万", 12_300_000, Exact),
            ("2万 3千", 23_000, Exact),
            ("约 1 200", 1_200, About),
        ],
    );
    assert_eq!(YUAN.read("1 230.5 元"), Ok(Amount::exact(123_050)));
    for gap in [" ", "\n", "\r\n", "\t", "\u{3000}", "\u{a0}", "\u{2009}", "\u{202f}", "\u{2028}"] {
        let divided =
            ["12|30", "1|23", "１２|３０", "12|3456", "12|.5", "12.|5", "1,|200", "0|123", "1234|567", "1.234|567"];
        let broken =
            ["1|230", "2万|3千", "十|二"].iter().filter(|_| gap.contains(char::is_control) || gap == "\u{2028}");
        for text in divided.iter().chain(broken).map(|text| text.replace('|', gap)) {
            let zh = format!(
                "“{text}”里的空白不是三位一组，看不出是几个数；一个数连着写，或三位一组：1230、1 230、1,230；几个数分几条记"
            );
            let en = format!(
                "“{text}” has blanks that do not group by three, and may be several numbers; write one number in one piece or in groups of three: 1230, 1 230, 1,230; several are several records"
            );
            refuses(&BARE, &text, "bad_amount", &zh, &en);
            assert_eq!(Amount::with_unit(&text, Measure::Count, "万"), text, "nor does a heading make one of it");
        }
    }
    no_number(&TIMES, &["1 234,567", "12,3456", "0,123"]);
}

#[test]
fn what_is_no_number_is_refused() {
    no_number(
        &TIMES,
        &["3-5", "3~5次", "1e3", "NaN", "inf", "0x10", "10^15", "次", "以上", "逾", "至少", "不少于", "近"],
    );
    no_number(&TIMES, &["12,34", "1,2,3", ",123", "1,", "1.2.3", ".5", "5.", "1.2,345"]);
    no_number(&TIMES, &["+5", "余", "多3000", "余万", "3000余+", "约约380"]);
    no_number(&BARE, &["30次"]);
}

#[test]
fn what_may_mean_two_numbers_is_refused() {
    no_number(&TIMES, &["三万五", "3万5", "一百二", "1.2亿3", "三万五亿", "3万500"]);
    no_number(&TIMES, &["1万2千万", "1万2万", "三百五千", "2千千", "九十百", "1亿2万3千万", "1亿20000万", "1.5万3千"]);
    no_number(&TIMES, &["二三", "二零二二", "20五", "十15", "一千零", "一千零零五", "零五", "千", "万", "亿"]);
}

#[test]
fn more_stands_behind_the_digits_only() {
    no_number(&TIMES, &["1+2", "1余2", "3万余5千", "1余,200", "1余.5", "30余十", "3余千"]);
}

#[test]
fn every_other_refusal_says_what_would_be_right() {
    let examples = ("写 45、3000余、约380、35万 或 1.2亿", "write 45, 3000余, about 380, 35万 or 1.2亿");
    for empty in ["", " ", "\u{3000}\t\n"] {
        let (zh, en) = (format!("没有写数字；{}", examples.0), format!("there is no number; {}", examples.1));
        refuses(&TURNS, empty, "bad_amount", &zh, &en);
    }
    for text in ["-5", "－５", "-"] {
        let zh = format!("“{text}”是负数；数量不能为负；记错的用 void 作废");
        let en = format!("“{text}” is negative; amounts are never negative; take a mistake back with void");
        refuses(&TURNS, text, "bad_amount", &zh, &en);
    }
    for text in ["近3000余", "近30多人次", "不到30以上"] {
        let zh = format!("“{text}”的说法自相矛盾；余、约、近只留一个");
        let en = format!("“{text}” contradicts itself; keep only one of 余, 约 and 近");
        refuses(&TURNS, text, "bad_amount", &zh, &en);
    }
    for text in ["1.5", "1.00005万", "0.1"] {
        let zh = format!("“{text}”的小数太细；这里只能是整数");
        let en = format!("“{text}” has too many decimals; only whole numbers are counted");
        refuses(&TURNS, text, "bad_amount", &zh, &en);
    }
    let (zh, en) = ("“1.005”的小数太细；最多两位小数", "“1.005” has too many decimals; two decimals at most");
    refuses(&YUAN, "1.005", "bad_amount", zh, en);
    refuses(&HOURS, "1.005", "bad_amount", zh, en);
}

#[test]
fn another_unit_is_refused() {
    let hint = ("单位不同不能混记；只写数字也可以", "different units are never mixed; the bare number will do");
    for (text, unit) in [("300名", "名"), ("3000余人", "人"), ("35万元", "元"), ("5次以上", "次")] {
        let zh = format!("“{text}”的单位是“{unit}”，这里要的是“人次”；{}", hint.0);
        let en = format!("“{text}” is in “{unit}”; “人次” is wanted here; {}", hint.1);
        refuses(&TURNS, text, "wrong_unit", &zh, &en);
    }
    let zh = "“35万人”的单位是“人”，这里要的是“元”；金额写成 35万、12.5万元 或 1.2亿";
    let en = "“35万人” is in “人”; “元” is wanted here; write money as 35万, 12.5万元 or 1.2亿";
    refuses(&YUAN, "35万人", "wrong_unit", zh, en);
}

#[test]
fn what_is_too_large_is_refused() {
    let nines = "9".repeat(400);
    let texts =
        ["1000000000000000", "1,000,000,000,000,000", "一千万亿", "约1000万亿", &nines, &format!("{nines}万亿")];
    for text in texts.into_iter().chain(["99999999999999999999万亿"]) {
        for unit in [&TURNS, &YUAN] {
            let zh = format!("“{text}”太大；最大到一千万亿；查一查有没有多写零");
            let en = format!("“{text}” is too large; amounts stay below 10^15; look for noughts too many");
            refuses(unit, text, "bad_amount", &zh, &en);
        }
    }
}

#[track_caller]
fn prints(style: Style, lang: Lang, unit: &Unit, table: &[(i64, Bound, &str)]) {
    for (whole, bound, printed) in table {
        assert_eq!(unit.printed(unit.of(*whole, *bound), style, lang), *printed, "{whole} {bound:?} {style:?}");
    }
}

#[test]
fn the_house_style_is_that_of_the_domain() {
    prints(
        House,
        Lang::Zh,
        &TURNS,
        &[
            (3_126, Exact, "3000余人次"),
            (3_000, Exact, "3000人次"),
            (28_345, Exact, "2.8万余人次"),
            (99, Exact, "99人次"),
            (100, Exact, "100人次"),
            (109, Exact, "100余人次"),
            (199, Exact, "190余人次"),
            (0, Exact, "0人次"),
            (123_456, Exact, "12万余人次"),
            (3_126, About, "约3126人次"),
            (3_000, Below, "近3000人次"),
        ],
    );
    prints(House, Lang::Zh, &BARE, &[(3_890, Exact, "3800余"), (3_000, Exact, "3000"), (3_000, AtLeast, "3000余")]);
    prints(House, Lang::Zh, &PERSONS, &[(30_000, AtLeast, "3万余名"), (30_500, Exact, "3万余名")]);
    prints(
        House,
        Lang::Zh,
        &YUAN,
        &[
            (12_340_000, Exact, "1200余万元"),
            (12_000_000, Exact, "1200万元"),
            (1_170_000_000, Exact, "11亿余元"),
            (312_000, Exact, "30余万元"),
            (1_050_000_000, Exact, "10余亿元"),
            (30_000, AtLeast, "3万余元"),
            (100_000_001, Exact, "1亿余元"),
            (99, Exact, "99元"),
        ],
    );
    assert_eq!(YUAN.printed(Amount::exact(10_050), House, Lang::Zh), "100余元");
    assert_eq!(YUAN.printed(Amount::exact(9_999), House, Lang::Zh), "99.99元");
    assert_eq!(HOURS.printed(Amount::exact(312_650), House, Lang::Zh), "3000余小时");
}

#[test]
fn a_lower_bound_is_cut_in_both_styles() {
    for style in [House, Plain] {
        prints(
            style,
            Lang::Zh,
            &TIMES,
            &[
                (30, AtLeast, "30余次"),
                (38, AtLeast, "30余次"),
                (380, AtLeast, "380余次"),
                (389, AtLeast, "380余次"),
                (305, AtLeast, "300余次"),
                (10, AtLeast, "10余次"),
                (9, AtLeast, "9次以上"),
                (5, AtLeast, "5次以上"),
                (0, AtLeast, "0次以上"),
                (380, About, "约380次"),
                (3_000, Below, "近3000次"),
            ],
        );
        prints(style, Lang::Zh, &BARE, &[(380, AtLeast, "380余"), (12_300, AtLeast, "1.2万余"), (30, AtLeast, "30余")]);
        prints(style, Lang::Zh, &TURNS, &[(28_000, AtLeast, "2.8万余人次")]);
        prints(
            style,
            Lang::Zh,
            &YUAN,
            &[
                (300_000, AtLeast, "30余万元"),
                (12_340_000, AtLeast, "1200余万元"),
                (10 * YI, AtLeast, "10余亿元"),
                (YI, AtLeast, "1亿余元"),
                (1_170_000_000, AtLeast, "11亿余元"),
            ],
        );
    }
    assert_eq!(HOURS.printed(Amount::new(1_250, AtLeast), Plain, Lang::Zh), "10余小时");
    assert_eq!(HOURS.printed(Amount::new(550, AtLeast), House, Lang::Zh), "5.5小时以上");
}

/// A lower bound that one record gave keeps its digits; 余 has no place behind a units digit, where it is cut as in a sum.
#[test]
fn a_given_lower_bound_keeps_its_digits() {
    prints(
        Style::Given,
        Lang::Zh,
        &TIMES,
        &[
            (840, AtLeast, "840余次"),
            (11_000, AtLeast, "1.1万余次"),
            (12_000, AtLeast, "1.2万余次"),
            (12_340, AtLeast, "12340余次"),
            (38, AtLeast, "30余次"),
            (5, AtLeast, "5次以上"),
            (38, Exact, "38次"),
        ],
    );
    prints(
        Style::Given,
        Lang::Zh,
        &YUAN,
        &[(1_170_000_000, AtLeast, "11.7亿余元"), (12_500_000, AtLeast, "1250余万元"), (300_000, AtLeast, "30余万元")],
    );
    prints(Style::Given, Lang::En, &TURNS, &[(840, AtLeast, "over 840 turns"), (38, AtLeast, "over 30 turns")]);
    prints(House, Lang::Zh, &TIMES, &[(840, AtLeast, "800余次")]);
}

#[test]
fn exact_print_keeps_every_digit() {
    for style in [Plain, Full] {
        prints(style, Lang::Zh, &TURNS, &[(3_126, Exact, "3126人次"), (30_000, Exact, "30000人次")]);
        prints(
            style,
            Lang::Zh,
            &YUAN,
            &[
                (1_170_000_000, Exact, "11.7亿元"),
                (1_175_000_000, Exact, "117500万元"),
                (12_340_000, Exact, "1234万元"),
                (12_345_000, Exact, "1234.5万元"),
                (12_345_600, Exact, "12345600元"),
                (9_000, Exact, "9000元"),
                (350_000, About, "约35万元"),
                (3 * YI, Below, "近3亿元"),
            ],
        );
        assert_eq!(YUAN.printed(Amount::exact(123_450), style, Lang::Zh), "1234.5元");
    }
    prints(
        Full,
        Lang::Zh,
        &TIMES,
        &[
            (30, AtLeast, "30余次"),
            (38, AtLeast, "38次以上"),
            (12_300, AtLeast, "12300余次"),
            (12_345, AtLeast, "12345次以上"),
            (5, AtLeast, "5次以上"),
        ],
    );
    prints(Full, Lang::Zh, &YUAN, &[(12_340_000, AtLeast, "1234万余元"), (1_170_000_000, AtLeast, "11.7亿余元")]);
}

#[test]
fn english_says_the_same() {
    prints(
        House,
        Lang::En,
        &TURNS,
        &[
            (3_126, Exact, "over 3,000 turns"),
            (3_000, Exact, "3,000 turns"),
            (28_345, Exact, "over 28,000 turns"),
            (1, Exact, "1 turn"),
            (0, Exact, "0 turns"),
            (380, About, "about 380 turns"),
            (3_000, Below, "nearly 3,000 turns"),
        ],
    );
    prints(
        House,
        Lang::En,
        &YUAN,
        &[(12_340_000, Exact, "over 12 million yuan"), (12 * YI, Exact, "1.2 billion yuan")],
    );
    prints(
        Plain,
        Lang::En,
        &YUAN,
        &[
            (1_170_000_000, Exact, "1.17 billion yuan"),
            (12_340_000, Exact, "12.34 million yuan"),
            (12_345_678, Exact, "12,345,678 yuan"),
            (350_000, Exact, "350,000 yuan"),
        ],
    );
    prints(
        Plain,
        Lang::En,
        &TIMES,
        &[(5, AtLeast, "at least 5 times"), (38, AtLeast, "over 30 times"), (1, AtLeast, "at least 1 time")],
    );
    prints(Full, Lang::En, &TIMES, &[(38, AtLeast, "at least 38 times"), (3_126, Exact, "3,126 times")]);
    prints(House, Lang::En, &BARE, &[(3_126, Exact, "over 3,000"), (5, AtLeast, "at least 5")]);
}

#[test]
fn columns_of_numbers_keep_the_bound() {
    let shown = |value, bound| Amount::new(value, bound).digits(Measure::Count);
    assert_eq!(shown(3_126, Exact), "3,126");
    assert_eq!(shown(3_000, AtLeast), "3,000+");
    assert_eq!(shown(380, About), "约380");
    assert_eq!(shown(3_000, Below), "<3,000");
    assert_eq!(Amount::exact(123_456_789).digits(Measure::Money), "1,234,567.89");
    assert_eq!(Amount::exact(-123_450).digits(Measure::Money), "-1,234.5");
}

#[test]
fn a_difference_may_be_negative() {
    assert_eq!(TURNS.printed(Amount::exact(-12), Plain, Lang::Zh), "-12人次");
    assert_eq!(TURNS.printed(Amount::exact(-1), Plain, Lang::En), "-1 turn");
    for style in [House, Plain, Full] {
        assert!(YUAN.printed(Amount::exact(i64::MIN), style, Lang::Zh).starts_with('-'));
    }
}

#[test]
fn bounds_add_up_as_the_domain_says() {
    let table = [
        (Exact, Exact, Exact),
        (Exact, AtLeast, AtLeast),
        (AtLeast, AtLeast, AtLeast),
        (Exact, Below, Below),
        (Below, Below, Below),
        (AtLeast, Below, About),
        (Exact, About, About),
        (AtLeast, About, About),
        (Below, About, About),
        (About, About, About),
    ];
    for (one, other, sum) in table {
        assert_eq!((one.add(other), other.add(one)), (sum, sum), "{one:?} + {other:?}");
    }
}

#[test]
fn a_bound_has_one_key_and_one_code() {
    for (code, bound) in (0..).zip(Bound::ALL) {
        assert_eq!(
            (bound.code(), Bound::from_code(code), Bound::from_key(bound.key())),
            (code, Some(bound), Some(bound))
        );
    }
    assert_eq!((Bound::from_code(4), Bound::from_code(-1), Bound::from_key("")), (None, None, None));
}

#[test]
fn nothing_sums_to_none_and_too_much_to_an_error() {
    assert_eq!(Amount::sum([]), Ok(None));
    assert_eq!(Amount::sum([Amount::exact(2), Amount::new(30, AtLeast)]), Ok(Some(Amount::new(32, AtLeast))));
    let error = Amount::sum([Amount::exact(i64::MAX), Amount::exact(1)]).unwrap_err();
    assert_eq!((error.code, error.kind, error.kind.exit_code()), ("overflow", Kind::Refused, 4));
    let zh = "合计超出可表示的范围；查一查有没有录错的大数";
    let en = "the sum is too large to be kept; look for a number that was entered wrongly";
    assert_eq!(in_both(&error), (zh.to_owned(), en.to_owned()));
}

#[test]
fn decimals_that_would_lose_something_are_none() {
    let parts = Amount::parts_of_decimal;
    assert_eq!(parts("1234.5", Measure::Money), Some(123_450));
    assert_eq!(parts("-0.05", Measure::Hours), Some(-5));
    assert_eq!(parts("12.00", Measure::Count), Some(12));
    assert_eq!(parts("999999999999999.99", Measure::Money), Some(LIMIT * 100 - 1));
    for text in ["", "-", "--1", "+1", ".5", "1,200", "1e3", "NaN", "0x10", "１", "1.2.3", " 1", "1000000000000000"] {
        assert_eq!((parts(text, Measure::Count), parts(text, Measure::Money)), (None, None), "“{text}”");
    }
    assert_eq!((parts("1.5", Measure::Count), parts("1.005", Measure::Money)), (None, None));
}

fn bounds() -> impl Strategy<Value = Bound> {
    prop::sample::select(&Bound::ALL[..])
}

/// Numbers of every length, round ones among them.
fn sizes() -> impl Strategy<Value = i64> {
    let ragged = (0..=17_u32).prop_flat_map(|digits| 0..10_i64.pow(digits));
    let round = (0..10_000_i64, 0..=13_u32).prop_map(|(head, noughts)| head * 10_i64.pow(noughts));
    prop_oneof![ragged, round]
}

/// An amount that could have been read, in one of the units.
fn amounts() -> impl Strategy<Value = (usize, Amount)> {
    (0..UNITS.len(), sizes(), bounds())
        .prop_map(|(unit, value, bound)| (unit, Amount::new(value % (LIMIT * UNITS[unit].0.parts()), bound)))
}

fn nasty() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(
            "0123459余多+万亿千百十零〇一二五九两,.-约近超以上左右不到达有共≥<个元人次 \u{3000}０１９，．－＋¥e"
                .chars()
                .collect::<Vec<_>>(),
        ),
        0..24,
    )
    .prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_unit_of_a_heading_multiplies_whatever_has_none(before in "(￥|RMB|人民币)?(约|近|超过|about |at least )?", number in "[0-9一二三十百千余多.,+万]{1,5}", behind in "(余|以上|左右|\\+|元)?") {
        let text = format!("{before}{number}{behind}");
        let bare = Amount::read(&text, Measure::Money, &["元"]);
        let ten_thousands = Amount::read(&Amount::with_unit(&text, Measure::Money, "万元"), Measure::Money, &["元"]);
        match (Amount::own_unit(&text, Measure::Money), bare, ten_thousands) {
            (OwnUnit::Missing, Ok(bare), Ok(all)) => prop_assert_eq!((all.value, all.bound), (bare.value * 10_000, bare.bound), "{}", text),
            (OwnUnit::Missing, Ok(bare), Err(_)) => prop_assert!(bare.value > 0, "{} is refused, and is not nought", text),
            (OwnUnit::Missing, Err(_), Ok(_)) => prop_assert!(text.contains('.'), "{text} is a number only with its unit"),
            _ => {}
        }
    }

    #[test]
    fn full_print_reads_back((unit, amount) in amounts()) {
        let unit = &UNITS[unit];
        prop_assert_eq!(unit.read(&unit.printed(amount, Full, Lang::Zh)), Ok(amount));
    }

    #[test]
    fn english_print_reads_back((unit, amount) in amounts(), style in prop::sample::select(&[House, Plain, Full][..])) {
        let unit = &UNITS[unit];
        let (zh, en) = (unit.printed(amount, style, Lang::Zh), unit.printed(amount, style, Lang::En));
        prop_assert_eq!(unit.read(&en), unit.read(&zh), "{}", en);
    }

    #[test]
    fn rounded_print_never_says_more_and_loses_little((unit, amount) in amounts(), house in any::<bool>()) {
        let unit = &UNITS[unit];
        let style = if house { House } else { Plain };
        let printed = unit.printed(amount, style, Lang::Zh);
        let said = unit.read(&printed).unwrap();
        prop_assert!(said.value <= amount.value, "{printed}");
        let lost = i128::from(amount.value - said.value) * 10;
        let two_digits = amount.bound == AtLeast && amount.value < 100 * unit.0.parts();
        if two_digits {
            let tens = amount.value / unit.0.parts() / 10 * 10 * unit.0.parts();
            prop_assert_eq!(said.value, if tens > 0 { tens } else { amount.value });
        } else {
            prop_assert!(lost <= i128::from(amount.value), "{printed} loses too much of {amount:?}");
        }
        match amount.bound {
            Exact => prop_assert_eq!(said.bound, if lost == 0 { Exact } else { AtLeast }),
            bound => prop_assert_eq!(said.bound, bound, "{} drops the bound", printed),
        }
    }

    #[test]
    fn house_print_keeps_the_fewest_digits((unit, amount) in amounts()) {
        let unit = &UNITS[unit];
        let said = unit.read(&unit.printed(amount, House, Lang::Zh)).unwrap().value / unit.0.parts();
        let digits = said.to_string().trim_end_matches('0').len();
        let cut = matches!(amount.bound, Exact | AtLeast) && said >= 100;
        if cut && digits > 1 {
            let shorter = 10_i64.pow(said.ilog10() + 2 - u32::try_from(digits).unwrap());
            let lost = amount.value - said / shorter * shorter * unit.0.parts();
            prop_assert!(i128::from(lost) * 10 > i128::from(amount.value), "{said} of {amount:?} could be shorter");
        }
    }

    #[test]
    fn more_stands_in_its_place((unit, amount) in amounts(), style in prop::sample::select(&[House, Plain, Full][..])) {
        let printed = UNITS[unit].printed(amount, style, Lang::Zh);
        if let Some((before, behind)) = printed.split_once('余') {
            let head = before.trim_end_matches(['万', '亿']);
            let round = head.len() > 1 && head.ends_with('0') && !head.contains('.');
            prop_assert_eq!(round, head == before, "{}", printed);
            prop_assert!(behind.trim_start_matches(['万', '亿']) == UNITS[unit].1, "{printed}");
        }
        prop_assert!(!printed.contains(['千', '百', '十', ',']), "{printed}");
        prop_assert!(!UNITS[unit].printed(amount, style, Lang::En).is_empty());
    }

    #[test]
    fn addition_commutes_and_associates(values in prop::array::uniform3((any::<i64>(), bounds()))) {
        let [one, two, three] = values.map(|(value, bound)| Amount::new(value, bound));
        prop_assert_eq!(one.add(two), two.add(one));
        prop_assert_eq!(one.bound.add(two.bound).add(three.bound), one.bound.add(two.bound.add(three.bound)));
        let truly = i128::from(one.value) + i128::from(two.value);
        match one.add(two) {
            Ok(sum) => prop_assert_eq!(i128::from(sum.value), truly),
            Err(error) => prop_assert!(i64::try_from(truly).is_err() && error.code == "overflow"),
        }
    }

    #[test]
    fn small_sums_associate(values in prop::array::uniform3((0..LIMIT * 100, bounds()))) {
        let [one, two, three] = values.map(|(value, bound)| Amount::new(value, bound));
        let left = one.add(two).and_then(|sum| sum.add(three)).unwrap();
        prop_assert_eq!(Ok(left), two.add(three).and_then(|sum| one.add(sum)));
        prop_assert_eq!(Amount::sum([one, two, three]), Ok(Some(left)));
    }

    #[test]
    fn decimals_come_back_exactly((unit, amount) in amounts(), negative in any::<bool>()) {
        let measure = UNITS[unit].0;
        let value = if negative { -amount.value } else { amount.value };
        let decimal = Amount::exact(value).decimal(measure);
        prop_assert_eq!(Amount::parts_of_decimal(&decimal, measure), Some(value), "{}", decimal);
        prop_assert!(!decimal.contains('.') || !decimal.ends_with(['0', '.']), "{decimal}");
    }

    #[test]
    fn any_text_is_read_or_refused(text in prop_oneof![any::<String>(), nasty()], value in any::<i64>(), bound in bounds()) {
        for unit in &UNITS {
            match unit.read(&text) {
                Ok(amount) => {
                    prop_assert!((0..LIMIT * unit.0.parts()).contains(&amount.value));
                    prop_assert_eq!(unit.read(&unit.printed(amount, Full, Lang::Zh)), Ok(amount), "“{}”", text);
                }
                Err(error) => prop_assert_eq!((error.kind, error.hint.is_some()), (Kind::Usage, true)),
            }
            let _ = Amount::parts_of_decimal(&text, unit.0);
            for (style, lang) in [(House, Lang::Zh), (Plain, Lang::En), (Full, Lang::Zh)] {
                prop_assert!(!unit.printed(Amount::new(value, bound), style, lang).is_empty());
            }
        }
    }
}
