//! All tests that look at the program from outside, in one runner: built and linked once, run side by side.
//!
//! `cargo test exchange::` runs those of a theme, `cargo test exchange::cells` those of a file.

/// The world in which stories are told.
mod world;

/// What people write: amounts, days; how it is kept, what parts of it come to, and what is shown of it in part.
mod values {
    mod amount;
    mod body;
    mod period;
    mod ratio;
    mod shown;
}

/// Records one by one and as lists.
mod records {
    mod asking;
    mod courses;
    mod days;
    mod doors;
    mod found;
    mod hostile;
    mod known_only_as_totals;
    mod lists;
    mod meanwhile;
    mod months;
    mod motions;
    mod open;
    mod order;
    #[cfg(unix)]
    mod pasted;
    mod profiles;
    mod spellings;
}

/// Files in and out.
mod exchange {
    mod belonging;
    #[cfg(unix)]
    mod bounded;
    mod cells;
    mod copied;
    mod damage;
    mod days;
    mod doubles;
    mod encodings;
    pub mod files;
    mod first_try;
    mod folders;
    mod forms;
    mod kept;
    mod motions;
    mod odd_tables;
    #[cfg(unix)]
    mod outputs;
    mod parts;
    mod persons;
    mod piped;
    #[cfg(unix)]
    mod process;
    mod recipes;
    mod refused;
    mod round_trip;
    mod rules;
    mod seen;
    mod speed;
    mod sync;
    mod tables;
    mod totals;
    mod towns;
    mod towns_folder;
    mod units;
    mod workbooks;
}

/// Answers in every format.
mod formats {
    mod answers;
    pub mod docx;
    mod html;
    mod schema;
    mod sheets;
    mod workbook;
}

/// Figures of a period, and what is said of them.
mod reports {
    mod above;
    mod circulars;
    #[cfg(unix)]
    mod endless;
    mod matrix;
    mod motion_phrases;
    mod motions;
    mod narrowing;
    mod offices;
    mod own_wording;
    mod parts;
    mod places;
    mod proofread;
    mod quiet;
    mod rates;
    mod screen;
    mod since;
    mod stock;
    mod whole;
    mod wording;
}

/// The ledger file: kept safe, sound and in the open.
mod keeping {
    mod as_it_stood;
    #[cfg(unix)]
    mod copies;
    mod filling;
    mod golden;
    mod growth;
    mod in_the_open;
    mod scaling;
    mod sidecars;
    mod sql;
    mod steps;
    mod taken_back;
    mod tampering;
}

/// Several desks that keep one year.
#[cfg(target_os = "linux")]
mod desks {
    mod bundles;
    pub mod convergence;
    mod same_year;
    mod several;
}

/// The program as a person meets it: at a keyboard, in the guide, in scripts.
mod stories {
    #[cfg(unix)]
    pub mod commands;
    #[cfg(unix)]
    mod completions;
    mod examples;
    mod help;
    mod own_words;
    #[cfg(unix)]
    mod process;
    #[cfg(unix)]
    mod shell;
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    mod syncs;
    #[cfg(target_os = "linux")]
    mod terminal;
    mod transcripts;
    #[cfg(target_os = "linux")]
    mod unread;
    #[cfg(unix)]
    mod windows;
}

#[cfg(target_os = "linux")]
mod drills;

/// A server between desks: with the feature `server`, and where PostgreSQL is on the machine.
#[cfg(all(feature = "server", target_os = "linux"))]
mod server {
    #![allow(clippy::print_stderr, reason = "a test says what it passes over, and a drill what it saw")]

    mod cluster;
    mod drill;
    mod sync;
    mod trouble;
}

mod model;

/// The rules of the house, kept by reading the sources.
mod house {
    mod files;
    mod layers;
    mod options;
    mod papers;
    mod rooms;
    #[cfg(target_os = "linux")]
    mod supplies;
    mod tables;
    mod words;
}
