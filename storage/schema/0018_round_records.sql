-- The published record of a round as a file that anyone can count again; it names no person.
-- The figures beside it are those of the record, so that showing a result reads no long file.
-- person: none; retention: record
CREATE TABLE round_records (
    round TEXT PRIMARY KEY REFERENCES rounds (id),
    record TEXT NOT NULL,
    chat INTEGER NOT NULL,
    paper INTEGER NOT NULL,
    voided INTEGER NOT NULL,
    replaced INTEGER NOT NULL,
    -- Up to whom the voters have been told the result; all of them when `told_all` says when.
    told_until TEXT NOT NULL DEFAULT '',
    told INTEGER NOT NULL DEFAULT 0,
    told_all TEXT
);
