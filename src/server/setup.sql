-- {once}
CREATE SCHEMA qjcppcc;
CREATE TABLE qjcppcc.entry (
    office TEXT NOT NULL,
    site TEXT NOT NULL,
    number BIGINT NOT NULL,
    ledger BIGINT NOT NULL,
    batch BIGINT NOT NULL,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    os TEXT NOT NULL,
    op TEXT NOT NULL,
    record BYTEA NOT NULL,
    reason TEXT,
    origin TEXT,
    body TEXT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (office, site, number)
);
COMMENT ON TABLE qjcppcc.entry IS 'qjcppcc 1';
-- Citus: SELECT create_distributed_table('qjcppcc.entry', 'office');
CREATE ROLE qjcppcc NOLOGIN;
GRANT USAGE ON SCHEMA qjcppcc TO qjcppcc;
GRANT SELECT, INSERT ON qjcppcc.entry TO qjcppcc;
ALTER TABLE qjcppcc.entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY taken ON qjcppcc.entry FOR SELECT TO qjcppcc
    USING (pg_has_role(office::name, 'MEMBER'));
CREATE POLICY sent ON qjcppcc.entry FOR INSERT TO qjcppcc
    WITH CHECK (pg_has_role(office::name, 'MEMBER') AND pg_has_role(site::name, 'MEMBER'));

-- {each_office}
CREATE ROLE {office} NOLOGIN IN ROLE qjcppcc;

-- {each_site}
CREATE ROLE {site} NOLOGIN;
CREATE ROLE {login} LOGIN IN ROLE {office}, {site};
-- {password}: \password {login}

-- {relay}
-- GRANT {other} TO {login};
