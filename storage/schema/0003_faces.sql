-- The people behind a wijk: what residents may see of them, and when they are away.

-- What residents see of somebody who works for a wijk (one card each, whatever roles they hold), or
-- of the office of a role.  A name stands there only after that person's own yes; a mobile number
-- only if the operator vouched that it is one of the office.  Days are figures, Monday is 1.
-- person: person; retention: person
CREATE TABLE cards (
    id TEXT PRIMARY KEY,
    person TEXT UNIQUE REFERENCES people (id),
    role TEXT,
    wijk TEXT,
    name TEXT,
    phone TEXT,
    vouched INTEGER NOT NULL DEFAULT 0 CHECK (vouched IN (0, 1)),
    days TEXT NOT NULL DEFAULT '',
    ask TEXT,
    changed TEXT NOT NULL,
    cause TEXT NOT NULL,
    CHECK ((person IS NULL) = (role IS NOT NULL)),
    CHECK (phone IS NULL OR vouched = 1 OR substr(phone, 1, 2) <> '06')
);
CREATE INDEX cards_office ON cards (role, wijk) WHERE person IS NULL;

-- Days on which whoever has a card is not at work: from first_day until back_day, the first day at
-- work again; local calendar days.  A person stands in, or whoever holds a role in a wijk.  At most
-- one leave of a card is not ended; it needs no clock, because days are compared when it is read.
-- person: stand_in; retention: person
CREATE TABLE away (
    id TEXT PRIMARY KEY,
    card TEXT NOT NULL REFERENCES cards (id),
    first_day TEXT NOT NULL,
    back_day TEXT NOT NULL CHECK (back_day > first_day),
    stand_in TEXT REFERENCES people (id),
    stand_in_role TEXT,
    stand_in_wijk TEXT,
    ended TEXT,
    cause TEXT NOT NULL,
    CHECK (stand_in IS NULL OR stand_in_role IS NULL)
);
CREATE UNIQUE INDEX away_open ON away (card) WHERE ended IS NULL;
