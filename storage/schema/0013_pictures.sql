-- What one week told of a wijk: figures in tens, never one under ten; once told it never changes.
-- person: none; retention: record
CREATE TABLE pictures (
    id TEXT PRIMARY KEY,
    wijk TEXT NOT NULL,
    -- The Monday with which the week begins, a local day.
    monday TEXT NOT NULL,
    counted TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (wijk, monday)
);

-- What was brought in a wijk in a stretch of time.
CREATE INDEX cases_brought ON cases (wijk, opened)
    WHERE kind IN ('question', 'complaint', 'signal');
