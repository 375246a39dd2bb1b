//! What ledgers share: the fields of every record, and headings that several of them understand.

use super::COUNT;
use super::{Choice, Field, Type};
use crate::text::text;
use crate::vocabulary::Set;

/// The fields of every record, in the order of columns and keys.
pub(in crate::ledger) static COMMON: &[Field] = &[
    Field::new("date", text("日期", "date"), Type::Day)
        .short('d')
        .also(DATES)
        .about(text("只知道月份的写到月，如 2022-03", "a month will do where no more is known: 2022-03")),
    Field::new("title", text("标题", "title"), Type::Text).also(TITLES),
    Field::new("kind", text("类别", "kind"), Type::Term(Set::Kind)).also(KINDS),
    Field::new("town", text("属地", "town"), Type::Term(Set::Town))
        .short('t')
        .also(TOWNS)
        .about(text("不填即{itself}", "none: {itself}")),
    Field::new("platform", text("履职平台", "platform"), Type::Term(Set::Platform)).also("平台、协商平台"),
    Field::new("department", text("部门", "department"), Type::Term(Set::Department))
        .also(DEPARTMENTS)
        .about(text("谁组织谁记录", "who organises, records")),
    Field::new("doc", text("文号", "document"), Type::Text)
        .also("文件号、发文字号、文件字号、文件编号、发文号、发文编号、来文号、document number"),
    Field::new("evidence", text("佐证", "evidence"), Type::File)
        .also("佐证材料、证明材料、附件、佐证附件")
        .about(text("文件；只存文件名、大小和SHA-256", "a file: its name, size and SHA-256 are kept")),
    Field::new("highlight", text("亮点", "highlight"), Type::Flag)
        .also("是否亮点、亮点工作、重点、是否重点")
        .about(text("标题写进年度手记", "its title is named in the yearly note")),
    Field::new("note", text("备注", "note"), Type::Note)
        .short('m')
        .also("说明、备注说明、补充说明、其他说明、情况说明、附注、notes、remark、remarks、comment、comments"),
    Field::new("count", text("数量", "count"), Type::Amount(&COUNT))
        .also("次数、活动次数、开展次数、服务次数、场次、活动场次、场数、件数、篇数、条数、期数、份数、项数、个数、总数、number")
        .about(text("本条代表多少，如 30余，默认1", "how many this record stands for, such as 30余; default 1")),
];

/// How much is known of the day of a record, where that is less than the day. People write a month in its stead.
pub(in crate::ledger) static SPAN: Field = Field::new("span", text("日期只到", "span"), Type::Choice(&[MONTH]))
    .about(text("只知道月份的，日期是当月1日", "where only the month is known, the date is its first day"));

const MONTH: Choice = Choice { key: "month", label: text("月", "month") };

const DATES: &str = "时间、年月日、活动日期、活动时间、会议日期、会议时间、学习日期、学习时间、举办日期、举办时间、\
    召开日期、召开时间、开展日期、开展时间、发生日期、发生时间、服务日期、服务时间、协商日期、协商时间、报送日期、\
    报送时间、提交日期、提交时间、刊登日期、刊登时间、刊发日期、刊发时间、发布日期、发布时间、走访日期、走访时间、\
    接待日期、接待时间、考察日期、考察时间、登记日期、记录日期、填报日期、采用日期、采用时间、转送日期、转送时间、\
    签批日期、签批时间、批示日期、批示时间、任职日期、任职时间、聘任日期、聘任时间、起始日期、开始日期、到位日期、\
    到位时间、来访日期、来访时间、发文日期、发文时间、印发日期、成文日期、上报日期、上报时间、解决日期、解决时间、办结日期、办结时间、day";

const TITLES: &str = "题目、主题、名称、内容、标题名称、活动、活动名称、活动主题、活动内容、会议名称、会议主题、会议内容、\
    学习主题、学习内容、学习专题、专题、议题、协商议题、协商主题、课题、课题名称、调研课题、视察内容、事项、\
    事项名称、事由、案由、提案题目、提案名称、提案标题、商量事项、民生实事、项目、项目名称、信息标题、信息题目、稿件标题、稿件名称、文章标题、\
    新闻标题、成果名称、成果题目、建议名称、文件名称、文件标题、服务内容、服务项目、姓名、subject、topic、name";

const KINDS: &str = "类型、分类、种类、活动类别、活动类型、活动形式、会议类别、会议类型、学习类别、学习类型、\
    学习形式、协商类别、协商类型、协商形式、成果类别、成果类型、成果形式、信息类别、信息类型、服务类别、服务类型、\
    提案类别、提案分类、文种、公文种类、帮扶类别、帮扶方式、联络类别、报送类别、人员类别、人员类型、身份、type、category";

const TOWNS: &str = "镇街、镇、街道、乡镇、街镇、镇街道、乡镇街道、镇街名称、所在镇街、所属镇街、所在乡镇、所属乡镇、\
    所在街镇、township";

const DEPARTMENTS: &str = "科室、主办科室、处室、组织部门、组织单位、主办部门、主办单位、责任部门、责任单位、\
    责任科室、牵头部门、牵头单位、填报部门、填报单位、填报科室、记录部门、office";

/// What people call the number of attendances where persons are not counted apart from them.
pub(in crate::ledger) const ATTENDANCE: &str = "参加人次、参与人次、参会人次、出席人次、到会人次、人次数、总人次、\
    人数、参加人数、参与人数、参会人数、出席人数、到会人数、参训人数、参训人次、参学人数、参学人次、各方参与人次、attendance";

/// What people call whoever wrote something.
pub(in crate::ledger) const AUTHORS: &str = "作者单位、撰稿人、执笔人、执笔、撰写人、提交人、提出人、反映人、报送人、\
    供稿人、发言人、信息作者、建议人、提案者、提案委员、第一提案人、领衔人、附议人、联名人、附议委员";

/// What people call opinions and suggestions.
pub(in crate::ledger) const ADVICE_GIVEN: &str = "意见、建议、意见数、建议数、意见条数、建议条数、意见建议数、\
    意见建议条数、提出意见、提出建议、提出意见建议、收集意见、收集意见建议、suggestions、opinions";

/// How many fields every record has before its ledger's own.
pub(in crate::ledger) const COMMON_LEN: usize = 11;
