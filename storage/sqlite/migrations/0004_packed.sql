-- Dictionaries are stored packed from now on, which a program that knows only
-- the last schema would take for their text. Those that are there stay as they
-- are.

-- The bands of fingerprints, those whose keys begin alike in one row: see
-- buckets.go. The program fills the table, as the mark tells it to.
DROP TABLE bands;
CREATE TABLE bands (
  bucket  INTEGER PRIMARY KEY,
  entries BLOB NOT NULL -- six bytes each
) STRICT;
UPDATE counters SET value = -1 WHERE name = 'bands';
