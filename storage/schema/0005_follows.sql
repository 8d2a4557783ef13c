-- Who wants to hear of changes: of a place (`place:<id>`) or of the mobile hub in a wijk
-- (`bus:<wijk>`).  One tap begins it, one tap under every message ends it.
-- person: person; retention: person
CREATE TABLE follows (
    person TEXT NOT NULL REFERENCES people (id),
    subject TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (person, subject)
);
CREATE INDEX follows_subject ON follows (subject, person);
