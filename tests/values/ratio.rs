//! Parts of a whole and changes of a number, in percent.

use qjcppcc::report::Ratio;

#[track_caller]
fn percent(part: i64, whole: i64) -> String {
    Ratio::percent(part, whole).expect("a whole").decimal()
}

#[test]
fn all_nothing_and_twice_as_much_are_said_only_where_they_are_true() {
    assert_eq!([percent(3_000, 3_000), percent(0, 3_000)], ["100", "0"]);
    assert_eq!(percent(2_999, 3_000), "99.97", "not all of them");
    assert_eq!(percent(1, 3_000), "0.03", "not none of them");
    assert_eq!(percent(1, 2_500), "0.04");
    assert_eq!(percent(99_999, 100_000), "99.999");
    assert_eq!(percent(-2_999, 3_000), "-99.97", "something is left");
    assert_eq!(percent(3_001, 3_000), "100.03", "more than twice as much");
    assert_eq!(percent(i64::MAX - 1, i64::MAX), "99.99999999999999999");
    assert_eq!(percent(1, i64::MAX), "0.00000000000000001");
    assert_eq!(Ratio::each(1, 3_000).unwrap().decimal(), "0.0003");
    assert_eq!(Ratio::each(79, 38).unwrap().decimal(), "2.1");
}

#[test]
fn one_decimal_is_enough_for_all_others() {
    assert_eq!([percent(236, 254), percent(1, 3), percent(2, 3)], ["92.9", "33.3", "66.7"]);
    assert_eq!([percent(1, 2), percent(-1, 3), percent(4, 5)], ["50", "-33.3", "80"]);
    assert_eq!([percent(1, 1_000), percent(999, 1_000), percent(1, 2_000)], ["0.1", "99.9", "0.1"]);
    assert!(Ratio::percent(1, 0).is_none() && Ratio::each(1, 0).is_none());
}
