-- The bands of fingerprints, each as one number: see bands.go. The program fills
-- the table, as the mark tells it to.
DROP TABLE bands;
CREATE TABLE bands (row INTEGER PRIMARY KEY) STRICT;
INSERT INTO counters VALUES ('bands', -1); -- the article up to which it has all

-- Blocks are counted with the article that they came with.
DROP TABLE block_articles;

-- What was never asked for is read in this order and no other. What is to be
-- asked for again stands apart: a frontier must not pass over all that it has
-- done to find what is next.
DROP INDEX links_frontier;
CREATE INDEX links_frontier ON links (site_id, priority DESC, last_mod DESC, found_at, id)
  WHERE state = 'pending' AND next_fetch = 0;
CREATE INDEX links_again ON links (site_id, next_fetch, priority, last_mod, found_at)
  WHERE state = 'pending' AND next_fetch <> 0;
