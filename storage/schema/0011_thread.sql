-- A standard text said before the words, in the language of each reader; the photos of one album
-- come as messages of their own and belong to one; an answer to several matters at once stands
-- under each, and its files only under the first.
ALTER TABLE messages ADD COLUMN standard TEXT;
ALTER TABLE messages ADD COLUMN album TEXT;
ALTER TABLE messages ADD COLUMN of_case TEXT;
ALTER TABLE messages ADD COLUMN of_n INTEGER;
-- What was closed long ago goes.
CREATE INDEX cases_closed ON cases (closed) WHERE closed IS NOT NULL AND kind <> 'initiative';
