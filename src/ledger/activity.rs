//! 履职活动: whatever the office counts that has no ledger of its own.

use super::field::{ATTENDANCE, COUNT, TURNS, Type, YUAN, own_fields};
use super::{Book, Field, ITEMS, Kin, KindSeed, Ledger, PIECES, Record, SESSIONS, TIMES, kind, other};
use crate::amount::Amount;
use crate::text::{Text, text};

own_fields! {
    /// An event, or what came of it in things and money.
    Activity {
        turns: Option<Amount> = Field::new("", text("人次", "turns"), Type::Amount(&TURNS)).short('n').also(ATTENDANCE),
        /// How many of what its kind is counted in.
        things: Option<Amount> = Field::new("", text("数目", "things"), Type::Amount(&COUNT))
            .also("册数、本数、幅数、辑数、笔数、征集数、出版数、赠阅数、展出数")
            .about(text("按该类的量词，如 1000多册；不写则按次数", "in the measure word of its kind, such as 1000多册; unless said, how often")),
        /// In yuan; never added over kinds, nor to money given, coordinated or lent.
        money: Option<Amount> = Field::new("", text("金额", "money"), Type::Amount(&YUAN))
            .also("资金、投资额、投资金额、签约金额、签约额、到位资金、到位金额、募集资金、募集金额、捐赠金额"),
        place: Option<String> = Field::new("", text("地点", "place"), Type::Text)
            .also("活动地点、举办地点、会议地点、召开地点、场所"),
    }
}

const VOLUMES: Text = text("册", "volumes");

const KINDS: &[KindSeed] = &[
    kind("plenary", TIMES, "全体会议", "plenary sessions").about("一年一次的全会", "the session of the whole committee"),
    kind("standing", TIMES, "常委会会议", "standing committee sessions").about(
        "会议本身；会上的学习、协商另记 study、consult",
        "the meeting itself; what it studied or consulted on is recorded under study and consult",
    ),
    kind("chair", TIMES, "主席会议", "chair's sessions").about(
        "会议本身；会上的学习、协商另记 study、consult",
        "the meeting itself; what it studied or consulted on is recorded under study and consult",
    ),
    kind("group", TIMES, "党组会议", "Party group sessions")
        .about("会议本身；会上的学习另记 study", "the meeting itself; its study is recorded under study"),
    kind("topical", TIMES, "专题议政性常委会会议", "topical sessions of the standing committee")
        .about("专题议政的常委会会议，不再记入常委会会议", "on one topic; not among the standing committee sessions"),
    kind("lecture", SESSIONS, "讲座", "lectures").about("讲堂、宣讲、报告会", "lectures and talks to an audience"),
    kind("featured", SESSIONS, "特色活动", "featured events")
        .about("专委会、界别的品牌活动", "events that a committee or sector is known for"),
    kind("charity", SESSIONS, "公益活动", "charity events").about(
        "按场计的公益活动；服务和捐助记 volunteer",
        "counted by event; service and giving are recorded under volunteer",
    ),
    kind("talks", SESSIONS, "基层协商活动", "grass-roots consultations")
        .about("不针对一件事项的协商；事项的会记 case meet", "on no single matter; those of a matter: case meet"),
    kind("collected", PIECES, "文史征集", "history collected").about("征集的文史稿件", "pieces of history taken in"),
    kind("published", VOLUMES, "文史出版", "history published").about("编印出版的种类", "titles brought out"),
    kind("given", VOLUMES, "文史赠阅", "history given away").about("送出的本数", "copies given away"),
    kind("exhibit", SESSIONS, "书画展", "exhibitions").about("书画、摄影展览", "of painting, writing and photographs"),
    kind("projects", text("个", "projects"), "招商项目", "projects brought in")
        .about("牵线引进的项目", "projects that came after the committee helped"),
    kind("signed", ITEMS, "签约", "contracts").about("签约的项目，金额写签约额", "signed; money is what was signed for"),
    kind("paid", text("笔", "payments"), "到位资金", "money paid in")
        .about("实际到位的，与签约额不相加", "what has come in; never added to what was signed for"),
    kind("award", ITEMS, "表彰", "awards").about("本单位或委员获得的表彰", "given to the office or its members"),
    kind("mechanism", text("个", "mechanisms"), "合作机制", "mechanisms of co-operation")
        .about("与别处、部门建立的机制", "set up with others"),
    kind("visits", text("批次", "parties"), "接待考察", "parties received").about(
        "只计批次的接待；来访的地方要计的记 liaison",
        "counted by party; where places count, under liaison",
    ),
    other(TIMES),
];

pub static LEDGER: Ledger = Ledger {
    key: "activity",
    label: text("履职活动", "activities"),
    about: text("没有单独台账的一次会议、活动或一项工作", "a meeting, event or piece of work that has no ledger of its own"),
    kinds: KINDS,
    fields: Activity::FIELDS,
    required: &["kind"],
    counted: true,
    post,
    examples: &[
        "qjcppcc activity add 讲座 \"反诈知识讲堂\" -n 120 -d 2022-05-12",
        "qjcppcc activity add 赠阅 --things 1000多册 -d 2022-06-01",
        "qjcppcc activity add 到位资金 --count 3 --money 1.2亿 -d 2022-09-30",
    ],
    asked: |_| &["evidence"],
    ..Ledger::BLANK
};

fn post(record: &Record, _: &Kin, book: &mut Book) {
    let own = Activity::of(record);
    let kind = record.text("kind").unwrap_or_default();
    book.count("activity.count");
    book.sum(format!("activity.{kind}"), Some(own.things.unwrap_or(record.count())));
    book.sum(format!("activity.{kind}.money"), own.money);
    book.sum("activity.turns", own.turns);
}
