//! How pages are set on paper: whose they are, and in which type, as GB/T 9704 has it.

/// What the pages of an office are set in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// What the office calls itself; empty where no ledger file was asked.
    pub office: String,
    /// The type of titles: 小标宋.
    pub title: Font,
    /// The type of headings of the first rank: 黑体.
    pub heading: Font,
    /// The type of headings of the second rank: 楷体.
    pub subheading: Font,
    /// The type of the text: 仿宋.
    pub body: Font,
    /// To whom its letters go where nobody is named; mostly empty.
    pub addressee: String,
    /// Who signs them; empty where the office does.
    pub signature: String,
}

/// A type by its name, and those that do where a machine has it not. None is ever shipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Font {
    /// The names, the one that is wanted first.
    pub names: Vec<String>,
}

impl Font {
    /// A type that goes by these names, divided by commas.
    pub fn of(names: &str) -> Font {
        let names = names.split([',', '，', '、']).map(str::trim).filter(|name| !name.is_empty());
        Font { names: names.map(str::to_owned).collect() }
    }
}

impl Paper {
    /// The paper of an office, which says of each thing what it is to be, if anything, by its name: `title`, `addressee`.
    pub fn of(office: &str, said: impl Fn(&str) -> Option<String>) -> Paper {
        let font = |name: &str, usual: &str| {
            let own = said(name).map(|names| Font::of(&names)).filter(|font| !font.names.is_empty());
            own.unwrap_or_else(|| Font::of(usual))
        };
        Paper {
            office: office.to_owned(),
            title: font("title", "方正小标宋简体, 方正小标宋_GBK, 宋体"),
            heading: font("heading", "黑体, SimHei"),
            subheading: font("subheading", "楷体_GB2312, 楷体"),
            body: font("body", "仿宋_GB2312, 仿宋"),
            addressee: said("addressee").unwrap_or_default(),
            signature: said("signature").unwrap_or_default(),
        }
    }
}

impl Default for Paper {
    fn default() -> Paper {
        Paper::of("", |_| None)
    }
}
