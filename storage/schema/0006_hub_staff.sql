-- What staff and operators changed of a place, and who; one row for each change, never written over.

-- A change of a place with what it was (NULL: nothing) and what it became, as JSON. `version` is
-- that of the place after it. Taken back is kept as an instant; `told` is when followers were told.
-- person: person; retention: record
CREATE TABLE place_changes (
    id TEXT PRIMARY KEY,
    place TEXT NOT NULL REFERENCES places (id),
    n INTEGER NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('closed', 'open', 'why', 'week', 'checked', 'imported')),
    was TEXT,
    became TEXT NOT NULL,
    -- The closure or extra opening that it is about.
    exception TEXT REFERENCES place_exceptions (id),
    version INTEGER NOT NULL,
    -- Nobody in the chat when an operator did it.
    person TEXT REFERENCES people (id),
    role TEXT NOT NULL,
    at TEXT NOT NULL,
    undone TEXT,
    undone_by TEXT REFERENCES people (id),
    undone_role TEXT,
    told TEXT,
    cause TEXT NOT NULL,
    UNIQUE (place, n),
    CHECK ((what IN ('closed', 'open', 'why')) = (exception IS NOT NULL))
);
