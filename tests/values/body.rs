//! How a record is kept: its canonical JSON.

use qjcppcc::ledger::{Ledger, Record, Value};

#[test]
fn text_in_a_body_is_escaped_as_json_is() {
    let mut record = Record::blank(Ledger::find("study").expect("a ledger"));
    record.set("title", Some(Value::Text("“引”\"号\"与\\和\n换行".to_owned())));
    assert_eq!(record.content_text(), r#"{"title":"“引”\"号\"与\\和\n换行"}"#);
    assert_eq!(record.body(), r#"{"ledger":"study","no":0,"title":"“引”\"号\"与\\和\n换行"}"#);
    assert_eq!(Record::blank(record.ledger).body(), r#"{"ledger":"study","no":0}"#);
}
