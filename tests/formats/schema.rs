//! Everything that is printed as JSON is what `schema` says it is.
//!
//! A story uses every command that can print JSON; each answer is held against the schema that the program itself prints. A
//! schema that is never used, a command that no schema names, and a key that never has a value all fail.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::exchange::files::packed;
use crate::world::World;
use boon::{Compiler, Draft, Schemas};
use qjcppcc::ledger::{LEDGERS, Ledger};
use serde_json::Value;

/// Commands that print no JSON, each with the reason.
const WITHOUT_JSON: &[(&str, &str)] = &[
    ("template", "it writes a workbook to a file; a JSON Lines file needs no template"),
    ("help", "it is a text for people"),
    ("completions", "a script for a shell"),
    ("man", "pages for man, in files"),
];

/// Schemas that no command of this story is held against, each with the reason.
const ELSEWHERE: &[(&str, &str)] = &[("sync", "it takes a server: `tests/server` holds it")];

/// How an answer is held against a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Holds {
    /// One object.
    One,
    /// An array of objects.
    Many,
    /// An object a line.
    Lines,
}

use Holds::{Lines, Many, One};

/// The schemas that the program prints, ready to be used.
struct Book {
    schemas: Schemas,
    compiler: Compiler,
    printed: BTreeMap<String, Value>,
    /// What was held against which schema: the command, how, and the objects.
    used: Vec<(String, String, Holds, Vec<Value>)>,
}

impl Book {
    fn new(world: &mut World) -> Book {
        let mut book =
            Book { schemas: Schemas::new(), compiler: compiler(), printed: BTreeMap::new(), used: Vec::new() };
        for row in listed(world) {
            let name = row["name"].as_str().expect("a name").to_owned();
            let (text, _, code) = world.streams(&format!("qjcppcc schema {name}"));
            assert_eq!(code, 0, "{name}");
            let schema: Value = serde_json::from_str(&text).expect("a schema is JSON");
            assert_eq!(schema["$id"], format!("urn:qjcppcc:1:{name}"));
            book.compiler.add_resource(&format!("urn:qjcppcc:1:{name}"), schema.clone()).expect("a resource");
            book.printed.insert(name, schema);
        }
        book
    }

    /// What is wrong with an object, by the schema with this name (and a pointer into it).
    fn objection(&mut self, name: &str, object: &Value) -> Option<String> {
        let schema = self
            .compiler
            .compile(&format!("urn:qjcppcc:1:{name}"), &mut self.schemas)
            .unwrap_or_else(|error| panic!("{name}: {error:#}"));
        self.schemas.validate(object, schema).err().map(|error| format!("{error:#}"))
    }

    /// Runs a command and holds what it prints against a schema.
    fn hold(&mut self, world: &mut World, name: &str, holds: Holds, command: &str) -> Vec<Value> {
        let json = if holds == Lines { "-O jsonl" } else { "--json" };
        let (command, input) = command
            .split_once(" <<")
            .map_or((command, String::new()), |(command, input)| (command, format!(" <<{input}")));
        let (stdout, stderr, code) = world.streams(&format!("qjcppcc {command} {json}{input}"));
        assert_eq!(code, 0, "{command}: {stderr}");
        let objects = match holds {
            One => vec![serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{command}: {error} {stdout}"))],
            Many => serde_json::from_str(&stdout).unwrap_or_else(|error| panic!("{command}: {error} {stdout}")),
            Lines => stdout.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect(),
        };
        self.keep(name, holds, &format!("{command} {json}"), objects)
    }

    fn keep(&mut self, name: &str, holds: Holds, command: &str, objects: Vec<Value>) -> Vec<Value> {
        for object in &objects {
            if let Some(wrong) = self.objection(name, object) {
                panic!("qjcppcc {command}, held against {name}: {wrong}\n{object:#}");
            }
            if let Some(schema) = self.printed.get(name) {
                let keys: Vec<&str> = object.as_object().expect("an object").keys().map(String::as_str).collect();
                assert_eq!(schema["required"], serde_json::json!(keys), "{command}: the keys in their order");
            }
        }
        self.used.push((name.to_owned(), command.to_owned(), holds, objects.clone()));
        objects
    }

    /// Runs a command that fails and holds the last line on stderr against the schema of errors.
    fn refuse(&mut self, world: &mut World, code: u8, command: &str) -> Value {
        let (command, input) = command
            .split_once(" <<")
            .map_or((command, String::new()), |(command, input)| (command, format!(" <<{input}")));
        let (stdout, stderr, exit) = world.streams(&format!("qjcppcc {command} --json{input}"));
        assert_eq!((exit, stdout.as_str()), (code, ""), "{command}: {stderr}");
        let line = stderr.lines().last().expect("an error is said");
        let error: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{command}: {stderr}"));
        self.keep("error", One, command, vec![error.clone()]);
        error
    }
}

fn compiler() -> Compiler {
    let mut compiler = Compiler::new();
    compiler.set_default_draft(Draft::V2020_12);
    compiler.enable_format_assertions();
    compiler
}

/// The list of schemas.
fn listed(world: &mut World) -> Vec<Value> {
    let (text, _, _) = world.streams("qjcppcc schema --json");
    serde_json::from_str(&text).expect("the list is JSON")
}

/// An empty ledger: lists without rows, and what is null until something is recorded.
const EMPTY: &[(&str, Holds, &str)] = &[
    ("where", One, "where"),
    ("head", One, "head"),
    ("init", One, "init --dry-run"),
    ("init", One, "init"),
    ("where", One, "where"),
    ("study", Many, "study list"),
    ("case-list", Many, "case list"),
    ("case-list", Many, "case board"),
    ("fund", Many, "case list fund"),
    ("case-due", Many, "case due"),
    ("case-line", One, "case line"),
    ("tally", One, "study list --tally"),
    ("tally", One, "case list --tally"),
    ("missing", Many, "missing"),
    ("search", Many, "search 甲"),
    ("log", Many, "log"),
    ("verify", One, "verify"),
    ("report", One, "report 2022"),
    ("report-by", One, "report 2022 --by town"),
    ("report-trace", One, "report 2022 --trace case.solved"),
    ("publication-list", Many, "publication list"),
    ("claim-list", Many, "claim list"),
    ("figures", Many, "figures"),
    ("schema", Many, "schema"),
];

/// The office's words, and a record of every ledger beside those of the example.
const RECORDED: &[(&str, Holds, &str)] = &[
    ("import", One, "import examples/qijiang-2022.jsonl --dry-run"),
    ("import", One, "import examples/qijiang-2022.jsonl"),
    ("import", One, "import examples/qijiang-2022.jsonl"),
    (
        "vocab-list",
        One,
        "vocab add kind volunteer river 巡河护河 --scope community --about 沿河 --english 'river patrols'",
    ),
    ("vocab-list", One, "vocab add outlet 区报 綦江报 --level district"),
    ("vocab-list", One, "vocab add department 秘书科 秘书科"),
    ("vocab-list", Many, "vocab preset abcd"),
    ("vocab-list", One, "vocab edit kind study reading --unit 期 --section study"),
    ("vocab-list", One, "vocab rename town 通惠 通惠新街道 --dry-run"),
    ("vocab-list", One, "vocab rename town 通惠 通惠新街道"),
    ("vocab-list", One, "vocab retire department 秘书科 --from 2023-01-01"),
    ("vocab-list", Many, "vocab alias place 巴南区 巴南 巴南区政协"),
    ("vocab-list", Many, "vocab list"),
    ("vocab-list", Many, "vocab list kind volunteer"),
    ("vocab-list", Lines, "vocab list town"),
    ("setting-set", One, "setting set case.limit.filing 30d"),
    ("setting-set", One, "setting set case.limit.onsite 60d"),
    ("setting-set", One, "setting set case.limit.pre 30d"),
    ("setting-set", One, "setting set case.limit.followup 90d"),
    ("setting-set", One, "setting set case.limit.conclusion 20d"),
    ("setting-set", One, "setting set case.limit.assignment 15d --dry-run"),
    ("setting-set", One, "setting unset case.limit.onsite"),
    ("setting-list", Many, "setting list"),
    ("profile", One, "office show"),
    ("office-apply", One, "office apply qijiang --yes --dry-run"),
    ("wording-set", One, "office wording set note examples/own-wording.j2"),
    ("wording-set", One, "office wording set line - --lang en --dry-run <<'END'\n{{ who }}\nEND"),
    ("profile", One, "office export"),
    ("wording-set", One, "office wording reset full"),
    ("wording-list", Many, "office wording list"),
    ("wording", One, "office wording show note"),
    ("wording", One, "office wording show note --built-in"),
    ("wording", One, "office wording show full --lang en"),
    ("study", One, "study add chair -d 5-9 -n 18 --doc 示例1号 -m 电话13800138000 --evidence 验收.txt --highlight"),
    ("study", One, "study add group --count 30余 -n 约300 -d 5-8 --dry-run"),
    ("consult", One, "consult add consultation 甲事 --host chair -d 6-10 -n 32"),
    ("advice", One, "advice add micro 甲建议 --author 委员甲 -d 3-8"),
    ("endorsement", One, "advice endorse 1 --who 区委主要领导 --level 区 -d 12-11"),
    ("info", One, "info add 甲信息 -d 12-10"),
    ("adoption", One, "info adopt 1 市 -d 12-20"),
    ("forwarding", One, "info forward 1 区 -d 12-21"),
    ("endorsement", One, "info endorse 1 --who 区委主要领导 --level 区 -d 12-15"),
    ("volunteer", One, "volunteer add river -t 三江 -n 40余 --hours 2.5 --donated 1.25万 -d 12-1 --department 秘书科"),
    ("aid", One, "aid add loan --firm 示例机械有限公司 --loan 1.2亿 -d 12-1"),
    ("media", One, "media add nation 巡河 --outlets 人民网、新华社 --highlight -d 12-1"),
    ("liaison", One, "liaison add outing --partner 巴南区、云阳县 -n 12 -d 12-2"),
    ("submission", One, "submission add request 甲请示 --doc 綦政协〔2022〕9号 -d 12-2"),
    ("member", One, "member add special 委员甲 --sector 农业界 --until 2023-12-31 -d 12-2"),
    ("station", One, "station add studio 永新工作室 -t 永新 -d 12-2 --until 2023-12-31"),
    ("activity", One, "activity add given 赠书 --things 1000多册 --money 2万 -n 30 --place 文化馆 -d 12-2"),
    ("case", One, "case add 甲河整治 -t 永新 --proposer 委员甲、委员乙 -d 9-1 --platform 一镇一事"),
    ("stage", One, "case advance 45 -d 9-3 --doc 綦政协立〔2022〕99号"),
    ("stage", One, "case advance 45 pre --skip 合并交办 -d 9-9 --lead 区水利局"),
    ("meeting", One, "case meet 45 --stage onsite -n 45 --members 6余 --opinions 12 --adopted 9 -d 9-12"),
    ("fund", One, "case fund 45 35.5万 --source 区水利局 -d 9-13"),
    ("benefit", One, "case benefit 45 1200人 --households 300 -d 9-14"),
    ("solution", One, "case solve 45 --evidence 验收.txt -d 9-15"),
    ("reopening", One, "case reopen 45 pre --reason 又有淤积 -d 9-20"),
    ("case", One, "case add 乙河清淤 -t 永新 -d 9-1"),
    ("outcome", One, "case end 46 --as merged --into 45 --reason 同一河段 -d 9-21"),
    ("case", One, "case add 丙渠清淤 -t 永新 --proposer 委员丙 -d 12-1"),
    ("stage", One, "case advance 47 -d 12-2 --doc 綦政协立〔2022〕98号"),
    ("stage", One, "case advance 47 -d 12-3 --lead 区交通局"),
    ("case-show", One, "case show 45"),
    ("case-show", One, "case show 46"),
    ("case-show", One, "case show 47"),
    ("case-list", Many, "case list"),
    ("case-list", Many, "case list --town 永新 --limit 2"),
    ("case-list", Lines, "case list --outcome merged"),
    ("case-list", Many, "case board"),
    ("case-due", Many, "case due"),
    ("case-due", Lines, "case due --on 2022-12-01"),
    ("case-line", One, "case line 2022"),
    ("case-line", One, "case line 2022 --town 永新"),
    ("case-line", One, "case line 2022 --from examples/qijiang-2022.jsonl"),
    (
        "import",
        One,
        "import - <<'END'\n{\"ledger\":\"study\",\"no\":1,\"date\":\"2022-01-11\",\"kind\":\"chair\"}\nEND",
    ),
    ("tally", One, "case list --tally --unsolved"),
    ("tally", One, "case list fund --tally"),
    ("missing", Many, "missing 2022"),
    (
        "import",
        One,
        "import - --skip-bad --refused 略过.jsonl <<'END'\n{\"ledger\":\"study\",\"date\":\"2022-01-09\",\"kind\":\"chair\",\"no\":1}\n{\"ledger\":\"study\",\"date\":\"2022-01-32\",\"kind\":\"chair\"}\n{\"date\":\"2022-01-10\"}\nEND",
    ),
];

/// Motions: one replied to, judged and handled again, one merged into it, one handled separately.
const MOTIONS: &[(&str, Holds, &str)] = &[
    ("motion-list", Many, "motion list"),
    ("motion-due", Many, "motion due"),
    ("motion", One, "motion add society 加装电梯 --form joint --proposer 张三、李四 --session 15-2 --code 12 -d 9-1"),
    ("motion", One, "motion add society 老旧小区改造 --form individual --proposer 王五 -t 永新 -d 9-1"),
    ("motion", One, "motion add ecology 河道治理 --form collective --proposer 农工党 --between -d 9-1"),
    ("motion", One, "motion add --count 40 -d 9-2"),
    ("review", Many, "motion review 1,3 --as filed -d 9-5"),
    ("review", One, "motion review 2 --as merged --into 1 --reason 同一件事 -d 9-5"),
    (
        "assignment",
        One,
        "motion assign 1 --lead 区住建委 --assist 区财政局 --due 11-30 --doc 綦政协办〔2022〕3号 -d 9-10",
    ),
    ("assignment", One, "motion assign 3 --lead 区水利局、区农委 --separate --due 12-20 -d 9-10"),
    ("reply", One, "motion reply 3 --unit 区水利局 --result A --contact visit -d 10-1"),
    ("motion-due", Many, "motion due"),
    ("motion-due", Lines, "motion due --unit 农委 --on 2022-12-01"),
    ("reply", One, "motion reply 1 --result B --doc 綦住建函〔2022〕8号 -d 10-5"),
    ("feedback", One, "motion feedback 1 --as not -d 10-9"),
    ("feedback", One, "motion feedback 1 --as satisfied --on result -d 10-9"),
    ("rehandling", One, "motion reopen 1 --reason 不满意 --due 12-10 -d 10-10"),
    ("reply", One, "motion reply 1 --result A -d 11-1"),
    ("chasing", One, "motion key 1 --leader 主席 -d 9-20"),
    ("commendation", One, "motion award 1 -d 12-1"),
    ("motion-show", One, "motion show 1"),
    ("motion-show", One, "motion show 2"),
    ("motion-show", One, "motion show 3"),
    ("motion-list", Many, "motion list"),
    ("motion-list", Lines, "motion list --unit 区财政局"),
    ("motion-list", Many, "motion board"),
    ("review", Many, "motion list review --outcome filed"),
    ("report", One, "report --session 15-2"),
    ("report-compare", One, "report --session 15-2 2022 --compare 2021"),
    ("report-by", One, "report 2022 --by unit"),
    ("report-by", One, "report 2022 --by unit --sort motion.unit.replied --top 1"),
    ("tally", One, "motion list --session 15-2 --tally"),
];

/// Reports; figures that were published, closed years, claims, and what was taken back.
const REPORTED: &[(&str, Holds, &str)] = &[
    ("report", One, "report 2022 --unmask"),
    ("report", One, "report 2022H1 --lang en --exact"),
    ("report", One, "report 2022 --template examples/own-wording.j2"),
    ("report", One, "report 2022 --from examples/qijiang-2022.jsonl"),
    ("report", One, "report 2022 --session 15-2"),
    ("report-compare", One, "report 2022 --session 15-2 --compare"),
    ("report-compare", One, "report 2022 --compare"),
    ("report-compare", One, "report 2022Q1 --compare 2022Q2"),
    ("report-by", One, "report 2022 --by town"),
    ("report-by", One, "report 2022 --by month"),
    ("report-by", One, "report 2022 --by kind"),
    ("report-by", One, "report 2022 --by platform"),
    ("report-by", One, "report 2022 --by department --as-of 2022-12-31"),
    ("report-by", One, "report 2022 --by author --to-date"),
    ("report-by", One, "report 2022 --by town --sort case.solved --to-date --top 2"),
    (
        "report-ranking-line",
        Lines,
        "report 2022 --by author --sort info.count --to-date --from examples/qijiang-2022.jsonl",
    ),
    ("report-line", Lines, "report 2022"),
    ("report-compare-line", Lines, "report 2022 --compare"),
    ("report-by-line", Lines, "report 2022 --by town"),
    ("report-trace-line", Lines, "report 2022 --trace case.funds"),
    ("search", Many, "search 改过两次"),
    ("report-trace-line", Lines, "report 2022 --trace liaison.places"),
    ("case-line-line", Lines, "case line 2022"),
    ("report-trace", One, "report 2022 --trace case.funds"),
    ("report-trace", One, "report 2022 --trace liaison.places"),
    ("report-trace", One, "report 2022 --trace case.funds --town 永新 --kind 未注明"),
    ("report-trace", One, "report 2022 --trace volunteer.hours --as-of 2022-12-31"),
    ("report-trace", One, "report 2020 --trace case.solved"),
    ("duplicate-list", Many, "duplicate list"),
    ("report-trace", One, "report 2022 --trace warn.duplicate"),
    ("duplicate-list", One, "duplicate settle 1 same --dry-run"),
    ("duplicate-list", One, "duplicate settle 1 different"),
    ("duplicate-list", Many, "duplicate list --all"),
    ("publication-list", One, "publish 2022 --through 2022-12-30 -m 登在区报，13800138000 --dry-run"),
    ("publication-list", One, "publish 2022 --through 2022-12-30 -m 登在区报，13800138000"),
    ("publication-list", One, "publish 2021"),
    ("publication-list", Many, "publication list"),
    ("claim-void", One, "publication void 3 --reason 尚未刊登"),
    ("volunteer", One, "volunteer void 1 --reason 记重"),
    ("volunteer", One, "volunteer edit 2 --turns 999"),
    ("advice", One, "advice add formal 新建议案 -d 12-30"),
    ("close", One, "close 2022 --dry-run"),
    ("close", One, "close 2022"),
    ("volunteer", One, "volunteer add forest -n 7 -t 永新 -d 12-30 --late 补记"),
    ("report", One, "report 2022"),
    ("report", One, "report 2022 --as-of 2022-12-31"),
    ("report-compare", One, "report 2022 --compare --as-of 2022-12-31"),
    ("report-by", One, "report 2022 --by town"),
    ("report-trace", One, "report 2022 --trace volunteer.turns"),
    ("close", One, "reopen 2022 --reason 更正"),
    ("claim-list", One, "claim add case.solved 38 --period 2022 --source 区报 --dry-run"),
    ("claim-list", One, "claim add case.solved 39 --period 2022 --source 区报"),
    ("claim-list", One, "claim add case.solved 77 --period 2022 --source 通知，13800138000"),
    ("claim-list", Many, "claim list"),
    ("report", One, "report 2022"),
    ("undo", One, "undo --dry-run"),
    ("undo", One, "undo"),
    ("undo", One, "redo"),
    ("undo", One, "undo"),
    ("claim-void", One, "claim void 1 --reason 不再引用 --dry-run"),
    ("log", Many, "log"),
    ("log", Lines, "log --limit 5"),
    ("log", Many, "log study-1 --unmask"),
    ("head", One, "head"),
    ("rebuild", One, "rebuild"),
    ("views", One, "views"),
    ("backup", One, "backup 备份.db"),
    ("backup", One, "restore 备份.db --to 恢复.db"),
    ("study", One, "study add chair -d 5-1 --evidence 验收.txt --db 恢复.db"),
    ("verify", One, "verify --db 恢复.db"),
    ("claim-list", One, "claim add case.solved 78 --period 2022 --source 通知"),
];

/// Every way to fail, each with its exit code.
const REFUSED: &[(u8, &str)] = &[
    (1, "import 没有.jsonl"),
    (2, "schema studi"),
    (2, "study add --bogus"),
    (2, "sudy"),
    (2, "study list -O csv"),
    (2, "setting set case.limit.fling 3d"),
    (2, "office wording show letter"),
    (2, "office wording set note - <<'END'\n{{ ofice }}\nEND"),
    (2, "volunteer add forest -n 40名 -d 8-21"),
    (3, "case show 999"),
    (4, "consult add consultation 甲事 --host chair -d 6-10 -n 32"),
    (4, "import - <<'END'\n{\"ledger\":\"study\",\"date\":\"2022-01-32\"}\n{\"ledger\":\"nope\"}\nEND"),
    (5, "--db 坏.db study list"),
    (5, "--db 没有.db study list"),
    (6, "verify"),
    (6, "verify --head 3-0123456789ab"),
];

/// Every command that can print JSON, once at least.
fn tell(world: &mut World, book: &mut Book) {
    fs::write(world.path("验收.txt"), "验收\n").expect("a file");
    fs::write(world.path("坏.db"), "这不是台账").expect("a file");
    let mut told = |world: &mut World, part: &[(&str, Holds, &str)]| {
        for (name, holds, command) in part {
            book.hold(world, name, *holds, command);
        }
    };
    told(world, EMPTY);
    told(world, RECORDED);
    told(world, MOTIONS);
    proofs(world, book);
    every_ledger(world, book);
    every_export(world, book);
    for (name, holds, command) in REPORTED {
        book.hold(world, name, *holds, command);
    }
    evidence(world, book);
    several_desks(world, book);
    refusals(world, book);
}

/// An office and a desk that keep one year, change one record both, and meet a closed year.
fn several_desks(world: &mut World, book: &mut Book) {
    let run = |world: &mut World, command: &str| {
        let (_, stderr, code) = world.streams(&format!("qjcppcc {command}"));
        assert_eq!(code, 0, "{command}: {stderr}");
    };
    run(world, "init 办.db --site 办公室 --role office");
    run(world, "init 站.db");
    book.hold(world, "site-name", One, "site name 永新 --role desk --db 站.db --dry-run");
    book.hold(world, "site-name", One, "site name 永新 --role desk --db 站.db");
    run(world, "study add chair 学习 -d 2021-5-1 --db 办.db");
    run(world, "export -o 办.qjb --db 办.db");
    book.hold(world, "bundle-import", One, "import 办.qjb --db 站.db");
    run(world, "study edit 1@办公室 --title 学习甲 --db 站.db");
    run(world, "study edit 1 --title 学习乙 --db 办.db");
    run(world, "close 2021 --db 办.db");
    run(world, "study add chair 补报 -d 2021-6-1 --db 站.db");
    run(world, "export -o 站.qjb --db 站.db");
    book.hold(world, "bundle-import", One, "import 站.qjb --db 办.db --dry-run");
    book.hold(world, "bundle-import", One, "import 站.qjb --db 办.db");
    book.hold(world, "received", Many, "import --received --db 办.db");
    book.hold(world, "received", Many, "sync status --db 办.db");
    book.hold(world, "sync-init", One, "sync init --db 办.db");
    assert!(!book.hold(world, "waiting", Many, "accept --db 办.db").is_empty());
    book.hold(world, "accepted", One, "accept all --late 镇上补报 --db 办.db");
    assert!(!book.hold(world, "conflict", Many, "conflicts --db 办.db").is_empty());
    book.hold(world, "conflict-settled", One, "conflicts --keep study-1 --db 办.db --late 核对");
    book.hold(world, "log", Many, "log --db 办.db");
    assert!(!book.hold(world, "study", Many, "study list --db 办.db").is_empty());
    book.hold(world, "site-fork", One, "site fork --db 站.db --dry-run");
    book.hold(world, "site-fork", One, "site fork 1 --db 站.db --dry-run");
    // All that the office has, as a desk reads it.
    run(world, "export -o 全.qjb");
    run(world, "init 下.db --site 永兴 --role desk");
    book.hold(world, "bundle-import", One, "import 全.qjb --db 下.db");
    for home in LEDGERS {
        for ledger in home.with_children() {
            let (home, key) = (home.key, ledger.key);
            let child = if ledger.key == home { "" } else { key };
            let listed = if ledger.derived.is_empty() { key.to_owned() } else { format!("{key}-list") };
            book.hold(world, &format!("{key}-show"), One, &format!("{home} show {key}-1@办公室 --db 下.db"));
            book.hold(world, &listed, Many, &format!("{home} list {child} --db 下.db"));
            book.hold(world, key, Many, &format!("export {key} --db 下.db"));
        }
    }
    for (name, holds, command) in [
        ("report-trace", One, "report 2022 --trace case.solved --db 下.db"),
        ("report-trace-line", Lines, "report 2022 --trace case.solved --db 下.db"),
        ("search", Many, "search 甲 --db 下.db"),
        ("missing", Many, "missing 2022 --db 下.db"),
    ] {
        book.hold(world, name, holds, command);
    }
}

/// A draft that is right, and one that is not.
fn proofs(world: &mut World, book: &mut Book) {
    fs::write(world.path("稿.md"), "2022年，党组理论学习中心组学习8次。\n").expect("a file");
    book.hold(world, "proofread", One, "proofread 稿.md 2022");
    book.hold(world, "proofread", One, "proofread 稿.md --alone");
    let body = "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:lastRenderedPageBreak/></w:r></w:p><w:p><w:r><w:t>推进解决民生实事99件。共600件：甲类120件，乙类300件，丙类182件。</w:t></w:r></w:p></w:body></w:document>";
    fs::write(world.path("稿.docx"), packed(&[("word/document.xml", body.as_bytes())])).expect("a file");
    let (stdout, _, code) = world.streams("qjcppcc proofread 稿.docx 2022 --json");
    assert_eq!(code, 6);
    book.keep("proofread", One, "proofread", vec![serde_json::from_str(&stdout).expect("JSON")]);
}

/// The verbs of every ledger, on its first record and those of its children.
fn every_ledger(world: &mut World, book: &mut Book) {
    for home in LEDGERS {
        for ledger in home.with_children() {
            let (home, key) = (home.key, ledger.key);
            let child = if ledger.key == home { "" } else { key };
            let listed = if ledger.derived.is_empty() { key.to_owned() } else { format!("{key}-list") };
            book.hold(world, key, One, &format!("{home} edit {key}-1 -m 改过两次，第{}次", child.len()));
            book.hold(world, key, One, &format!("{home} void {key}-1 --reason 记错"));
            book.hold(world, &format!("{key}-show"), One, &format!("{home} show {key}-1"));
            book.hold(world, &listed, Many, &format!("{home} list {child} --void"));
            book.hold(world, key, One, &format!("{home} unvoid {key}-1 --reason 没有记错"));
            book.hold(world, &format!("{key}-show"), One, &format!("{home} show {key}-1 --unmask"));
            assert!(!book.hold(world, &listed, Many, &format!("{home} list {child}")).is_empty());
            assert!(!book.hold(world, &listed, Many, &format!("{home} list {child} --sort title")).is_empty());
            assert!(!book.hold(world, &listed, Lines, &format!("{home} list {child} --limit 3")).is_empty());
            book.hold(world, "tally", One, &format!("{home} list {child} --tally"));
        }
    }
}

/// An export of each ledger, and of all of them: as lines, as an array, and to a file.
fn every_export(world: &mut World, book: &mut Book) {
    for command in ["publish 2022 -m 区报", "close 2020", "claim add case.solved 39 --period 2022 --source 区报"] {
        let (_, stderr, code) = world.streams(&format!("qjcppcc {command}"));
        assert_eq!(code, 0, "{command}: {stderr}");
    }
    world.streams("qjcppcc study add chair -d 2020-5-1 --yes --late 补记");
    for title in ["秋季集中学习", "秋季集中学习会"] {
        world.streams(&format!("qjcppcc study add chair {title} -d 2022-9-1 --yes"));
    }
    of_offices(book, world);
    fs::write(world.path("月报.csv"), "日期,类别,人次,天气\n2022-09-02,主席会议,18,晴\n").expect("a file");
    book.hold(world, "import", One, "import 月报.csv --ledger study --rest skip --keep-recipe 月报");
    book.hold(world, "import-recipe", Many, "import --recipes");
    book.hold(world, "import-recipe", One, "import --recipes 月报");
    book.hold(world, "site-name", One, "site name 办公室 --role office");
    for ledger in Ledger::all() {
        let key = ledger.key;
        assert!(!book.hold(world, key, Lines, &format!("export {key}")).is_empty(), "{key}");
        book.hold(world, key, Many, &format!("export {key}"));
    }
    let (stdout, _, _) = world.streams("qjcppcc export");
    let lines: Vec<Value> = stdout.lines().map(|line| serde_json::from_str(line).expect("a line")).collect();
    let (_, stderr, code) = world.streams("qjcppcc export -o 全部.json");
    assert_eq!(code, 0, "{stderr}");
    let array: Vec<Value> = read_json(&world.path("全部.json"));
    assert_eq!(lines, array);
    for object in array {
        let key = object["ledger"].as_str().expect("a ledger").to_owned();
        book.keep(&key, Lines, "export", vec![object]);
    }
}

fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    serde_json::from_str(&fs::read_to_string(path).expect("the file is there")).expect("it is JSON")
}

/// Files of evidence that are all there.
fn evidence(world: &mut World, book: &mut Book) {
    for command in ["init 佐证.db", "study add chair -d 5-1 --evidence 验收.txt --db 佐证.db"] {
        assert_eq!(world.streams(&format!("qjcppcc {command}")).2, 0, "{command}");
    }
    fs::create_dir(world.path("examples/佐证")).expect("a folder");
    fs::copy(world.path("验收.txt"), world.path("examples/佐证/验收.txt")).expect("a copy");
    book.hold(world, "verify", One, "verify --evidence examples --db 佐证.db");
    fs::write(world.path("examples/佐证/验收.txt"), "改过\n").expect("a file");
    let error = book.refuse(world, 6, "verify --evidence examples --db 佐证.db");
    assert_eq!(error["error"]["more"][0]["code"], "evidence_changed");
}

fn refusals(world: &mut World, book: &mut Book) {
    for (code, command) in REFUSED {
        book.refuse(world, *code, command);
    }
    workbook(&world.path("又一份.xlsx"), &[["2022-01-09", "主席会议", "7"], ["2022-02-11", "主席会议", "7"]]);
    fs::write(world.path("别处.csv"), "日期,类别,人次\n2022-02-11,主席会议,9\n").expect("a file");
    book.hold(world, "import", One, "import 又一份.xlsx 别处.csv --ledger study --dry-run");
    workbook(&world.path("一处.xlsx"), &[["2022-03-01", "没有的", "12"]]);
    let error = book.refuse(world, 4, "import 一处.xlsx");
    assert_eq!(error["error"]["sheet"], "学习", "{error:#}");
    book.refuse(world, 4, "import 一处.xlsx 略过.jsonl");
    workbook(&world.path("学习.xlsx"), &[["2022-03-01", "没有的", "12"], ["2022-03-32", "主席会议", "12"]]);
    let error = book.refuse(world, 4, "import 学习.xlsx --errors 错误.jsonl");
    assert_eq!(error["error"]["more"].as_array().map(Vec::len), Some(2), "{error:#}");
    let written = fs::read_to_string(world.path("错误.jsonl")).expect("the file of errors");
    let troubles = written.lines().map(|line| serde_json::from_str(line).expect("a line")).collect();
    book.keep("import-errors", Lines, "import 学习.xlsx --errors 错误.jsonl", troubles);
    world.answer.set(Some(false));
    book.refuse(world, 1, "undo 2");
    world.answer.set(None);
    world.interrupted.set(true);
    book.refuse(world, 130, "import examples/qijiang-2022.jsonl --db 佐证.db");
    world.interrupted.set(false);
}

/// A workbook of study sessions.
fn workbook(path: &Path, rows: &[[&str; 3]]) {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet().set_name("学习").expect("a name");
    for (row, cells) in (0..).zip([&["日期", "类别", "人次"]].into_iter().chain(rows)) {
        for (column, words) in (0..).zip(cells) {
            sheet.write_string(row, column, *words).expect("a cell");
        }
    }
    let other = workbook.add_worksheet().set_name("说明").expect("a name");
    other.write_string(0, 0, "各镇街填写").expect("a cell");
    workbook.save(path).expect("a workbook");
}

#[test]
fn every_answer_is_what_its_schema_says() {
    let mut world = World::new();
    let mut book = Book::new(&mut world);
    tell(&mut world, &mut book);
    let rows = listed(&mut world);
    assert_eq!(undemonstrated(&rows, &book), Vec::<String>::new(), "said to be printed by these, but never seen");
    assert_eq!(undescribed(&mut world, &rows), Vec::<String>::new(), "commands that no schema names");
    assert_eq!(never_said(&book), BTreeSet::new(), "keys that never had a value");
    nothing_passes_that_is_not_so(&mut book);
}

/// Three offices that a city adds up: this one, one that has recorded something, and one in which a town has.
fn of_offices(book: &mut Book, world: &mut World) {
    for command in [
        "init offices/云河.db --profile county",
        "init offices/青石.db --profile county",
        "backup offices/本区.db",
        "--db offices/云河.db aid add 走访 --firm 甲公司 -d 2022-4-1",
        "--db offices/云河.db aid add 走访 修渠 --firms 30余 -d 2022-4-2",
        "--db offices/青石.db export -o 青石.qjb",
        "init 镇.db",
        "--db 镇.db import 青石.qjb",
        "--db 镇.db aid add 走访 --firm 乙公司 -d 2022-4-3",
        "--db 镇.db export -o 镇.qjb",
        "--db offices/青石.db import 镇.qjb",
    ] {
        let (_, stderr, code) = world.streams(&format!("qjcppcc {command}"));
        assert_eq!(code, 0, "{command}: {stderr}");
    }
    let report = "report 2022 --by office offices/";
    book.hold(world, "report-by-office", One, report);
    book.hold(world, "report-by-office-line", Lines, report);
    book.hold(world, "report-trace-office", One, &format!("{report} --trace aid.firms"));
    book.hold(world, "report-trace-office-line", Lines, &format!("{report} --trace aid.firms"));
}

/// The commands that a schema says print it, and that the story has not held against it.
fn undemonstrated(rows: &[Value], book: &Book) -> Vec<String> {
    let mut missing = Vec::new();
    for row in rows {
        let name = row["name"].as_str().expect("a name");
        if ELSEWHERE.iter().any(|(elsewhere, _)| *elsewhere == name) {
            continue;
        }
        for (key, one) in [("lists", false), ("objects", true)] {
            for command in row[key].as_array().expect("a list") {
                let wanted: Vec<&str> = command.as_str().expect("words").split(' ').collect();
                let is_it = |used: &str| {
                    let mut used = used.split(' ');
                    wanted.iter().all(|word| used.any(|other| other == *word))
                };
                let seen = |(used, line, holds, _): &(String, String, Holds, Vec<Value>)| {
                    used == name && (*holds == One) == one && is_it(line)
                };
                if !book.used.iter().any(seen) {
                    missing.push(format!("{name}: {command}"));
                }
            }
        }
    }
    missing
}

/// The commands of the help that no schema names.
fn undescribed(world: &mut World, rows: &[Value]) -> Vec<String> {
    let named: Vec<&str> = rows
        .iter()
        .flat_map(|row| ["lists", "objects"].map(|key| row[key].as_array().expect("a list")))
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let leaves = leaves(world);
    assert!(leaves.len() > 90, "the help is where this test looks for it: {leaves:?}");
    assert!(WITHOUT_JSON.iter().all(|(command, why)| leaves.iter().any(|leaf| leaf == command) && !why.is_empty()));
    let is_named = |leaf: &String| {
        let begins = |command: &&str| {
            command.strip_prefix(leaf.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        named.iter().any(begins) || WITHOUT_JSON.iter().any(|(command, _)| leaf == command)
    };
    leaves.into_iter().filter(|leaf| !is_named(leaf)).collect()
}

/// Every command that has no further commands, as the help lists them.
fn leaves(world: &mut World) -> Vec<String> {
    let (overview, _, _) = world.streams("qjcppcc --help --lang en");
    let mut leaves = Vec::new();
    for name in commands(overview.split("\noptions\n").next().unwrap_or_default()) {
        let (page, _, _) = world.streams(&format!("qjcppcc {name} --help --lang en"));
        match page.split_once("\ncommands:\n") {
            None => leaves.push(name),
            Some((_, page)) => {
                let inner = commands(page.split("\n\n").next().unwrap_or_default());
                leaves.extend(inner.into_iter().map(|verb| format!("{name} {verb}")));
            }
        }
    }
    leaves
}

/// The first word of every line that is set in by two.
fn commands(page: &str) -> Vec<String> {
    let lines = page.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    lines.filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

/// The keys of the schemas that were null or empty in every object of the story. What a record may have is told by its
/// ledger's fields, so that only what lies around them is looked at.
fn never_said(book: &Book) -> BTreeSet<String> {
    let mut missing = BTreeSet::new();
    for (name, schema) in book.printed.iter().filter(|(name, _)| ELSEWHERE.iter().all(|(it, _)| it != name)) {
        let mut said = BTreeSet::new();
        for (_, _, _, objects) in book.used.iter().filter(|(used, ..)| used == name) {
            for object in objects {
                note_what_is_said(object, "", &mut said);
            }
        }
        let mut described = BTreeSet::new();
        describe(schema, schema, "", &mut described);
        let ledger = Ledger::all().find(|ledger| name.split('-').next() == Some(ledger.key) && !ledger.is_of_office());
        let is_field = |path: &String| {
            let key = path.trim_start_matches('/').split('/').next().unwrap_or_default();
            let key = key.strip_suffix("_bound").unwrap_or(key);
            ledger.is_some_and(|ledger| ledger.field(key).is_some())
        };
        let beyond = described.into_iter().filter(|path| !said.contains(path) && !is_field(path));
        let beyond = beyond.filter(|path| !(path.starts_with("/children/*/") || is_of_office(name)));
        missing.extend(beyond.map(|path| format!("{name} {path}")));
    }
    missing
}

fn is_of_office(name: &str) -> bool {
    Ledger::find(name).is_some_and(Ledger::is_of_office)
}

fn note_what_is_said(value: &Value, path: &str, said: &mut BTreeSet<String>) {
    match value {
        Value::Null => {}
        Value::Object(members) => {
            said.insert(path.to_owned());
            for (key, value) in members {
                note_what_is_said(value, &format!("{path}/{key}"), said);
            }
        }
        Value::Array(items) => {
            said.insert(path.to_owned());
            for item in items {
                note_what_is_said(item, &format!("{path}/*"), said);
            }
        }
        _ => {
            said.insert(path.to_owned());
        }
    }
}

/// Every path that a schema describes; a definition within itself once only.
fn describe(root: &Value, schema: &Value, path: &str, described: &mut BTreeSet<String>) {
    let defined = schema["$ref"].as_str().map(|reference| reference.trim_start_matches('#'));
    let defined = defined.into_iter().chain(
        schema["oneOf"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|one| one["$ref"].as_str())
            .map(|one| one.trim_start_matches('#')),
    );
    for pointer in defined.filter(|_| path.matches("/more").count() < 2) {
        describe(root, root.pointer(pointer).expect("it is defined"), path, described);
    }
    if schema["type"] == "null" {
        return;
    }
    let is_in_part = schema["type"] == "object" && !schema["required"].is_array();
    if !path.is_empty() && path.matches("/more").count() < 2 && !is_in_part {
        described.insert(path.to_owned());
    }
    // What people write leaves out what they have nothing to say of: nobody has to have seen it.
    let is_whole = schema["required"].is_array();
    for (key, inner) in schema["properties"].as_object().into_iter().flatten().filter(|_| is_whole) {
        describe(root, inner, &format!("{path}/{key}"), described);
    }
    if schema["items"].is_object() {
        describe(root, &schema["items"], &format!("{path}/*"), described);
    }
}

/// Takes every key of one object of each schema away, and adds one to every object within it.
fn nothing_passes_that_is_not_so(book: &mut Book) {
    let mut samples: BTreeMap<String, Value> = BTreeMap::new();
    for (name, _, _, objects) in &book.used {
        for object in objects {
            let longest = samples.entry(name.clone()).or_insert_with(|| object.clone());
            if object.to_string().len() > longest.to_string().len() && object.to_string().len() < 20_000 {
                *longest = object.clone();
            }
        }
    }
    for (name, sample) in samples {
        for altered in alterations(&sample, name != "profile") {
            assert!(book.objection(&name, &altered).is_some(), "{name} lets this pass: {altered:#}");
        }
    }
}

/// The value with one key more, one value of another type or, where none may be left out, one key less, in every object within it.
fn alterations(value: &Value, whole: bool) -> Vec<Value> {
    let mut all = Vec::new();
    match value {
        Value::Object(members) => {
            let mut more = members.clone();
            more.insert("zusatz".to_owned(), Value::Null);
            all.push(Value::Object(more));
            for (key, inner) in members {
                if whole {
                    let mut less = members.clone();
                    less.remove(key);
                    all.push(Value::Object(less));
                }
                let mut other = members.clone();
                other.insert(key.clone(), serde_json::json!({ "an": ["object"] }));
                all.push(Value::Object(other));
                for altered in alterations(inner, whole) {
                    let mut changed = members.clone();
                    changed.insert(key.clone(), altered);
                    all.push(Value::Object(changed));
                }
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate().take(2) {
                for altered in alterations(item, whole) {
                    let mut changed = items.clone();
                    changed[at] = altered;
                    all.push(Value::Array(changed));
                }
            }
        }
        _ => {}
    }
    all
}

#[test]
fn every_schema_is_a_schema_of_2020_12_and_the_same_in_both_languages() {
    let mut world = World::new();
    let mut schemas = Schemas::new();
    let dialect = "https://json-schema.org/draft/2020-12/schema";
    let metaschema = compiler().compile(dialect, &mut schemas).expect("the metaschema is built in");
    for row in listed(&mut world) {
        let name = row["name"].as_str().expect("a name");
        let [chinese, english] = ["zh", "en"].map(|lang| {
            let (text, stderr, code) = world.streams(&format!("qjcppcc schema {name} --lang {lang}"));
            assert_eq!((code, stderr.as_str()), (0, ""), "{name}");
            let schema: Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(schema["$schema"], dialect);
            schemas.validate(&schema, metaschema).unwrap_or_else(|error| panic!("{name}: {error:#}"));
            schema
        });
        assert_eq!(without_words(&chinese), without_words(&english), "{name}");
        let title = english["title"].as_str().expect("a title");
        assert!(title.is_ascii() && chinese["title"] != title, "{name}: {title}");
    }
}

/// A schema without what it says to people.
fn without_words(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let is_words = |key: &str, value: &Value| matches!(key, "title" | "description") && value.is_string();
            let kept = members.iter().filter(|(key, value)| !is_words(key, value));
            Value::Object(kept.map(|(key, value)| (key.clone(), without_words(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(without_words).collect()),
        other => other.clone(),
    }
}

#[test]
fn a_schema_is_json_to_stdout_or_to_a_file() {
    let mut world = World::new();
    let (printed, _, _) = world.streams("qjcppcc schema study");
    assert_eq!(world.streams("qjcppcc schema study -o study.json"), (String::new(), String::new(), 0));
    assert_eq!(fs::read_to_string(world.path("study.json")).expect("the file"), printed);
    assert_eq!(world.streams("qjcppcc schema 学习").0, printed, "a ledger goes by its name, too");
    let refused = world.run("qjcppcc schema study -O csv --lang en");
    assert_eq!(
        refused,
        "error: a schema is written as JSON and nothing else\nhint: leave -O out, or give -o study.json\n[exit 2]\n"
    );
    let hints = [
        ("studi", "did you mean study? see them all: qjcppcc schema"),
        ("board", "did you mean motion-list, case-list? see them all: qjcppcc schema"),
        (
            "trace",
            "did you mean report-trace, report-trace-office, report-trace-office-line, report-trace-line? see them all: qjcppcc schema",
        ),
        ("claim-", "did you mean claim-list, claim-void? see them all: qjcppcc schema"),
        ("%%%%", "see them all: qjcppcc schema"),
    ];
    for (name, hint) in hints {
        let refused = world.run(&format!("qjcppcc schema {name} --lang en"));
        assert_eq!(refused, format!("error: there is no schema “{name}”\nhint: {hint}\n[exit 2]\n"));
    }
}
