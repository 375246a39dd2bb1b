//! In what order lists come.

use crate::world::World;

/// The numbers that a list has, in its order.
fn numbers(world: &mut World, options: &str) -> String {
    let printed = world.run(&format!("qjcppcc volunteer list {options} -O csv --fields no"));
    printed.lines().skip(1).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_list_by_town_or_kind_is_in_the_order_of_the_office_and_what_has_none_comes_last() {
    let mut world = World::new();
    for (kind, town, day) in [
        ("抗旱", "永新", "2022-03-01"),
        ("森林防火", "古南", "2022-03-02"),
        ("森林防火", "", "2022-02-01"),
        ("抗旱", "三角", "2022-01-05"),
        ("抗旱", "古南", "2022-01-04"),
    ] {
        let town = if town.is_empty() { String::new() } else { format!("-t {town}") };
        world.run(&format!("qjcppcc volunteer add {kind} -n 3 -d {day} {town}"));
    }
    let words = |world: &mut World, set: &str| world.run(&format!("qjcppcc vocab list {set} -O csv --fields label"));
    let towns = words(&mut world, "town");
    let place = |town: &str| towns.find(town).expect("a town");
    assert!(place("古南") < place("永新") && place("永新") < place("三角"), "{towns}");
    assert_eq!(numbers(&mut world, "--sort town"), "5 2 1 4 3");
    assert_eq!(numbers(&mut world, "--sort -town"), "3 4 1 2 5");
    assert_eq!(numbers(&mut world, "--sort town --limit 2"), "5 2");
    let kinds = words(&mut world, "kind volunteer");
    assert!(kinds.find("森林防火").expect("a kind") < kinds.find("抗旱").expect("a kind"), "{kinds}");
    assert_eq!(numbers(&mut world, "--sort kind"), "3 2 5 4 1");
    assert_eq!(numbers(&mut world, "--sort -kind --limit 3"), "1 4 5");
    assert_eq!(numbers(&mut world, "--sort date --limit 2"), "5 4");
    assert_eq!(numbers(&mut world, "--sort -no"), "5 4 3 2 1");
}

#[test]
fn a_search_is_cut_after_the_records_that_fit() {
    let mut world = World::new();
    for title in ["甲", "虚构乙", "丙", "虚构丁", "虚构戊"] {
        world.run(&format!("qjcppcc volunteer add 森林防火 --title {title} -n 3 -d 5-1"));
    }
    assert_eq!(numbers(&mut world, "--sort no --search 虚构 --limit 2"), "2 4");
    for town in ["永新", "三角", "古南"] {
        world.run(&format!("qjcppcc case add 虚构{town} -t {town} -d 2022-05-01"));
    }
    world.run("qjcppcc case end 2 --as merged --reason 虚构 --into 1 -d 2022-06-01");
    let listed = world.run("qjcppcc case list --sort no --limit 1 --unsolved -O csv --fields no");
    assert_eq!(listed, "no\n1\n");
    let listed = world.run("qjcppcc case list --sort -town --limit 2 -O csv --fields no");
    assert_eq!(listed, "no\n2\n1\n");
}
