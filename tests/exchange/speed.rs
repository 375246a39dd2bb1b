//! How long the reading of 100,000 lines takes, and how much memory its drafts hold:
//! `cargo test --release reading_alone -- --ignored --nocapture`.

use std::fs;
use std::io::Write;

/// How long the reading of 100,000 lines takes, and how much memory its drafts hold:
/// `cargo test --release --test exchange -- --ignored --nocapture reading_alone`.
#[test]
#[ignore = "a measurement"]
fn reading_alone() {
    let mut text = String::new();
    for at in 0..100_000 {
        let (month, day, turns) = (at % 12 + 1, at % 28 + 1, at % 90 + 1);
        text.push_str(&format!(
            "{{\"ledger\":\"volunteer\",\"date\":\"2022-{month:02}-{day:02}\",\"kind\":\"forest\",\"town\":\"永新\",\"title\":\"第{at}号活动记录\",\"turns\":{turns}}}\n"
        ));
    }
    let sources = [qjcppcc::import::Source { name: "-", bytes: text.as_bytes() }];
    let wishes = qjcppcc::import::Wishes { file_type: Some(qjcppcc::import::FileType::Jsonl), ..Default::default() };
    let vocabulary = qjcppcc::vocabulary::seed_vocabulary();
    let today = chrono::NaiveDate::from_ymd_opt(2022, 12, 31).expect("a day");
    let before = resident();
    let start = std::time::Instant::now();
    let mut files = qjcppcc::import::open(&sources, &wishes, &|_, _| unreachable!("no workbook")).expect("it opens");
    let batch = files.read(vocabulary, today, &|_| Ok(None), &|_, _| true).expect("it is read");
    let (took, grown) = (start.elapsed(), resident() - before);
    assert_eq!((batch.records.len(), batch.troubles.len()), (100_000, 0));
    writeln!(std::io::stdout(), "100,000 lines: {took:?}, {grown} kB more in memory").expect("a line");
}

/// Memory in use, in kB, where the system tells.
fn resident() -> i64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
