-- What people bring to the one door: a question, a complaint or a signal, and the talk about it.
-- The case beside each row has its number, kind, wijk, state, the role that has it and the next date:
--   new        nobody took it yet
--   taken      somebody has it (`cases.holder`)
--   waiting    for the resident, a colleague, a partner, or until a day (`matters.turn`, `snoozed`)
--   closed     answered, with words; a resident may reopen it once
--   withdrawn  taken back by whoever brought it
--   became     became a plan (an initiative)

ALTER TABLE cases ADD COLUMN holder TEXT REFERENCES people (id);
CREATE INDEX cases_inbox ON cases (wijk, owner, state, next_at) WHERE closed IS NULL;
CREATE INDEX cases_holder ON cases (holder, next_at) WHERE closed IS NULL AND holder IS NOT NULL;

-- What a case of the one door is about, where it is, what was promised and how it ended.
-- person: none; retention: case
CREATE TABLE matters (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    topic TEXT NOT NULL,
    -- The first words, for lists; the whole text is the first message.
    title TEXT NOT NULL,
    -- Where it is in somebody's own words; the street in it, folded; degrees (WGS 84) only when they
    -- put it on the map for this matter, and the square of the map that they lie in.
    place TEXT,
    street TEXT,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION,
    cell TEXT,
    -- What the other side of the counter calls whoever brought it; never an account, never a name.
    alias TEXT NOT NULL,
    -- Brought by an ambassador for a neighbour, who is not kept.
    passed_on INTEGER NOT NULL DEFAULT 0 CHECK (passed_on IN (0, 1)),
    -- Words such as "bezwaar" or "Woo" were in it: staff see that another road may be meant.
    flag TEXT CHECK (flag IN ('objection', 'woo')),
    -- Until when an answer was promised (UTC); null where nothing is promised.
    promised TEXT,
    -- The first answer of a person.
    answered TEXT,
    turn TEXT NOT NULL CHECK (turn IN ('office', 'resident', 'other')),
    snoozed TEXT,
    -- How many steps up the chain of roles it went because nobody answered.
    raised INTEGER NOT NULL DEFAULT 0,
    -- The matter that is answered for this one too.
    under TEXT REFERENCES cases (id),
    rating TEXT CHECK (rating IN ('solved', 'half', 'not')),
    rated TEXT,
    reopened TEXT,
    -- Messages so far: the number of the next one.
    said INTEGER NOT NULL DEFAULT 0,
    CHECK ((latitude IS NULL) = (longitude IS NULL))
);
CREATE INDEX matters_street ON matters (street) WHERE street IS NOT NULL;
CREATE INDEX matters_cell ON matters (cell) WHERE cell IS NOT NULL;
CREATE INDEX matters_under ON matters (under) WHERE under IS NOT NULL;

-- The talk about a matter, in order; `note` is among colleagues and never for the resident.
-- person: person; retention: case
CREATE TABLE messages (
    case_id TEXT NOT NULL REFERENCES matters (case_id),
    n INTEGER NOT NULL,
    at TEXT NOT NULL,
    person TEXT REFERENCES people (id),
    side TEXT NOT NULL CHECK (side IN ('resident', 'office', 'partner', 'note')),
    -- In which role it was written, and in which language.
    role TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL,
    -- Closing words of the office.
    closing INTEGER NOT NULL DEFAULT 0 CHECK (closing IN (0, 1)),
    cause TEXT NOT NULL,
    PRIMARY KEY (case_id, n)
);

-- With which message of its matter a photo, file or voice came; null with a plan.
ALTER TABLE files ADD COLUMN message INTEGER;

-- "Me too": whoever has the same trouble counts once, and hears the answer.
-- person: person; retention: case
CREATE TABLE too (
    case_id TEXT NOT NULL REFERENCES matters (case_id),
    person TEXT NOT NULL REFERENCES people (id),
    at TEXT NOT NULL,
    PRIMARY KEY (case_id, person)
);
CREATE INDEX too_person ON too (person);

-- One matter laid before a colleague or a partner, who sees that one and nothing else.
-- person: person; retention: case
CREATE TABLE forwards (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES matters (case_id),
    -- Who looks at it; with a link nobody until somebody opened it.
    person TEXT REFERENCES people (id),
    role TEXT NOT NULL,
    -- The department or organisation, as whoever sent it called it.
    whom TEXT NOT NULL,
    words TEXT NOT NULL,
    asked_by TEXT NOT NULL REFERENCES people (id),
    at TEXT NOT NULL,
    until_at TEXT NOT NULL,
    reminded TEXT,
    answer TEXT,
    answered TEXT,
    over TEXT
);
CREATE INDEX forwards_case ON forwards (case_id);
CREATE INDEX forwards_person ON forwards (person) WHERE person IS NOT NULL AND over IS NULL;

-- Which topics somebody in a role looks after: the ambassador of a department.
-- person: person; retention: record
CREATE TABLE topic_keepers (
    topic TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES people (id),
    department TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (topic, person)
);
CREATE INDEX topic_keepers_person ON topic_keepers (person);

-- What the wijkraad says of a matter of its wijk: on its agenda, or not now, with the reason.
-- person: person; retention: record
CREATE TABLE agenda (
    case_id TEXT PRIMARY KEY REFERENCES matters (case_id),
    wijk TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('on', 'not_now', 'done')),
    reason TEXT,
    person TEXT NOT NULL REFERENCES people (id),
    at TEXT NOT NULL,
    CHECK (state <> 'not_now' OR reason IS NOT NULL)
);
CREATE INDEX agenda_wijk ON agenda (wijk, state, at);
