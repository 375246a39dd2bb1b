//! An export copies what is kept without taking records apart; this holds it against the way that does.

use crate::world::World;

/// Text that a copy could get wrong: quotes, backslashes, brackets, control and bidirectional characters, many bytes.
const HOSTILE: &str = r#"{"ledger":"study","date":"2022-03-01","kind":"chair","title":"a\"b\\c{d}[e],f:g“引”","turns":"约30","note":"\u202e\u0007x\u200b“行”\n二\t三\u00ad"}
{"ledger":"volunteer","date":"2022-03-01","kind":"forest","donated":"3.05万元","hours":"2.5","evidence":{"name":"a\",\"b}.pdf","size":7,"sha256":"0000000000000000000000000000000000000000000000000000000000000000"}}
{"ledger":"liaison","date":"2022-03-02","kind":"outing","partner":["巴南区","云\"阳县"],"highlight":true}
"#;

#[test]
fn a_copied_line_says_what_the_record_says() {
    let mut world = World::new();
    world.run("qjcppcc init");
    let hostile = HOSTILE.replace("\\u0007", "").replace("\\u200b", "\u{200b}");
    let imported = world.run(&format!("qjcppcc import - <<'END'\n{hostile}END"));
    assert!(imported.starts_with("标准输入：新增3条"), "{imported}");
    world.run("qjcppcc import examples/qijiang-2022.jsonl");
    world.run("qjcppcc study void 1 --reason \"记重了“一”次\"");
    for ledger in ["study", "volunteer", "liaison", "case", "stage", "meeting", "fund", "solution", "info", "member"] {
        let copied = world.run(&format!("qjcppcc export {ledger}"));
        let first: serde_json::Value = serde_json::from_str(copied.lines().next().expect("a line")).expect("JSON");
        let keys = first.as_object().expect("an object").keys().cloned().collect::<Vec<_>>().join(",");
        let taken_apart = world.run(&format!("qjcppcc export {ledger} --fields {keys}"));
        assert_eq!(copied, taken_apart, "{ledger}");
    }
}
