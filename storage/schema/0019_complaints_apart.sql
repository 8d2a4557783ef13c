-- A complaint about whoever reads complaints: they may not see it, and somebody else looks at it
-- (Awb 9:7).  1: only the roles that the profile names for that may work on it.
ALTER TABLE matters ADD COLUMN apart INTEGER NOT NULL DEFAULT 0 CHECK (apart IN (0, 1));
CREATE INDEX matters_apart ON matters (case_id) WHERE apart = 1;
