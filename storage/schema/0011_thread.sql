-- A standard text said before the words, in the language of each reader; the photos of one album
-- come as messages of their own and belong to one.
ALTER TABLE messages ADD COLUMN standard TEXT;
ALTER TABLE messages ADD COLUMN album TEXT;
