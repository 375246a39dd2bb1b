//! Kill -9, again and again: of desks while they sync, and of the server while it answers. Nothing that was recorded is lost, nothing is
//! there twice, and all files are the same in the end.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use super::cluster::{Cluster, Desk, are_the_same};

/// Rounds of an ordinary run; `QJCPPCC_DRILL_ROUNDS` asks for more.
fn rounds() -> u64 {
    std::env::var("QJCPPCC_DRILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(6)
}

#[test]
fn two_syncs_at_once_do_not_harm_each_other() {
    let Some(cluster) = Cluster::start() else { return };
    let desks = ["永兴", "三江"].map(|name| cluster.desk(name, "desk"));
    for round in 0..rounds().min(20) {
        for desk in &desks {
            desk.add(usize::try_from(round).expect("small") + 2);
        }
        // Both of one desk send the same entries.
        scope(|scope| {
            for desk in desks.iter().chain(&desks) {
                scope.spawn(|| {
                    let done = desk.sync_command().output().expect("it starts");
                    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
                });
            }
        });
    }
    for desk in &desks {
        desk.sync();
    }
    are_the_same(&[&desks[0], &desks[1]]);
}

#[test]
fn nothing_is_lost_when_clients_and_servers_are_killed() {
    let Some(mut cluster) = Cluster::start() else { return };
    let desks = ["永兴", "三江", "机关"].map(|name| cluster.desk(name, if name == "机关" { "office" } else { "desk" }));
    let mut recorded = BTreeSet::new();
    let (mut clients, mut servers, mut whole, mut edited) = (0, 0, 0, 0);
    let begun = Instant::now();
    for round in 0..rounds() {
        for desk in &desks {
            for turns in 0..3 {
                let turns = usize::try_from(round * 3 + turns).expect("small") + 1;
                recorded.insert((desk.name.clone(), desk.add(turns)));
            }
            // One of its own is changed, and one of another's, if that has come.
            let (turns, no) = (fastrand::u8(2..200), fastrand::u64(1..=3 + round));
            desk.said(&format!("study edit {} -n {turns} --yes", no.min(3)));
            let other = &desks[fastrand::usize(..3)].name;
            let line = format!("study edit {no}@{other} -n {turns} --yes");
            let done = desk.command(&line.split(' ').collect::<Vec<_>>()).output().expect("it starts");
            edited += i32::from(done.status.success());
        }
        let mut syncs: Vec<_> = desks
            .iter()
            .map(|desk| desk.sync_command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts"))
            .collect();
        // In every second round the server goes, in the others the desks, one after the other; at another moment each time.
        sleep(Duration::from_millis(fastrand::u64(1..500)));
        if round % 2 == 0 {
            cluster.kill();
            servers += 1;
        }
        for sync in &mut syncs {
            if round % 2 == 1 {
                clients += i32::from(sync.try_wait().expect("its state").is_none());
                let _ = sync.kill();
            }
            whole += i32::from(sync.wait().expect("it ends").success());
        }
        if round % 2 == 0 {
            cluster.run();
        }
    }
    for desk in [&desks, &desks, &desks].into_iter().flatten() {
        desk.sync();
    }
    are_the_same(&[&desks[0], &desks[1], &desks[2]]);
    let entries =
        super::cluster::rows(&desks[0].file()).into_iter().find(|(name, _)| name == "entry").expect("a table").1;
    assert_eq!(
        cluster.sql("SELECT count(*) FROM qjcppcc.entry"),
        entries.len().to_string(),
        "the server has all of them, once"
    );
    for (site, name) in &recorded {
        let name = |desk: &Desk| if desk.name == *site { name.clone() } else { format!("{name}@{site}") };
        for desk in &desks {
            desk.said(&format!("study show {}", name(desk)));
        }
    }
    let (records, seconds) = (recorded.len(), begun.elapsed().as_secs());
    eprintln!(
        "{} rounds in {seconds} s: the server killed {servers} times, {clients} syncs killed, {whole} went through; {records} records, none lost, {edited} edits of others' records",
        rounds()
    );
}
