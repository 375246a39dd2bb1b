//! An export copies what is kept without taking records apart; this holds it against the way that does.

use crate::world::World;
use qjcppcc::ledger::Ledger;
use serde_json::Value as Json;

/// Text that a copy could get wrong: quotes, backslashes, brackets, control and bidirectional characters, many bytes.
const HOSTILE: &str = r#"{"ledger":"study","date":"2022-03-01","kind":"chair","title":"a\"b\\c{d}[e],f:g“引”","turns":"约30","note":"\u202e\u0007x\u200b“行”\n二\t三\u00ad"}
{"ledger":"volunteer","date":"2022-03-01","kind":"forest","donated":"3.05万元","hours":"2.5","evidence":{"name":"a\",\"b}.pdf","size":7,"sha256":"0000000000000000000000000000000000000000000000000000000000000000"}}
{"ledger":"liaison","date":"2022-03-02","kind":"outing","partner":["巴南区","云\"阳县"],"highlight":true,"note":"联系人13800138000、“乙”023-12345678"}
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
    let (mut compared, mut masked) = (0, 0);
    for ledger in Ledger::all() {
        let key = ledger.key;
        let mut commands = vec![format!("export {key} -O jsonl"), format!("export {key} -O json")];
        if !ledger.is_child() && !ledger.has_course() && !ledger.is_of_office() {
            for unmask in ["", " --unmask", " --void"] {
                commands.extend(["jsonl", "json"].map(|format| format!("{key} list -O {format}{unmask}")));
            }
        }
        for command in commands {
            let copied = world.run(&format!("qjcppcc {command}"));
            let Some(first) = serde_json::Deserializer::from_str(&copied).into_iter::<Json>().next() else { continue };
            let first = first.unwrap_or_else(|fault| panic!("{command}: {fault}: {copied}"));
            let Some(first) = first.as_array().map_or(Some(&first), |all| all.first()) else { continue };
            let keys = first.as_object().expect("an object").keys().cloned().collect::<Vec<_>>().join(",");
            assert_eq!(copied, world.run(&format!("qjcppcc {command} --fields {keys}")), "{command}");
            (compared, masked) = (compared + 1, masked + usize::from(copied.contains("138****8000")));
        }
    }
    assert!(compared > 60 && masked == 2, "{compared} {masked}");
}
