//! How a record is kept: its canonical JSON.

use qjcppcc::ledger::{Ledger, Record, Value};
use rusqlite::{Connection, OpenFlags};
use uuid::Uuid;

#[test]
fn text_in_a_body_is_escaped_as_json_is() {
    let mut record = Record::blank(Ledger::find("study").expect("a ledger"));
    record.set("title", Some(Value::Text("“引”\"号\"与\\和\n换行".to_owned())));
    assert_eq!(record.content_text(), r#"{"title":"“引”\"号\"与\\和\n换行"}"#);
    assert_eq!(record.body(), r#"{"ledger":"study","no":0,"title":"“引”\"号\"与\\和\n换行"}"#);
    assert_eq!(Record::blank(record.ledger).body(), r#"{"ledger":"study","no":0}"#);
}

/// Every body of the ledger file of the newest version: all ledgers, and all fields with a number.
fn bodies() -> Vec<String> {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/v6.db");
    let file = Connection::open_with_flags(golden, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("plain SQLite");
    let mut statement = file.prepare("SELECT body FROM entry").expect("entries");
    let bodies = statement.query_map([], |row| row.get(0)).expect("rows");
    bodies.map(|body| body.expect("a body")).collect()
}

#[test]
fn whatever_is_taken_for_a_body_is_what_is_written_again() {
    let read = |body: &str| Record::of_body(Uuid::nil(), body).map(|record| record.body());
    let bodies = bodies();
    let mut left = 0;
    for body in &bodies {
        assert_eq!(read(body).as_ref(), Some(body));
        let ends: Vec<usize> = body.char_indices().map(|(at, _)| at).chain([body.len()]).collect();
        for pair in ends.windows(2) {
            let (before, one, after) = (&body[..pair[0]], &body[pair[0]..pair[1]], &body[pair[1]..]);
            let inserted =
                ["", "0", "1", "-", ".", " ", "\"", "\\", ",", "\\u0061", "\\n", "\n", "{}", "+", "e0", "A", "甲"];
            let pieces = inserted
                .iter()
                .flat_map(|piece| [String::new() + piece, one.to_owned() + piece])
                .chain([one.repeat(2)]);
            for piece in pieces {
                let other = [before, &piece, after].concat();
                if let Some(again) = read(&other) {
                    assert_eq!(again, other);
                    left += 1;
                }
            }
        }
        let members: Vec<&str> = body.split_inclusive(',').collect();
        for at in 1..members.len() {
            let mut others = members.clone();
            others.swap(at - 1, at);
            let other = others.concat();
            assert!(read(&other).is_none_or(|again| again == other), "{other}");
        }
    }
    assert!(bodies.len() > 80 && left > bodies.len(), "titles may be any: {left}");
}

#[test]
fn what_no_body_says_in_this_way_is_not_taken_for_one() {
    let read = |fields: &str| {
        let body = format!("{{\"ledger\":\"volunteer\",\"no\":1,\"date\":\"2022-05-01\"{fields}}}");
        Record::of_body(Uuid::nil(), &body).map(|record| record.body() == body)
    };
    let kept = [
        "",
        ",\"title\":\"引\\\"号\\n\"",
        ",\"evidence\":{\"name\":\"甲.txt\",\"size\":7,\"sha256\":\"0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f\"}",
        ",\"highlight\":true",
        ",\"turns\":0",
        ",\"turns\":300,\"turns_bound\":\"at_least\"",
        ",\"hours\":3.5",
        ",\"hours\":3.05",
        ",\"turns\":3,\"span\":\"month\"",
    ];
    for fields in kept {
        assert_eq!(read(fields), Some(true), "{fields}");
    }
    let other = [
        ",\"title\":\"\\u4e8c\"",
        ",\"title\":\"a\\/b\"",
        ",\"title\":\"a\u{1}\"",
        ",\"evidence\":{\"name\":\"甲.txt\",\"size\":7,\"sha256\":\"0f\"}",
        ",\"evidence\":{\"size\":7,\"name\":\"甲.txt\",\"sha256\":\"0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f\"}",
        ",\"highlight\": true",
        ",\"turns\":00",
        ",\"turns\":-0",
        ",\"turns\":030",
        ",\"turns\":3,\"turns_bound\":\"exact\"",
        ",\"turns_bound\":\"at_least\"",
        ",\"hours\":3.50",
        ",\"hours\":3.",
        ",\"hours\":.5",
        ",\"hours\":3.005",
        ",\"turns\":3.0",
        ",\"turns\":1000000000000000",
        ",\"span\":\"month\",\"turns\":3",
        ",\"turns\":3,\"turns\":3",
        ",\"of\":[]",
        ",\"unknown\":1",
        ",",
    ];
    for fields in other {
        assert_eq!(read(fields), None, "{fields}");
    }
}
