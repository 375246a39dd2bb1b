//! 志愿服务: turns of service and giving.

use super::field::{ADVICE_GIVEN, BOOKS, HOURS, HOUSEHOLDS, JOBS, NAMED, OPINIONS, PERSONS, TURNS, Type, YUAN};
use super::{Book, Field, Kin, Ledger, Record};
use crate::error::Result;
use crate::text::text;

pub static LEDGER: Ledger = Ledger {
    key: "volunteer",
    label: text("志愿服务", "volunteers"),
    about: text("一次服务或捐助", "one turn of service or giving"),
    kinds: true,
    fields: &[
        Field::new("turns", text("人次", "turns"), Type::Amount(&TURNS))
            .short('n')
            .also("参加人次、参与人次、服务人次、志愿服务人次、人次数、总人次、出动人次"),
        // 人: the turns of an event that names none; beside turns they count in nothing, and are never added over events.
        Field::new("persons", text("人数", "persons"), Type::Amount(&PERSONS))
            .also("参加人数、参与人数、服务人数、志愿者人数、出动人数")
            .instead_of("turns")
            .about(text(
                "没有写人次的，人数就是人次；写了人次的，人数不计",
                "where no turns are given they are the turns; beside turns they do not count",
            )),
        Field::new("hours", text("时长", "hours"), Type::Amount(&HOURS))
            .also("服务时长、志愿服务时长、服务小时、小时、小时数、工时、时数"),
        Field::new("donated", text("捐款捐物", "donated"), Type::Amount(&YUAN)).also(
            "捐款、捐物、捐资、捐赠、捐款金额、捐赠金额、捐款捐物金额、捐款捐物折合、捐款总额、捐赠总额、\
                捐款额、金额、资金",
        ),
        Field::new("suggestions", text("意见建议", "suggestions"), Type::Amount(&OPINIONS)).also(ADVICE_GIVEN),
        Field::new("commended", text("受表扬", "commended"), Type::Amount(&NAMED))
            .also("受表扬人数、表扬人数、表扬、通报表扬、受通报表扬"),
        Field::new("helped", text("受助人数", "persons helped"), Type::Amount(&PERSONS))
            .also("受助、受助群众、受益群众、受益人数、惠及群众、惠及人数、帮扶人数、资助人数、慰问人数")
            .about(text(
                "受助人数、服务群众、受助户数各计各的，不相加",
                "persons, turns and households are counted apart, never added",
            )),
        Field::new("served", text("服务群众", "turns of people served"), Type::Amount(&TURNS))
            .also("服务群众人次、服务群众人数、服务居民、惠及人次、受益人次、受助人次"),
        Field::new("households", text("受助户数", "households helped"), Type::Amount(&HOUSEHOLDS))
            .also("受助户、受助农户、受益户数、受益农户、惠及户数、增收农户、增收户数、帮扶户数、慰问户数、户数"),
        Field::new("jobs", text("提供岗位", "jobs offered"), Type::Amount(&JOBS))
            .also("岗位、岗位数、就业岗位、就业岗位数、提供就业岗位"),
        Field::new("books", text("赠送图书", "books given"), Type::Amount(&BOOKS))
            .also("赠书、赠书册数、图书、图书册数、捐赠图书、捐书"),
        Field::new("goods", text("物资", "goods"), Type::Text)
            .also("捐赠物资、赠送物资、慰问物资、实物、物品")
            .about(text("实物，如 大米200袋；不计入指标", "in kind, such as 大米200袋; counts in no figure")),
    ],
    required: &["kind"],
    counted: true,
    rule,
    post,
    asked: |_, _| &["town", "evidence"],
    ..Ledger::BLANK
};

fn rule(record: &Record) -> Result<()> {
    if record.ledger.fields.iter().any(|field| record.get(field.key).is_some()) {
        return Ok(());
    }
    let zh = record.ledger.fields.iter().map(|field| field.label.zh).collect::<Vec<_>>().join("、");
    let en = record.ledger.fields.iter().map(|field| field.key).collect::<Vec<_>>().join(", ");
    Err(refused!("nothing_counted" in "turns": "{zh}至少要填一项", "at least one of {en} is needed";
        "例如 -n 40（40人次）", "for example -n 40 (40 turns)"))
}

fn post(record: &Record, _: &Kin, book: &mut Book) {
    book.count("volunteer.count");
    let measures = [
        // One event has each person once, so that its persons are its turns where these were not counted.
        ("turns", record.amount("turns").or(record.amount("persons"))),
        ("hours", record.amount("hours")),
        ("donated", record.amount("donated")),
        ("suggestions", record.amount("suggestions")),
        ("commended", record.amount("commended")),
    ];
    let scope = book.scope();
    for (measure, sum) in measures {
        book.sum(format!("volunteer.{measure}"), sum);
        if let Some(scope) = &scope {
            book.sum(format!("volunteer.{scope}.{measure}"), sum);
        }
    }
    for measure in ["helped", "served", "households", "jobs", "books"] {
        book.sum(format!("volunteer.{measure}"), record.amount(measure));
    }
}
