CREATE TABLE site (
    site INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    name TEXT,
    role TEXT,
    entries INTEGER NOT NULL,
    hash BLOB NOT NULL,
    clock TEXT NOT NULL
) STRICT;

CREATE TABLE place (
    seq INTEGER PRIMARY KEY,
    site INTEGER NOT NULL,
    number INTEGER NOT NULL
) STRICT;

CREATE TABLE waiting (
    seq INTEGER PRIMARY KEY,
    year TEXT
) STRICT;

CREATE TABLE here (
    site BLOB NOT NULL
) STRICT;

CREATE TABLE arrival (
    own INTEGER NOT NULL,
    site BLOB NOT NULL,
    entries INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (own, site, entries)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX place_number ON place (site, number);
