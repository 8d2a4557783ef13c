-- The inbox of one wijk, in the order of the dates: everything a list or a count asks stands in the
-- index itself, so that thousands of open matters are not looked up one by one.
CREATE INDEX cases_work ON cases (wijk, next_at, id, state, kind, owner, holder)
    WHERE closed IS NULL;
CREATE INDEX matters_unanswered ON matters (promised)
    WHERE answered IS NULL AND promised IS NOT NULL;
-- For whom somebody stands in today is asked by who stands in.
CREATE INDEX away_stand_in ON away (stand_in) WHERE stand_in IS NOT NULL AND ended IS NULL;
CREATE INDEX away_stand_in_role ON away (stand_in_role, stand_in_wijk)
    WHERE stand_in_role IS NOT NULL AND ended IS NULL;
