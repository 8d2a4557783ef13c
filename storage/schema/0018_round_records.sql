-- The published record of a round as a file that anyone can count again; it names no person.
-- person: none; retention: forever
CREATE TABLE round_records (
    round TEXT PRIMARY KEY REFERENCES rounds (id),
    record TEXT NOT NULL,
    -- Up to whom the voters have been told the result.
    told_until TEXT NOT NULL DEFAULT '',
    told INTEGER NOT NULL DEFAULT 0
);
