//! More than ninety kinds of damage, each with its message.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Worksheet};

use super::files::{STUDY, gb18030, ods, old_file, packed, raw, replaced, row, sheet, utf16, workbook, written};

/// One damaged file: what it is, its name, its bytes, what is added to the command, and what the message says.
type Damage = (&'static str, &'static str, Vec<u8>, &'static str, &'static str);

#[allow(clippy::too_many_lines, reason = "a table of cases")]
fn damaged_text() -> Vec<Damage> {
    let head = "日期,类别,人次,标题\n";
    let rows = |rows: &str| format!("{head}{rows}\n").into_bytes();
    let csv = |name, row: &str, says| -> Damage { (name, "study.csv", rows(row), "", says) };
    vec![
        csv("no date", ",主席会议,3,甲", "第2行 A（日期）：缺少日期"),
        csv("no such day", "2022-02-30,主席会议,3,甲", "第2行 A（日期）：没有“2022-02-30”这一天"),
        csv("month 13", "2022-13-01,主席会议,3,甲", "没有“2022-13-01”这一天"),
        csv("a day ahead", "2023-05-01,主席会议,3,甲", "2023-05-01还没有到"),
        csv("a serial date", "44682,主席会议,3,甲", "1格是日期序号，不是日期（44682 是2022-05-01）"),
        csv("a date in words", "去年春天,主席会议,3,甲", "“去年春天”"),
        csv("a year of two digits", "5/1/22,主席会议,3,甲", "“5/1/22”"),
        csv("an unknown kind", "2022-05-01,舞会,3,甲", "第2行 B（类别）：词表里没有类别“舞会”"),
        csv("an ambiguous kind", "2022-05-01,会议,3,甲", "不止一个"),
        csv("no kind", "2022-05-01,,3,甲", "第2行 B（类别）：缺少类别"),
        csv("a negative number", "2022-05-01,主席会议,-3,甲", "第2行 C（人次）：“-3”是负数"),
        csv("half a person", "2022-05-01,主席会议,3.5,甲", "“3.5”的小数太细"),
        csv("another unit", "2022-05-01,主席会议,30名,甲", "“30名”的单位是“名”"),
        csv("no number", "2022-05-01,主席会议,若干,甲", "“若干”不是一个数"),
        csv("a range", "2022-05-01,主席会议,30-40,甲", "“30-40”不是一个数"),
        csv("two numbers", "2022-05-01,主席会议,\"30,40\",甲", "“30,40”不是一个数"),
        csv("too large", "2022-05-01,主席会议,9999999999999999,甲", "太大"),
        csv("an error value", "2022-05-01,主席会议,#REF!,甲", "第2行 C（人次）：这一格是出错的公式（#REF!）"),
        csv("an error in the title", "2022-05-01,主席会议,3,#N/A", "这一格是出错的公式（#N/A）"),
        csv("too narrow a column", "########,主席会议,3,甲", "这一格是出错的公式（########）"),
        csv("a control character", "2022-05-01,主席会议,3,甲\u{1b}[2J", "含有控制字符 U+001B"),
        csv("a title too long", &format!("2022-05-01,主席会议,3,{}", "长".repeat(501)), "有501个字，最多500个"),
        csv("an unclosed quote", "2022-05-01,主席会议,3,\"甲\n2022-05-02,主席会议,4,乙", "第2行：引号没有收尾"),
        csv("a stray quote", "2022-05-01,主席会议,3,\"甲\"乙", "第2行：收尾的引号后面还有“乙”"),
        csv(
            "a quote that swallows",
            &format!("2022-05-01,主席会议,3,\"甲{}\"", "\n2022-05-02,主席会议,4,乙".repeat(51)),
            "第2行：引号里有几行像是表里的行",
        ),
        csv("a cell too many", "2022-05-01,主席会议,3,甲,乙", "第2行：有5格，表头只有4格"),
        (
            "a doubled heading",
            "study.csv",
            "日期,时间,类别\n2022-05-01,2022-05-02,主席会议\n".into(),
            "",
            "A（日期）和B（时间）说的是同一项（date）",
        ),
        (
            "an unknown heading",
            "study.csv",
            "日期,类别,人次,标题,天气\n2022-05-01,主席会议,3,甲,晴\n".into(),
            "",
            "E（天气）：学习没有“天气”这一栏",
        ),
        (
            "a slip in a heading",
            "study.csv",
            "日期,类别,参加人此,标题\n2022-05-01,主席会议,3,甲\n".into(),
            "",
            "是不是“人次”？写 --map 参加人此=人次",
        ),
        (
            "a heading in another unit",
            "fund.csv",
            "日期,所属,金额（人）\n2022-05-01,1,3\n".into(),
            "",
            "表头的单位是“人”，金额要的是“元”",
        ),
        (
            "a cell in another unit than its heading",
            "study.csv",
            "日期,类别,数量（场）\n2022-05-01,主席会议,3篇\n".into(),
            "",
            "“3篇”的单位是“篇”，表头的是“场”",
        ),
        ("no heading", "study.csv", "2022-05-01,主席会议,3,甲\n".into(), "", "找不到表头"),
        ("an empty file", "study.csv", Vec::new(), "", "表里什么也没有"),
        ("only blanks", "study.csv", b"\n\n , , \n".to_vec(), "", "表里什么也没有"),
        ("a ledger unsaid", "x.csv", rows("2022-05-01,主席会议,3,甲"), "", "看不出是哪个台账"),
        ("a ledger unknown", "x.csv", rows("2022-05-01,主席会议,3,甲"), "--ledger ball", "没有台账“ball”"),
        (
            "a ledger unknown in a row",
            "x.csv",
            "台账,日期,类别\nball,2022-05-01,主席会议\n".into(),
            "",
            "第2行 A（台账）：没有台账“ball”",
        ),
        (
            "no ledger in a row",
            "x.csv",
            "台账,日期,类别\n学习,2022-05-01,主席会议\n,2022-05-01,主席会议\n".into(),
            "",
            "第3行 A（台账）：没有写台账",
        ),
        (
            "a cell of another ledger",
            "x.csv",
            "台账,日期,类别,贷款,标题\n学习,2022-05-01,主席会议,5万,甲\n助企,2022-05-01,贷款,5万,甲\n".into(),
            "--ledger aid",
            "没有台账“助企”",
        ),
        (
            "a column of another ledger",
            "x.csv",
            "台账,日期,类别,贷款,标题\n学习,2022-05-01,主席会议,5万,甲\n助企纾困,2022-05-01,贷款,5万,甲\n".into(),
            "",
            "D（贷款）：学习没有这一栏",
        ),
        ("a bad map", "study.csv", rows("2022-05-01,主席会议,3,甲"), "--map 来源", "--map 要写成 表头=字段"),
        ("a map to nowhere", "study.csv", rows("2022-05-01,主席会议,3,甲"), "--map 标题=天气", "学习没有“天气”这一栏"),
        ("no such format", "study.csv", rows(""), "--format pdf", "没有格式“pdf”"),
        ("a sheet of a CSV file", "study.csv", rows(""), "--sheet 一", "不是工作簿，没有工作表“一”"),
        ("a child without parent", "fund.csv", "日期,所属,金额\n2022-05-01,,3万\n".into(), "", "没有写属于哪条记录"),
        (
            "a parent nowhere",
            "fund.csv",
            "日期,所属,金额\n2022-05-01,99,3万\n".into(),
            "",
            "第2行 B（所属）：找不到所属的记录“99”",
        ),
        (
            "a parent of another ledger",
            "fund.csv",
            "日期,所属,金额\n2022-05-01,study-1,3万\n".into(),
            "",
            "协调资金不能属于学习",
        ),
        (
            "two parents for one",
            "fund.csv",
            "日期,所属,金额\n2022-05-01,1、2,3万\n".into(),
            "",
            "协调资金只能属于一条记录",
        ),
        (
            "the same number twice",
            "case.csv",
            "编号,日期,标题,镇街\n1,2022-05-01,甲,永新\n1,2022-05-01,乙,永新\n".into(),
            "",
            "第3行 A（编号）：编号“case-1”在文件里出现两次",
        ),
        ("no UUID", "study.csv", "id,日期,类别\n7,2022-05-01,主席会议\n".into(), "", "“7”不是 UUID"),
        (
            "evidence as text",
            "study.csv",
            "日期,类别,佐证材料\n2022-05-01,主席会议,签到表\n".into(),
            "",
            "C（佐证材料）：佐证要写成一个对象",
        ),
        (
            "neither yes nor no",
            "study.csv",
            "日期,类别,亮点\n2022-05-01,主席会议,也许\n".into(),
            "",
            "“也许”不是“是”或“否”",
        ),
        (
            "a word that does not fit its void",
            "study.csv",
            "日期,类别,作废\n2022-05-01,主席会议,也许\n".into(),
            "",
            "第2行 C（作废）：“也许”不是“是”或“否”",
        ),
        (
            "half a character",
            "study.csv",
            [gb18030(head), vec![0xb0, b'\n']].concat(),
            "",
            "既不是 UTF-8、UTF-16，也不是 GB18030",
        ),
        (
            "half of a UTF-16 unit",
            "study.csv",
            [utf16(STUDY, true, true), vec![0x41]].concat(),
            "",
            "既不是 UTF-8、UTF-16，也不是 GB18030",
        ),
        ("Big5", "study.csv", b"\xa4\xe9\xb4\xc1,\xc3\xfe\xa7O\n2022-05-01,x\n".to_vec(), "", "找不到表头"),
    ]
}

fn damaged_json() -> Vec<Damage> {
    let line = |name, line: &str, says| -> Damage { (name, "x.jsonl", format!("{line}\n").into_bytes(), "", says) };
    vec![
        line("no object", "[1]", "第1行：不是一个完整的 JSON 对象"),
        line("cut off", r#"{"ledger":"study""#, "不是一个完整的 JSON 对象"),
        line("doubled key", r#"{"ledger":"study","date":"2022-05-01","date":"2022-05-02"}"#, "键“date”写了两次"),
        line("NaN", r#"{"ledger":"study","turns":NaN}"#, "不是一个完整的 JSON 对象"),
        line("nested too deep", &format!("{}{}", "{\"a\":".repeat(200), "}".repeat(200)), "不是一个完整的 JSON 对象"),
        line(
            "an unknown key",
            r#"{"ledger":"study","date":"2022-05-01","kind":"chair","weather":"晴"}"#,
            "学习没有键“weather”",
        ),
        (
            "an array cut off",
            "x.json",
            br#"[{"ledger":"study","date":"2022-05-01","kind":"chair"}"#.to_vec(),
            "",
            "第1行：文件没有写完，缺少最后的 ]",
        ),
        (
            "text in an array",
            "x.json",
            b"[\n{\"ledger\":\"study\",\"date\":\"2022-05-01\",\"kind\":\"chair\"},\noops]".to_vec(),
            "",
            "第3行：不是一个完整的 JSON 对象",
        ),
        ("JSON in GBK", "x.jsonl", gb18030(r#"{"ledger":"study","title":"甲"}"#), "", "第1行：不是 UTF-8 编码"),
    ]
}

#[allow(clippy::too_many_lines, reason = "a table of cases")]
fn damaged_workbooks() -> Vec<Damage> {
    let good = |sheet: &mut Worksheet| row(sheet, 0, &["日期", "类别", "人次", "标题"]);
    let xlsx = |name, bytes, says| -> Damage { (name, "x.xlsx", bytes, "", says) };
    let string = |cell: &str, word: &str| format!(r#"<c r="{cell}" t="inlineStr"><is><t>{word}</t></is></c>"#);
    let head = format!("<row r=\"1\">{}{}{}</row>", string("A1", "日期"), string("B1", "类别"), string("C1", "人次"));
    let body = |rest: &str| {
        raw(&format!("{head}<row r=\"2\">{}{}{rest}</row>", string("A2", "2022-05-01"), string("B2", "主席会议")))
    };
    let two = |first: &'static str, second: &'static str| {
        workbook(move |workbook| {
            for name in [first, second] {
                let sheet = workbook.add_worksheet();
                sheet.set_name(name)?;
                row(sheet, 0, &["日期", "类别"])?;
                row(sheet, 1, &["2022-05-01", "主席会议"])?;
            }
            Ok(())
        })
    };
    let long = packed(&[("xl/workbook.xml", &vec![b' '; 210 << 20])]);
    let whole = sheet("学习", good);
    let ods_row = |attributes: &str, cell: &str| {
        ods(&format!(
            "<table:table-row {attributes}><table:table-cell {cell} office:value-type=\"string\"><text:p>日期</text:p></table:table-cell></table:table-row>"
        ))
    };
    let locked: Vec<u8> = [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
        vec![0; 600],
        utf16("EncryptedPackage", true, false),
        vec![0; 600],
    ]
    .concat();
    vec![
        xlsx(
            "a far cell",
            raw(&format!(r#"{head}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#)),
            "“学习”第1048576行：单元格 XFD1048576 远在表格之外",
        ),
        xlsx("a wide cell", raw(&format!(r#"{head}<row r="2"><c r="ZZZ2"><v>1</v></c></row>"#)), "远在表格之外"),
        xlsx(
            "a formula without value",
            body("<c r=\"C2\"><f>SUM(A1:A9)</f></c>"),
            "“学习”第2行 C（人次）：这一格的公式没有算出结果",
        ),
        xlsx(
            "an error cell",
            body(r#"<c r="C2" t="e"><v>#REF!</v></c>"#),
            "“学习”第2行 C（人次）：这一格是出错的公式（#REF!）",
        ),
        xlsx(
            "a division by nought",
            body(r#"<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>"#),
            "这一格是出错的公式（#DIV/0!）",
        ),
        xlsx("sixteen digits", body("<c r=\"C2\"><v>1234567890123456789</v></c>"), "数字太长，表格软件只留下前15位"),
        xlsx("a truth for a number", body(r#"<c r="C2" t="b"><v>1</v></c>"#), "“是”不是一个数"),
        xlsx(
            "a number for a date",
            raw(&format!(r#"{head}<row r="2"><c r="A2"><v>44682</v></c>{}</row>"#, string("B2", "主席会议"))),
            "1格是日期序号，不是日期（44682 是2022-05-01）",
        ),
        xlsx("a zip bomb", long, "解开后超过200MB"),
        xlsx("half a file", whole[..whole.len() / 2].to_vec(), "工作簿已损坏或不完整"),
        xlsx("a part missing", packed(&[("xl/other.xml", b"<a/>")]), "工作簿已损坏或不完整"),
        xlsx(
            "broken XML",
            replaced(&whole, "xl/workbook.xml", |_| b"<workbook><sheets".to_vec()),
            "工作簿已损坏或不完整",
        ),
        xlsx("a web page", b"<html><table><tr><td>1</td></tr></table></html>".to_vec(), "其实是网页，不是工作簿"),
        xlsx("plain text", STUDY.into(), "不是工作簿"),
        xlsx("nothing", Vec::new(), "是空文件"),
        xlsx("an empty workbook", sheet("学习", |_| Ok(())), "工作簿里没有记录"),
        xlsx("a locked workbook", locked, "工作簿加了密码"),
        xlsx("several sheets", two("一月", "二月"), "有几个工作表：一月、二月"),
        xlsx("one sheet without ledger", sheet("一月", good), "看不出是哪个台账"),
        ("no such sheet", "x.xlsx", two("学习", "二月"), "--sheet 三月", "没有工作表“三月”"),
        (
            "another ledger than the sheet says",
            "x.xlsx",
            sheet("学习", good),
            "--ledger consult",
            "工作表名是学习，--ledger 却写 consult",
        ),
        xlsx("an unknown heading", sheet("学习", |sheet| row(sheet, 0, &["日期", "类别", "天气"])), "“学习”"),
        xlsx(
            "a date for a number",
            sheet("学习", |sheet| {
                row(sheet, 0, &["日期", "类别", "人次"])?;
                row(sheet, 1, &["2022-05-01", "主席会议"])?;
                sheet.write_datetime_with_format(
                    1,
                    2,
                    &ExcelDateTime::from_ymd(1900, 1, 18)?,
                    &Format::new().set_num_format("yyyy-mm-dd"),
                )?;
                Ok(())
            }),
            "这里要数字，写的却是日期1900-01-18",
        ),
        xlsx(
            "a time for a date",
            sheet("学习", |sheet| {
                row(sheet, 0, &["日期", "类别", "人次"])?;
                row(sheet, 1, &["", "主席会议", "3"])?;
                sheet.write_datetime_with_format(
                    1,
                    0,
                    &ExcelDateTime::from_hms(8, 30, 0.0)?,
                    &Format::new().set_num_format("hh:mm"),
                )?;
                Ok(())
            }),
            "A（日期）：这一格",
        ),
        xlsx(
            "a formula that gives an error as text",
            sheet("学习", |sheet| {
                row(sheet, 0, &["日期", "类别", "人次"])?;
                row(sheet, 1, &["2022-05-01", "主席会议"])?;
                sheet.write_formula(1, 2, Formula::new("=VLOOKUP(1,A1:B2,9)").set_result("#N/A"))?;
                Ok(())
            }),
            "这一格是出错的公式（#N/A）",
        ),
        ("endless rows", "x.ods", ods_row("table:number-rows-repeated=\"1048576\"", ""), "", "解开后超过200MB"),
        ("an endless row", "x.ods", ods_row("", "table:number-columns-repeated=\"16384\""), "", "解开后超过200MB"),
        (
            "broken content",
            "x.ods",
            packed(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<a")]),
            "",
            "工作簿已损坏或不完整",
        ),
        (
            "an old workbook cut short",
            "x.xls",
            [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), vec![7; 300]].concat(),
            "",
            "工作簿已损坏或不完整",
        ),
    ]
}

/// What is no table at all, under whatever ending: each is called by its name.
fn strangers() -> Vec<Damage> {
    let writing = "其实是文字文档（Word 或 WPS 文字），不是工作簿";
    let xml = "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>";
    let page = "\u{feff}\n<html><body><table><tr><td>日期</td></tr></table></body></html>";
    let parts = |part: &'static str| packed(&[("[Content_Types].xml", b"<a/>"), (part, b"<a/>")]);
    let ours = |name, file, bytes: Vec<u8>, says| -> Damage { (name, file, bytes, "--ledger study", says) };
    vec![
        ours("an old document", "学习.doc", old_file(&["1Table", "WordDocument"]), writing),
        ours("an old document of WPS", "学习.wps", old_file(&["WordDocument"]), writing),
        ours("an old document called a table", "学习.et", old_file(&["WordDocument", "Workbook"]), writing),
        ours("old slides", "学习.xls", old_file(&["PowerPoint Document"]), "其实是演示文稿"),
        ours("a message", "学习.msg", old_file(&["__properties_version1.0"]), "其实是邮件（Outlook）"),
        ours(
            "an old file of something",
            "学习.et",
            old_file(&["Contents"]),
            "其实是老格式的 Office 文件，里面没有工作表",
        ),
        ours("an old workbook with nothing in it", "学习.et", old_file(&["Workbook"]), "工作簿"),
        ours("a document", "学习.docx", parts("word/document.xml"), writing),
        ours("a document called a workbook", "学习.xlsx", parts("word/document.xml"), writing),
        ours("slides", "学习.pptx", parts("ppt/presentation.xml"), "其实是演示文稿"),
        ours(
            "a document of LibreOffice",
            "学习.odt",
            packed(&[("mimetype", b"application/vnd.oasis.opendocument.text")]),
            writing,
        ),
        ours("a PDF document", "学习.pdf", b"%PDF-1.7\n".to_vec(), "其实是 PDF 文档"),
        ours("a PDF document called a table", "学习.csv", b"%PDF-1.7\n".to_vec(), "把里面的表格复制到表格软件"),
        ours("rich text", "学习.doc", b"{\\rtf1\\ansi".to_vec(), writing),
        ours("a picture", "学习.jpg", b"\xff\xd8\xff\xe0".to_vec(), "其实是图片"),
        ours("an archive", "学习.rar", b"Rar!\x1a\x07\x00".to_vec(), "先解压，再导入里面的表格"),
        ours("XML Spreadsheet 2003", "学习.xls", xml.into(), "其实是 XML 表格 2003，不是工作簿"),
        ours("XML Spreadsheet 2003 by its ending", "学习.xml", xml.into(), "用表格软件打开，另存为 xlsx"),
        ours("a web page called a workbook", "学习.xls", page.into(), "其实是网页"),
        ours("a web page called a table", "学习.csv", page.into(), "其实是网页"),
        ours("a page with its pictures", "学习.xls", b"MIME-Version: 1.0\n".to_vec(), "其实是网页"),
        ours("a flat document", "学习.fods", b"<?xml?><office:document/>".to_vec(), "（fods）"),
        ours("other XML", "学习.xml", b"<?xml version=\"1.0\"?><a/>".to_vec(), "其实是 XML 文件"),
    ]
}

#[test]
fn damage_is_named_with_its_place_and_nothing_is_imported() {
    let cases: Vec<Damage> =
        damaged_text().into_iter().chain(damaged_json()).chain(damaged_workbooks()).chain(strangers()).collect();
    assert!(cases.len() >= 90, "{}", cases.len());
    let mut wrong = Vec::new();
    for (name, file, bytes, more, says) in cases {
        let mut world = written(file, &bytes);
        world.run("qjcppcc case add 甲事 -t 永新 -d 3-1");
        world.run("qjcppcc case add 乙事 -t 永新 -d 3-1");
        world.run("qjcppcc study add chair -d 3-1 -n 1");
        let before = world.run("qjcppcc export");
        let printed = world.run(&format!("qjcppcc import {file} {more}"));
        let refused = printed.contains("[exit 4]") || printed.contains("[exit 2]");
        if !printed.contains(says) || !refused || !printed.contains("提示：") {
            wrong.push(format!("{name}: wanted “{says}”, got\n{printed}"));
        }
        assert_eq!(world.run("qjcppcc export"), before, "{name}");
        let json = world.run(&format!("qjcppcc import {file} {more} --json"));
        let error: serde_json::Value =
            serde_json::from_str(json.lines().find(|line| line.starts_with('{')).unwrap_or_default())
                .unwrap_or_default();
        if !error["error"]["code"].is_string() || error["error"]["hint"].is_null() {
            wrong.push(format!("{name}: no error for scripts\n{json}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
