//! Bytes as text: UTF-8, UTF-16 and GB18030, found without asking.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::{Error, Result};
use crate::text::Message;

/// Text, and how it was found.
pub struct Decoded {
    /// The text.
    pub text: String,
    /// The encoding it was in.
    pub name: &'static str,
    /// Whether that is only what was left when nothing better fitted: bytes of other encodings pass for it, too.
    pub guessed: bool,
}

/// Reads bytes as text: in the encoding that was said; else a byte-order mark decides; then noughts, which only UTF-16 has;
/// then UTF-8, which nothing else passes for; then GB18030. An error names the first line that is none of these.
pub fn decode(bytes: &[u8], said: Option<&'static Encoding>) -> Result<Decoded> {
    let strict = |encoding: &'static Encoding, bytes: &[u8]| {
        let (text, broken) = encoding.decode_without_bom_handling(bytes);
        let odd = bytes.len() % 2 == 1 && [UTF_16LE, UTF_16BE].contains(&encoding);
        if broken || odd {
            let good = text.split('\u{fffd}').next().unwrap_or_default();
            let line = good.split('\n').count();
            return Err(match said.map(Encoding::name) {
                Some(said) => refused!("bad_encoding" at line: "不是 {said} 编码", "it is not {said}";
                    "去掉 --encoding，或换一个", "leave --encoding out, or give another"),
                None => refused!("bad_encoding" at line: "既不是 UTF-8、UTF-16，也不是 GB18030 编码",
                    "it is neither UTF-8 nor UTF-16 nor GB18030"; "在表格软件里另存为 UTF-8 的 CSV 或 xlsx，或用 --encoding 写明",
                    "save it as CSV in UTF-8, or as xlsx, or say its encoding with --encoding"),
            });
        }
        let name = if encoding == GB18030 { "GB18030" } else { encoding.name() };
        Ok(Decoded { text: text.into_owned(), name, guessed: said.is_none() && encoding == GB18030 })
    };
    let mark = Encoding::for_bom(bytes);
    let marked = mark.map(|(encoding, _)| encoding).filter(|encoding| *encoding != UTF_8);
    if let Some(encoding) = said.or(marked) {
        let length = mark.filter(|(marked, _)| *marked == encoding).map_or(0, |(_, length)| length);
        return strict(encoding, &bytes[length..]);
    }
    if bytes.contains(&0) {
        let noughts = |first: usize| bytes.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
        let (high_first, low_first) = (noughts(0), noughts(1));
        return strict(if high_first > low_first { UTF_16BE } else { UTF_16LE }, bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)) {
        return Ok(Decoded { text: text.to_owned(), name: "UTF-8", guessed: false });
    }
    let read = strict(GB18030, bytes);
    // By chance a short word of UTF-8 passes for another of GB18030.
    mixed(bytes, if read.is_ok() { 3 } else { 1 }).map_or(read, Err)
}

/// So many lines in the other encoding are named.
const SHOWN: usize = 10;

/// Refuses text of which some lines are UTF-8, with `least` Chinese characters, and all others GB18030: in one of the two the others
/// would be other words.
fn mixed(bytes: &[u8], least: usize) -> Option<Error> {
    let (mut utf_8, mut gbk) = (Vec::new(), Vec::new());
    for (number, line) in (1_usize..).zip(bytes.split(|byte| *byte == b'\n')).filter(|(_, line)| !line.is_ascii()) {
        if let Ok(text) = std::str::from_utf8(line) {
            let chinese = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
            let strange = text.chars().filter(|c| ('\u{80}'..'\u{800}').contains(c)).count();
            utf_8.extend((chinese >= least && chinese > strange).then_some(number));
        } else if GB18030.decode_without_bom_handling_and_without_replacement(line).is_some() {
            gbk.push(number);
        } else {
            return None;
        }
    }
    let (few, one, others) = if gbk.len() <= utf_8.len() { (&gbk, "GBK", "UTF-8") } else { (&utf_8, "UTF-8", "GBK") };
    few.first()?;
    let all = few.iter().take(SHOWN).map(usize::to_string).collect::<Vec<_>>().join("、");
    let count = few.len();
    let Message { zh, en } =
        if count > SHOWN { message!("等{count}行", ", … ({count})") } else { Message::default() };
    Some(refused!("mixed_encoding": "第{all}行{zh}是 {one}，其余是 {others}",
        "in {one} are lines {all}{en}, and the others in {others}";
        "多半是几个文件接在一起的：每个另存为 UTF-8 后再接，或分开导入",
        "most likely several files were joined: save each as UTF-8 before, or import them one by one"))
}

/// UTF-8 without anything Chinese in it that reads as Chinese in GB18030, as a short text may by chance; Latin letters with accents
/// stand beside plain ones.
pub fn gbk_by_chance(text: &str) -> Option<Decoded> {
    let is_latin = |c: char| c.is_alphabetic() && c < '\u{800}';
    let runs = || text.split(|c: char| !is_latin(c)).filter(|run| !run.is_ascii());
    let by_chance = text.chars().all(|c| c < '\u{800}') && runs().all(|run| !run.contains(|c: char| c.is_ascii()));
    let (read, _, broken) = GB18030.decode(text.as_bytes());
    let is_chinese =
        |c: char| c.is_ascii() || ('\u{3000}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..'\u{fff0}').contains(&c);
    let found = by_chance && runs().next().is_some() && !broken && read.chars().all(is_chinese);
    found.then(|| Decoded { text: read.into_owned(), name: "GB18030", guessed: true })
}

/// JSON is UTF-8, or UTF-16 with a byte-order mark. An error names the first line that is neither.
pub fn json_text<'a>(bytes: &'a [u8], said: Option<&'static Encoding>) -> Result<Cow<'a, str>> {
    if said.is_some() || bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return decode(bytes, said).map(|decoded| decoded.text.into());
    }
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|fault| {
        let good = &bytes[..fault.valid_up_to()];
        let line = good.split(|byte| *byte == b'\n').count();
        refused!("not_utf8" at line: "不是 UTF-8 编码", "it is not UTF-8"; "另存为 UTF-8 再导入，或用 --encoding 写明编码",
            "save it as UTF-8 and import again, or say its encoding with --encoding")
    })
}

/// The encoding with a name that people use: gbk, big5, `shift_jis`, utf-8.
pub fn encoding_named(name: &str) -> Result<&'static Encoding> {
    Encoding::for_label(name.trim().as_bytes()).ok_or_else(|| {
        usage!("unknown_encoding": "没有编码“{name}”", "there is no encoding “{name}”";
            "例如 gb18030、utf-8、utf-16le、big5、shift_jis", "such as gb18030, utf-8, utf-16le, big5, shift_jis")
    })
}

/// GB18030 was guessed, and nothing in the text is known.
pub fn unsure(row: &str) -> Error {
    refused!("unsure_encoding": "看不出是什么编码：里面没有一个认得的中文表头或词",
        "its encoding is not clear: no Chinese heading or word in it is known";
        "按 GB18030 读，首行是：{row}。读得对就加 --encoding gb18030，不对就写它的编码，如 --encoding big5",
        "read as GB18030 its first row is: {row}; if that is right give --encoding gb18030, else its encoding, such as --encoding big5")
}
