-- What is kept around a ballot and gone with the cast, and what stands against a change after it.

-- Messages on somebody's own phone that may show what they chose: emptied there at the cast.
-- person: person; retention: draft
CREATE TABLE ballot_messages (
    person TEXT NOT NULL REFERENCES people (id),
    round TEXT NOT NULL REFERENCES rounds (id),
    message BIGINT NOT NULL,
    PRIMARY KEY (person, round, message)
);
CREATE INDEX ballot_messages_round ON ballot_messages (round);

-- The rounds somebody has a code for.
CREATE INDEX codes_mine ON codes (person, round) WHERE person IS NOT NULL;

-- At the closing each ballot gets a print of itself, and the round a print of them all: whoever
-- changes one byte afterwards is seen, and which ballot it was.
ALTER TABLE ballots ADD COLUMN print TEXT;
ALTER TABLE rounds ADD COLUMN ballots_print TEXT;

-- A question whose answer is final stands on this phone: after an outage it is asked again.
ALTER TABLE chats ADD COLUMN confirming INTEGER NOT NULL DEFAULT 0;
CREATE INDEX chats_confirming ON chats (person) WHERE confirming = 1;

-- When the bot last heard Telegram: the gap to now is how long it was away.
-- person: none; retention: record
CREATE TABLE pulse (
    name TEXT PRIMARY KEY,
    at TEXT NOT NULL
);
