//! What the keeper of a server has to say to it once, for each office and for each site.

use crate::text::Lang;

/// The statements, with the names of this office and this site in them. A role stands for an office or a site, and whoever is a member of
/// it reads or writes: policies without a query within are what Citus takes, too.
pub fn setup(office: &str, site: Option<&str>, login: &str, lang: Lang) -> String {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let words = [
        ("{once}", lang.pick("每个数据库一次", "once for the database")),
        ("{each_office}", lang.pick("每个单位一次", "once for each office")),
        (
            "{each_site}",
            lang.pick(
                "每个站点一次：角色名是站点的 id，登录名随意",
                "once for each site: the role is the id of the site, the login any name",
            ),
        ),
        ("{password}", lang.pick("口令在 psql 里设", "the password is set in psql")),
        (
            "{relay}",
            lang.pick("代没有网络的站点送出它的流水：", "to send the entries of a site without a network for it:"),
        ),
    ];
    let filled = words.iter().fold(include_str!("setup.sql").to_owned(), |sql, (key, words)| sql.replace(key, words));
    let site =
        site.unwrap_or(lang.pick("站点的 id，见那里的 sync init", "the id of the site, as sync init says there"));
    let names = [("{office}", office), ("{site}", site), ("{login}", login)];
    let filled = names.iter().fold(filled, |sql, (key, name)| sql.replace(key, &quoted(name)));
    filled.replace("{other}", &quoted(lang.pick("那个站点的 id", "the id of that site")))
}
