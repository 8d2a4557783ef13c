-- Where the mobile hub stops and when, and who asked for a stop.

-- A stop keeps its id when it moves, so that a link, a map and a message lead to where it is now;
-- these are its newest words, every older one stands in stop_versions.
-- person: none; retention: forever
CREATE TABLE stops (
    id TEXT PRIMARY KEY,
    place TEXT NOT NULL REFERENCES places (id),
    version INTEGER NOT NULL,
    -- What people who follow know; the news is what lies between this version and the newest.
    told INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'arrived', 'left', 'cancelled')),
    wijk TEXT NOT NULL,
    -- The place in words people know: "Binnenhof, by the shops".
    spot TEXT NOT NULL,
    address TEXT,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    CHECK (starts < ends),
    CHECK ((latitude IS NULL) = (longitude IS NULL)),
    CHECK (told <= version)
);
CREATE INDEX stops_ends ON stops (ends);
CREATE INDEX stops_wijk ON stops (wijk, ends);
CREATE INDEX stops_place ON stops (place, ends);

-- Everything that was ever said about a stop, by which role and why; nothing is written over.
-- person: none; retention: forever
CREATE TABLE stop_versions (
    stop TEXT NOT NULL REFERENCES stops (id),
    version INTEGER NOT NULL,
    at TEXT NOT NULL,
    role TEXT NOT NULL,
    what TEXT NOT NULL
        CHECK (what IN ('planned', 'moved', 'cancelled', 'arrived', 'left', 'undone')),
    state TEXT NOT NULL CHECK (state IN ('planned', 'arrived', 'left', 'cancelled')),
    wijk TEXT NOT NULL,
    spot TEXT NOT NULL,
    address TEXT,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    starts TEXT NOT NULL,
    ends TEXT NOT NULL,
    reason TEXT,
    cause TEXT NOT NULL,
    PRIMARY KEY (stop, version)
);

-- Who asks for a stop in a wijk; open until it is taken back, or a stop is planned and told.
-- person: person; retention: person
CREATE TABLE stop_wishes (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id),
    wijk TEXT NOT NULL,
    at TEXT NOT NULL,
    closed TEXT,
    how TEXT CHECK (how IN ('withdrawn', 'heard')),
    stop TEXT REFERENCES stops (id),
    cause TEXT NOT NULL,
    CHECK ((closed IS NULL) = (how IS NULL)),
    CHECK ((stop IS NOT NULL) = (how IS NOT NULL AND how = 'heard'))
);
CREATE UNIQUE INDEX stop_wishes_open ON stop_wishes (person, wijk) WHERE closed IS NULL;
CREATE INDEX stop_wishes_wijk ON stop_wishes (wijk) WHERE closed IS NULL;
CREATE INDEX stop_wishes_heard ON stop_wishes (stop, person) WHERE stop IS NOT NULL;

-- What the crew may know of those wishes: at least so many, as counted once a week. A wijk
-- without a row has few or none: which of the two is nobody's business.
-- person: none; retention: forever
CREATE TABLE stop_demand (
    wijk TEXT PRIMARY KEY,
    band INTEGER NOT NULL CHECK (band >= 10),
    counted TEXT NOT NULL
);
