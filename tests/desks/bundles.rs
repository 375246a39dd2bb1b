//! Bundles on their way: what is missing is named; what was cut, altered, made by a newer program or of another office changes nothing.

use std::fs;
use std::io::{Read, Write};

use fastrand::Rng;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::convergence::derived;
use crate::drills::ground::{drawn, rounds};
use crate::world::World;

/// An office, and a desk that has five entries of its own, in `站.qjb`.
fn office_and_desk() -> World {
    let mut world = World::new();
    for command in ["init 办.db --site 办公室 --role office", "init 站.db --site 永新 --role desk"] {
        assert!(world.run(&format!("qjcppcc {command}")).starts_with("已新建"));
    }
    for title in ["甲", "乙", "丙", "丁"] {
        let added = world.run(&format!("qjcppcc study add chair {title} -d 2022-5-1 -n 18 --db 站.db --yes"));
        assert!(added.starts_with("已记"), "{added}");
    }
    assert_eq!(world.run("qjcppcc export -o 站.qjb --db 站.db"), "");
    world
}

/// The lines of a bundle.
fn lines(world: &World, name: &str) -> Vec<String> {
    let mut text = String::new();
    let packed = fs::File::open(world.path(name)).expect("a bundle");
    GzDecoder::new(packed).read_to_string(&mut text).expect("packed lines");
    text.lines().map(str::to_owned).collect()
}

/// Writes a bundle of these lines, with the checksum that they have.
fn pack(world: &World, name: &str, mut lines: Vec<String>) {
    let mut digest = Sha256::new();
    lines.pop();
    for line in &lines {
        digest.update(format!("{line}\n"));
    }
    let sum = qjcppcc::text::hex(&digest.finalize());
    lines.push(format!("{{\"entries\":{},\"sha256\":\"{sum}\"}}", lines.len() - 1));
    pack_as_it_is(world, name, &lines);
}

fn pack_as_it_is(world: &World, name: &str, lines: &[String]) {
    let mut packed = GzEncoder::new(fs::File::create(world.path(name)).expect("a file"), Compression::best());
    for line in lines {
        writeln!(packed, "{line}").expect("written");
    }
    packed.finish().expect("written");
}

/// The bundle is refused with these words, and the file is what it was.
fn refused(world: &mut World, name: &str, words: &str) {
    let before = fs::read(world.path("办.db")).expect("a ledger file");
    let printed = world.run(&format!("qjcppcc import {name} --db 办.db"));
    assert!(printed.contains(words) && printed.ends_with("[exit 4]\n"), "{words}: {printed}");
    assert!(fs::read(world.path("办.db")).expect("a ledger file") == before, "{words}");
}

#[test]
fn a_bundle_brings_what_is_new_and_twice_changes_nothing() {
    let mut world = office_and_desk();
    let printed = world.run("qjcppcc import 站.qjb --db 办.db");
    assert_eq!(printed, "已并入 ~/站.qjb：永新 第1至5条\n");
    let once = fs::read(world.path("办.db")).expect("a ledger file");
    let printed = world.run("qjcppcc import 站.qjb --db 办.db");
    assert_eq!(printed, "~/站.qjb：都已经有了，没有新的流水\n");
    assert!(fs::read(world.path("办.db")).expect("a ledger file") == once);
    // What came after a state alone.
    let head = world.run("qjcppcc head --db 站.db");
    world.run("qjcppcc study add chair 戊 -d 2022-5-2 --db 站.db --yes");
    assert_eq!(world.run(&format!("qjcppcc export -o 后.qjb --since {} --db 站.db", head.trim())), "");
    assert_eq!(lines(&world, "后.qjb").len(), 3);
    let dry = world.run("qjcppcc import 后.qjb --db 办.db --dry-run");
    assert!(dry.contains("永新 第6条"), "{dry}");
    assert!(fs::read(world.path("办.db")).expect("a ledger file") == once, "a rehearsal");
    assert_eq!(world.run("qjcppcc import 后.qjb --db 办.db"), "已并入 ~/后.qjb：永新 第6条\n");
    assert!(world.run("qjcppcc verify --db 办.db").starts_with("完好：7条流水"));
    // A file that is made by it is the same.
    world.run("qjcppcc export -o 办.qjb --db 办.db");
    assert!(world.run("qjcppcc import 办.qjb --db 新.db").contains("没有这个台账文件"));
    world.run("qjcppcc init 新.db");
    let printed = world.run("qjcppcc import 办.qjb --db 新.db");
    assert_eq!(printed, "已并入 ~/办.qjb：办公室 第1条、永新 第1至6条\n");
    assert_eq!(derived(&world, "新"), derived(&world, "办"));
}

#[test]
fn what_is_missing_is_named() {
    let mut world = office_and_desk();
    let head = world.run("qjcppcc head --db 站.db");
    world.run("qjcppcc study add chair 戊 -d 2022-5-2 --db 站.db --yes");
    world.run(&format!("qjcppcc export -o 后.qjb --since {} --db 站.db", head.trim()));
    refused(&mut world, "后.qjb", "缺 永新 的第1至5条流水，什么也没有并入");
    let all = lines(&world, "站.qjb");
    let some = |left: &[usize]| {
        let kept = all.iter().enumerate().filter(|(at, _)| !left.contains(at));
        kept.map(|(_, line)| line.clone()).collect::<Vec<_>>()
    };
    pack(&world, "缺.qjb", some(&[2, 3]));
    refused(&mut world, "缺.qjb", "缺 永新 的第2至3条流水，什么也没有并入");
    pack(&world, "缺尾.qjb", some(&[5]));
    refused(&mut world, "缺尾.qjb", "永新 的第4条流水被改动过，或已损坏，什么也没有并入");
    let printed = world.run("qjcppcc export -o 后.qjb --since 9-123456789012 --db 站.db");
    assert!(printed.contains("从来不是 9-123456789012 这个状态") && printed.contains("[exit 4]"), "{printed}");
    let printed = world.run("qjcppcc export -o 后.csv --since 9-123456789012 --db 站.db");
    assert!(printed.contains("--since 只用于流水包"), "{printed}");
}

#[test]
fn an_altered_bundle_is_refused_whole() {
    let mut world = office_and_desk();
    let all = lines(&world, "站.qjb");
    let altered = |from: &str, to: &str| -> Vec<String> {
        let changed: Vec<String> = all.iter().map(|line| line.replace(from, to)).collect();
        assert_ne!(changed, all, "{from}");
        changed
    };
    // A checksum is soon made anew; the chain is not.
    pack(&world, "改.qjb", altered("乙", "子"));
    refused(&mut world, "改.qjb", "永新 的第5条流水被改动过，或已损坏");
    pack_as_it_is(&world, "和.qjb", &altered("乙", "子"));
    refused(&mut world, "和.qjb", "流水包第7行不完整或被改动过，什么也没有并入");
    pack(&world, "操作.qjb", altered("\"add\"", "\"drop\""));
    refused(&mut world, "操作.qjb", "永新 的第1条流水被改动过，或已损坏");
    pack(&world, "时间.qjb", altered("2022-12-31T", "2022-12-32T"));
    refused(&mut world, "时间.qjb", "永新 的第1条流水被改动过，或已损坏");
    pack(&world, "版本.qjb", altered("\"version\":1", "\"version\":2"));
    refused(&mut world, "版本.qjb", "这个流水包由更新的版本写成，没有导入");
    pack(&world, "台账.qjb", altered("\"ledger\":7", "\"ledger\":8"));
    refused(&mut world, "台账.qjb", "这个流水包由更新的版本写成，没有导入");
    pack(&world, "别的.qjb", altered("\"bundle\":\"qjcppcc\"", "\"bundle\":\"other\""));
    refused(&mut world, "别的.qjb", "这不是流水包");
    fs::write(world.path("假.qjb"), "日期,类别\n2022-5-1,主席会议\n").expect("a file");
    refused(&mut world, "假.qjb", "流水包第1行不完整或被改动过");
    fs::write(world.path("空.qjb"), "").expect("a file");
    refused(&mut world, "空.qjb", "流水包第1行不完整或被改动过");
    let printed = world.run("qjcppcc import 没有.qjb --db 办.db");
    assert!(printed.contains("~/没有.qjb：读不了流水包：没有这个文件或文件夹"), "{printed}");
    fs::write(world.path("表.csv"), "日期,类别\n2022-5-1,主席会议\n").expect("a file");
    let printed = world.run("qjcppcc import 站.qjb 表.csv --db 办.db");
    assert!(printed.contains("流水包和别的文件要分开导入") && printed.contains("[exit 2]"), "{printed}");
    // A bad one keeps no good one out, and each is told.
    let printed = world.run("qjcppcc import 改.qjb 站.qjb 假.qjb --db 办.db");
    assert!(printed.starts_with("已并入 ~/站.qjb：永新 第1至5条\n错误：~/改.qjb：永新 的第5条流水"), "{printed}");
    assert!(printed.contains("~/假.qjb：流水包第1行不完整") && printed.ends_with("[exit 4]\n"), "{printed}");
}

#[test]
fn entries_of_another_office_stay_out() {
    let mut world = office_and_desk();
    world.run("qjcppcc init 县.db --profile county");
    world.run("qjcppcc study add chair 甲 -d 2022-5-1 --db 县.db --yes");
    assert_eq!(world.run("qjcppcc export -o 县.qjb --db 县.db"), "");
    world.run("qjcppcc study add chair 甲 -d 2022-5-1 --db 办.db --yes");
    refused(&mut world, "县.qjb", "的流水，本台账文件是");
}

#[test]
fn an_office_that_is_called_otherwise_now_is_the_same_office() {
    let mut world = office_and_desk();
    world.run("qjcppcc study add chair 甲 -d 2022-5-1 --db 办.db --yes");
    assert!(world.run("qjcppcc import 站.qjb --db 办.db").starts_with("已并入"));
    let profile = world.run("qjcppcc office export --db 办.db").replace("\"綦江区政协\"", "\"新区政协\"");
    fs::write(world.path("配置.json"), profile).expect("a file");
    let renamed = world.run("qjcppcc office apply 配置.json --yes --db 办.db");
    assert!(!renamed.contains("[exit"), "{renamed}");
    assert!(world.run("qjcppcc office show --db 办.db").contains("新区政协"));
    world.run("qjcppcc study add chair 戊 -d 2022-5-2 --db 站.db --yes");
    world.run("qjcppcc export -o 站.qjb --db 站.db");
    assert_eq!(world.run("qjcppcc import 站.qjb --db 办.db"), "已并入 ~/站.qjb：永新 第6条\n");
}

#[test]
fn a_clock_a_day_ahead_is_refused_by_name() {
    let mut world = office_and_desk();
    world.wait_days(3);
    world.run("qjcppcc study add chair 未来 -d 2022-5-1 --db 站.db --yes");
    world.run("qjcppcc export -o 前.qjb --db 站.db");
    world.wait_days(-3);
    refused(&mut world, "前.qjb", "永新 的第6条流水的时钟是 2023-01-03T01:38:00.000Z，比本机快一天以上");
    world.wait_days(3);
    assert!(world.run("qjcppcc import 前.qjb --db 办.db").starts_with("已并入"));
}

#[test]
fn whatever_a_bundle_says_it_is_taken_whole_or_not_at_all() {
    let mut rng = drawn("fuzzed bundles");
    let mut world = office_and_desk();
    let whole = fs::read(world.path("站.qjb")).expect("a bundle");
    let all = lines(&world, "站.qjb");
    let empty = fs::read(world.path("办.db")).expect("a ledger file");
    for round in 0..rounds(300) {
        if rng.bool() {
            let mut bytes = whole.clone();
            for _ in 0..rng.usize(1..4) {
                let at = rng.usize(..bytes.len());
                bytes[at] = rng.u8(..);
            }
            bytes.truncate(rng.usize(bytes.len() / 2..=bytes.len()));
            fs::write(world.path("坏.qjb"), bytes).expect("a file");
        } else {
            let bad = all.iter().map(|line| if rng.u32(..4) == 0 { scrambled(line, &mut rng) } else { line.clone() });
            let bad: Vec<String> = bad.collect();
            pack(&world, "坏.qjb", bad);
        }
        let printed = world.run("qjcppcc import 坏.qjb --db 办.db");
        let after = fs::read(world.path("办.db")).expect("a ledger file");
        if after == empty {
            let is_told = printed.contains("[exit 4]") || printed.contains("没有新的流水");
            assert!(is_told, "round {round}: {printed}");
        } else {
            assert!(printed.starts_with("已并入"), "round {round}: {printed}");
            let verified = world.run("qjcppcc verify --db 办.db");
            assert!(verified.starts_with("完好"), "round {round}: {verified}");
            fs::write(world.path("办.db"), &empty).expect("a ledger file");
        }
    }
}

/// A line with a part of it doubled, gone, or something else.
fn scrambled(line: &str, rng: &mut Rng) -> String {
    let mut marks: Vec<char> = line.chars().collect();
    let at = rng.usize(..marks.len());
    let until = (at + rng.usize(1..8)).min(marks.len());
    match rng.u32(..4) {
        0 => drop(marks.drain(at..until)),
        1 => marks.extend_from_within(at..until),
        2 => marks[at] = char::from(rng.u8(32..127)),
        _ => drop(marks.splice(at..until, "9".repeat(rng.usize(1..30)).chars())),
    }
    marks.into_iter().collect()
}

#[test]
fn a_bomb_is_not_unpacked() {
    let mut world = office_and_desk();
    let mut all = lines(&world, "站.qjb");
    let bomb = "0".repeat(40 << 20);
    pack_as_it_is(&world, "弹.qjb", &[all[0].clone(), bomb.clone()]);
    assert!(fs::metadata(world.path("弹.qjb")).expect("a file").len() < 200_000);
    refused(&mut world, "弹.qjb", "流水包第2行不完整或被改动过");
    all[0] = bomb;
    pack_as_it_is(&world, "弹.qjb", &all);
    refused(&mut world, "弹.qjb", "流水包第1行不完整或被改动过");
}
