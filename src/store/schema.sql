CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    os TEXT NOT NULL,
    batch INTEGER NOT NULL,
    op TEXT NOT NULL,
    record BLOB NOT NULL,
    reason TEXT,
    origin TEXT,
    body TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;

CREATE TABLE clock (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL
) STRICT;

CREATE TABLE record (
    key INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    ledger TEXT NOT NULL,
    no INTEGER NOT NULL,
    date TEXT NOT NULL,
    kind TEXT,
    title TEXT,
    town TEXT,
    platform TEXT,
    department TEXT,
    highlight INTEGER NOT NULL,
    added INTEGER NOT NULL,
    head INTEGER NOT NULL,
    void INTEGER NOT NULL,
    site INTEGER NOT NULL
) STRICT;

CREATE TABLE link (
    child INTEGER NOT NULL,
    parent INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    PRIMARY KEY (child, parent)
) STRICT, WITHOUT ROWID;

CREATE TABLE posting (
    figure TEXT NOT NULL,
    date TEXT NOT NULL,
    record INTEGER NOT NULL,
    subject TEXT NOT NULL,
    kind TEXT,
    town TEXT,
    platform TEXT,
    department TEXT,
    value INTEGER NOT NULL,
    bound INTEGER NOT NULL,
    lump INTEGER NOT NULL,
    PRIMARY KEY (figure, date, record, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE total (
    figure TEXT NOT NULL,
    month TEXT NOT NULL,
    bound INTEGER NOT NULL,
    value INTEGER NOT NULL,
    records INTEGER NOT NULL,
    lumps INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    PRIMARY KEY (figure, month, bound)
) STRICT, WITHOUT ROWID;

CREATE TABLE year_total (
    year TEXT NOT NULL,
    figure TEXT NOT NULL,
    bound INTEGER NOT NULL,
    value INTEGER NOT NULL,
    records INTEGER NOT NULL,
    lumps INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    PRIMARY KEY (year, figure, bound)
) STRICT, WITHOUT ROWID;

CREATE TABLE part (
    figure TEXT NOT NULL,
    year TEXT NOT NULL,
    facet TEXT NOT NULL,
    part TEXT NOT NULL,
    lines INTEGER NOT NULL,
    PRIMARY KEY (figure, year, facet, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE vocabulary (
    name TEXT NOT NULL,
    ledger TEXT NOT NULL,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    english TEXT NOT NULL,
    unit TEXT,
    unit_english TEXT,
    scope TEXT,
    level TEXT,
    about TEXT,
    about_english TEXT,
    section TEXT,
    rank INTEGER NOT NULL,
    retired TEXT,
    PRIMARY KEY (name, ledger, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX entry_change ON entry (record) WHERE op <> 'add';

CREATE UNIQUE INDEX record_id ON record (id);

CREATE UNIQUE INDEX record_no ON record (ledger, site, no);

CREATE INDEX record_date ON record (ledger, date, no, void, head, site);

CREATE INDEX record_highlight ON record (ledger, date) WHERE highlight = 1 AND void = 0;

CREATE INDEX link_parent ON link (parent);
