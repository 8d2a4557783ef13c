-- Every table says in a sentence what it is, which column names a person and
-- how long a row is kept (a class of the profile's retention table).
-- One text serves SQLite and PostgreSQL: no autoincrement, no booleans, ids
-- and instants are made by the program.  Instants are UTC text of fixed width.

-- What this database is: one bot, one municipality, one schema number.
-- person: none; retention: forever
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- Whom we talk with: our own id, a first name to speak to, a language, a wijk.
-- person: id; retention: person
CREATE TABLE people (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    wijk TEXT,
    elsewhere INTEGER NOT NULL DEFAULT 0 CHECK (elsewhere IN (0, 1)),
    since TEXT NOT NULL
);

-- Where a person is reached: one row for each door.
-- person: person; retention: person
CREATE TABLE accounts (
    door TEXT NOT NULL,
    address TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES people (id),
    unreachable_since TEXT,
    PRIMARY KEY (door, address)
);
CREATE INDEX accounts_person ON accounts (person);

-- Where a person is in the talk: turn number, current screen, which journey listens.
-- person: person; retention: person
CREATE TABLE chats (
    person TEXT PRIMARY KEY REFERENCES people (id),
    turn INTEGER NOT NULL,
    listening TEXT,
    screen TEXT,
    misses INTEGER NOT NULL DEFAULT 0,
    -- The message that shows the current screen, 0 while it is still on its way.
    shown BIGINT NOT NULL DEFAULT 0,
    -- When Telegram put it there, in Unix seconds: a text older than that answers something else.
    shown_at BIGINT NOT NULL DEFAULT 0,
    -- Does that message carry step buttons, which grow old?
    steps INTEGER NOT NULL DEFAULT 0 CHECK (steps IN (0, 1)),
    -- The newest message we know of in this chat, theirs or ours.
    newest BIGINT NOT NULL DEFAULT 0,
    -- The last free text by parts, so that a part that comes late finds its place.
    heard TEXT,
    -- Start of the current ten minutes and the updates in it: the flood gate.
    flood_since TEXT,
    flood INTEGER NOT NULL DEFAULT 0
);

-- An unfinished journey of a person; answers may still be missing.
-- person: person; retention: draft
CREATE TABLE drafts (
    person TEXT NOT NULL REFERENCES people (id),
    journey TEXT NOT NULL,
    body TEXT NOT NULL,
    since TEXT NOT NULL,
    touched TEXT NOT NULL,
    nudges INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (person, journey)
);
CREATE INDEX drafts_touched ON drafts (touched);

-- Updates that are done, by exact key, so that a second delivery does nothing.
-- person: none; retention: seen
CREATE TABLE seen (
    key TEXT PRIMARY KEY,
    at TEXT NOT NULL
);
CREATE INDEX seen_at ON seen (at);

-- Updates that failed by our fault: tried again, then kept as a dead letter for a human.
-- person: address; retention: letter
CREATE TABLE held (
    key TEXT PRIMARY KEY,
    door TEXT NOT NULL,
    address TEXT NOT NULL,
    body TEXT NOT NULL,
    since TEXT NOT NULL,
    place BIGINT NOT NULL,
    tries INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    error TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'dead'))
);
CREATE INDEX held_waiting ON held (address, place);
CREATE INDEX held_next ON held (place) WHERE state = 'waiting';

-- What waits to be said; emptied when delivered.  Keyed by the cause and a number.
-- person: person; retention: letter
CREATE TABLE letters (
    cause TEXT NOT NULL,
    n INTEGER NOT NULL,
    person TEXT NOT NULL REFERENCES people (id),
    -- answer before must before news; a screen of the chat is an answer.
    rank INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('screen', 'say', 'edit')),
    weight TEXT NOT NULL CHECK (weight IN ('must', 'news')),
    body TEXT NOT NULL,
    turn INTEGER NOT NULL,
    -- The message this letter rewrites, or the one whose buttons it makes old.
    edits BIGINT NOT NULL DEFAULT 0,
    retires BIGINT NOT NULL DEFAULT 0,
    case_id TEXT,
    -- The screen value behind it, remembered under its case when it is delivered.
    screen TEXT,
    silent INTEGER NOT NULL DEFAULT 0,
    written TEXT NOT NULL,
    not_before TEXT NOT NULL,
    until TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    claimed_by TEXT,
    claimed_until TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'replaced', 'dropped', 'impossible')),
    message BIGINT,
    done TEXT,
    PRIMARY KEY (cause, n)
);
CREATE INDEX letters_waiting ON letters (person, rank, written) WHERE state = 'waiting';
CREATE INDEX letters_next ON letters (not_before) WHERE state = 'waiting';
CREATE INDEX letters_done ON letters (done) WHERE state <> 'waiting';
CREATE INDEX letters_impossible ON letters (person) WHERE state = 'impossible';
CREATE INDEX letters_case ON letters (case_id) WHERE case_id IS NOT NULL;

-- Which message on whose phone shows which case, as long as the case lives.
-- person: person; retention: case
CREATE TABLE shown (
    case_id TEXT NOT NULL,
    person TEXT NOT NULL REFERENCES people (id),
    message BIGINT NOT NULL,
    screen TEXT NOT NULL,
    PRIMARY KEY (case_id, person)
);

-- Who holds which role where, from when until when; asked until a second person confirms.
-- person: person; retention: record
CREATE TABLE roles (
    id TEXT PRIMARY KEY,
    person TEXT REFERENCES people (id),
    role TEXT NOT NULL,
    wijk TEXT,
    from_at TEXT,
    until_at TEXT,
    issued_by TEXT NOT NULL,
    issued_at TEXT NOT NULL,
    founding INTEGER NOT NULL DEFAULT 0,
    confirmed_by TEXT,
    confirmed_at TEXT,
    revoked_by TEXT
);
CREATE INDEX roles_person ON roles (person) WHERE person IS NOT NULL;
CREATE INDEX roles_held ON roles (role, wijk);

-- Who may decide up to what amount in whose name, as the wijkraad decided.
-- person: person; retention: record
CREATE TABLE mandates (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id),
    wijk TEXT NOT NULL,
    most BIGINT NOT NULL CHECK (most >= 0),
    from_at TEXT NOT NULL,
    until_at TEXT NOT NULL,
    decided_in TEXT NOT NULL
);

-- Links into the chat: only the hash of the token is kept; never authority.
-- person: none; retention: case
CREATE TABLE links (
    token_hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    uses_left INTEGER,
    until_at TEXT
);
CREATE INDEX links_subject ON links (subject);

-- Everything somebody waits for; open cases have an owner and a next date, so none lies in a drawer.
-- person: person; retention: case
CREATE TABLE cases (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN
        ('initiative', 'signal', 'question', 'complaint', 'decision', 'round')),
    number TEXT UNIQUE,
    person TEXT REFERENCES people (id),
    on_behalf_of TEXT,
    channel TEXT NOT NULL,
    wijk TEXT NOT NULL,
    state TEXT NOT NULL,
    owner TEXT,
    next_at TEXT,
    rules TEXT NOT NULL,
    opened TEXT NOT NULL,
    closed TEXT,
    cause TEXT NOT NULL,
    CHECK (closed IS NOT NULL OR (owner IS NOT NULL AND next_at IS NOT NULL))
);
CREATE INDEX cases_person ON cases (person, opened);
CREATE INDEX cases_wijk ON cases (wijk, kind, state, opened);
CREATE INDEX cases_next ON cases (next_at) WHERE closed IS NULL;

-- The plan of a resident, one row for each version.
-- person: none; retention: case
CREATE TABLE initiatives (
    case_id TEXT NOT NULL REFERENCES cases (id),
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    cost BIGINT NOT NULL CHECK (cost >= 0),
    plan TEXT NOT NULL,
    at TEXT NOT NULL,
    cause TEXT NOT NULL,
    PRIMARY KEY (case_id, version)
);

-- Neighbours who support a plan, each once; taken back is kept as a date.
-- person: person; retention: case
CREATE TABLE supports (
    case_id TEXT NOT NULL REFERENCES cases (id),
    person TEXT NOT NULL REFERENCES people (id),
    version INTEGER NOT NULL,
    at TEXT NOT NULL,
    withdrawn TEXT,
    PRIMARY KEY (case_id, person)
);
CREATE INDEX supports_person ON supports (person);

-- What happened to a case in words of state, for whoever reads its history.
-- person: person; retention: case
CREATE TABLE case_history (
    case_id TEXT NOT NULL REFERENCES cases (id),
    n INTEGER NOT NULL,
    at TEXT NOT NULL,
    person TEXT,
    role TEXT NOT NULL,
    what TEXT NOT NULL,
    words TEXT,
    cause TEXT NOT NULL,
    PRIMARY KEY (case_id, n)
);

-- Photos, files and voice messages with a plan; a document is held until it is checked.
-- person: person; retention: case
CREATE TABLE files (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL REFERENCES people (id),
    case_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('photo', 'document', 'voice')),
    file_id TEXT NOT NULL,
    unique_id TEXT NOT NULL,
    name TEXT,
    mime TEXT,
    size BIGINT,
    state TEXT NOT NULL CHECK (state IN ('held', 'ready', 'refused')),
    why TEXT,
    tries INTEGER NOT NULL DEFAULT 0,
    next_at TEXT,
    at TEXT NOT NULL
);
CREATE INDEX files_case ON files (case_id);
CREATE UNIQUE INDEX files_once ON files (person, unique_id)
    WHERE case_id IS NULL AND state <> 'refused';
CREATE INDEX files_held ON files (next_at) WHERE state = 'held';

-- The content of a checked document, stripped of position and other traces.
-- person: none; retention: case
CREATE TABLE file_contents (
    file TEXT PRIMARY KEY REFERENCES files (id),
    content BLOB NOT NULL
);

-- A decision on a case under rules frozen at opening; settled once, confirmed once.
-- person: confirmed_by; retention: record
CREATE TABLE decisions (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    wijk TEXT NOT NULL,
    regime TEXT NOT NULL,
    opened TEXT NOT NULL,
    closes TEXT NOT NULL,
    -- Since when the clock stands still because a question is open.
    paused TEXT,
    state TEXT NOT NULL CHECK (state IN ('running', 'settled', 'confirmed', 'stopped')),
    outcome TEXT CHECK (outcome IN ('granted', 'declined', 'held', 'meeting')),
    why TEXT,
    tally TEXT,
    settled TEXT,
    reason TEXT,
    confirmed TEXT,
    confirmed_by TEXT REFERENCES people (id),
    CHECK ((state = 'running') = (outcome IS NULL) OR state = 'stopped')
);
CREATE UNIQUE INDEX decisions_running ON decisions (case_id) WHERE state = 'running';
CREATE INDEX decisions_case ON decisions (case_id, opened);
CREATE INDEX decisions_wijk ON decisions (wijk, state, closes);

-- The frozen roster of a decision; who is involved steps out and stays visible as such.
-- person: person; retention: record
CREATE TABLE seats (
    decision TEXT NOT NULL REFERENCES decisions (id),
    person TEXT NOT NULL REFERENCES people (id),
    role TEXT NOT NULL,
    recused TEXT,
    PRIMARY KEY (decision, person)
);
CREATE INDEX seats_person ON seats (person);

-- One voice for each seat; the last one counts.
-- person: person; retention: record
CREATE TABLE voices (
    decision TEXT NOT NULL,
    person TEXT NOT NULL,
    choice TEXT NOT NULL CHECK (choice IN ('approve', 'refuse', 'hold')),
    reason TEXT,
    at TEXT NOT NULL,
    recorded_by TEXT REFERENCES people (id),
    cause TEXT NOT NULL,
    PRIMARY KEY (decision, person),
    FOREIGN KEY (decision, person) REFERENCES seats (decision, person)
);

-- Every voice that was ever given, the replaced ones too.
-- person: person; retention: record
CREATE TABLE voice_history (
    decision TEXT NOT NULL,
    person TEXT NOT NULL,
    choice TEXT NOT NULL,
    reason TEXT,
    at TEXT NOT NULL,
    recorded_by TEXT,
    cause TEXT NOT NULL,
    PRIMARY KEY (decision, person, cause)
);

-- A question of a member to the initiator, and the answer in the dossier.
-- person: asked_by; retention: record
CREATE TABLE questions (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    asked_by TEXT NOT NULL REFERENCES people (id),
    text TEXT NOT NULL,
    asked TEXT NOT NULL,
    answer TEXT,
    answered TEXT,
    -- The moment after which nobody waits for the answer any more.
    over_at TEXT NOT NULL,
    over TEXT
);
CREATE INDEX questions_case ON questions (case_id);

-- Money a wijkraad may grant in a year, in cents.
-- person: none; retention: record
CREATE TABLE budgets (
    wijk TEXT NOT NULL,
    year INTEGER NOT NULL,
    ceiling BIGINT NOT NULL CHECK (ceiling >= 0),
    PRIMARY KEY (wijk, year)
);

-- Money granted: one row for each grant, never above the ceiling.
-- person: none; retention: record
CREATE TABLE grants (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    wijk TEXT NOT NULL,
    year INTEGER NOT NULL,
    cents BIGINT NOT NULL CHECK (cents >= 0),
    at TEXT NOT NULL
);
CREATE INDEX grants_wijk ON grants (wijk, year);

-- The next public number of a kind and year.
-- person: none; retention: forever
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    next INTEGER NOT NULL
);

-- What must happen at a moment; done once.
-- person: subject; retention: letter
CREATE TABLE due (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    at TEXT NOT NULL,
    done_at TEXT,
    skipped INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    cause TEXT NOT NULL,
    PRIMARY KEY (kind, subject, at)
);
CREATE INDEX due_next ON due (at) WHERE done_at IS NULL;
CREATE INDEX due_subject ON due (subject);

-- The account of changes: who (by role), what, about which subject; never text.
-- person: none; retention: forever
CREATE TABLE journal (
    cause TEXT NOT NULL,
    n INTEGER NOT NULL,
    at TEXT NOT NULL,
    role TEXT NOT NULL,
    verb TEXT NOT NULL,
    subject TEXT NOT NULL,
    rules TEXT NOT NULL,
    salt TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    place BIGINT,
    seal TEXT,
    PRIMARY KEY (cause, n)
);
CREATE INDEX journal_unsealed ON journal (at) WHERE place IS NULL;
CREATE UNIQUE INDEX journal_place ON journal (place) WHERE place IS NOT NULL;
CREATE INDEX journal_subject ON journal (subject);
