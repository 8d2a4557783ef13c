-- Where people walk in, when it is open, and in which wijk a position lies.

-- A hub, a Huis van de Wijk or the mobile hub; it comes from the profile, and from then on staff
-- may change it. `version` 0 is what the profile says; every change of staff counts one up.
-- person: none; retention: forever
CREATE TABLE places (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('hub', 'house', 'mobile')),
    name TEXT NOT NULL,
    -- Other names for it, one under the other.
    aliases TEXT NOT NULL DEFAULT '',
    -- Of the whole municipality when it is of no wijk.
    wijk TEXT,
    address TEXT,
    postcode TEXT,
    city TEXT,
    -- Degrees (WGS 84).
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    phone TEXT,
    step_free TEXT NOT NULL CHECK (step_free IN ('yes', 'no', 'unknown')),
    toilet TEXT NOT NULL CHECK (toilet IN ('yes', 'no', 'unknown')),
    -- Codes of the languages spoken there, a space between; empty is unknown.
    languages TEXT NOT NULL DEFAULT '',
    way TEXT NOT NULL CHECK (way IN ('walk_in', 'appointment', 'board_outside', 'unknown')),
    holidays TEXT NOT NULL CHECK (holidays IN ('closed', 'open', 'unknown')),
    hours_note TEXT,
    -- Local days on which somebody last looked: at the place, and at its hours.
    checked TEXT,
    hours_checked TEXT,
    source TEXT NOT NULL,
    confidence TEXT NOT NULL CHECK (confidence IN ('high', 'medium', 'low', 'ours')),
    -- A link to it never dies: its card says that it closed, or where it went.
    gone TEXT CHECK (gone IN ('closed', 'moved')),
    moved_to TEXT,
    version INTEGER NOT NULL DEFAULT 0,
    CHECK ((latitude IS NULL) = (longitude IS NULL)),
    CHECK (moved_to IS NULL OR gone = 'moved')
);
CREATE INDEX places_wijk ON places (wijk, kind);
CREATE INDEX places_where ON places (latitude, longitude) WHERE gone IS NULL;
CREATE INDEX places_kind ON places (kind);
CREATE INDEX places_names ON places (name, id, aliases, kind, wijk, confidence);

-- The hours of an ordinary week: clock times, one row for each stretch, from one day to another.
-- person: none; retention: forever
CREATE TABLE place_hours (
    place TEXT NOT NULL REFERENCES places (id),
    n INTEGER NOT NULL,
    weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    opens TEXT NOT NULL,
    closes TEXT NOT NULL,
    since TEXT,
    until TEXT,
    PRIMARY KEY (place, n),
    CHECK (opens < closes)
);

-- One-off closures and extra openings, from one local day to another; the one told last has the
-- last word. Without times it is the whole day. Taken back is kept as an instant.
-- person: none; retention: forever
CREATE TABLE place_exceptions (
    id TEXT PRIMARY KEY,
    place TEXT NOT NULL REFERENCES places (id),
    kind TEXT NOT NULL CHECK (kind IN ('closed', 'open')),
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    opens TEXT,
    closes TEXT,
    reason TEXT,
    at TEXT NOT NULL,
    undone TEXT,
    cause TEXT NOT NULL,
    CHECK (since <= until),
    CHECK ((opens IS NULL) = (closes IS NULL)),
    CHECK (opens < closes),
    CHECK (kind = 'closed' OR opens IS NOT NULL)
);
CREATE INDEX place_exceptions_ahead ON place_exceptions (place, until) WHERE undone IS NULL;

-- The outlines that an operator imported: a piece of a wijk as GeoJSON coordinates (WGS 84).
-- person: none; retention: forever
CREATE TABLE areas (
    id TEXT PRIMARY KEY,
    wijk TEXT NOT NULL,
    outline TEXT NOT NULL
);

-- Which squares of a hundredth of a degree an outline touches, so that few are looked at.
-- person: none; retention: forever
CREATE TABLE area_squares (
    north INTEGER NOT NULL,
    east INTEGER NOT NULL,
    area TEXT NOT NULL REFERENCES areas (id),
    PRIMARY KEY (north, east, area)
);
CREATE INDEX area_squares_area ON area_squares (area);

-- Does the phone show keys under its input field?  The next message takes them away.
ALTER TABLE chats ADD COLUMN keys INTEGER NOT NULL DEFAULT 0 CHECK (keys IN (0, 1));
