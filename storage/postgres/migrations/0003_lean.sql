-- Parts of bulk work are held as sites are: a ticket is the only one that may
-- be taken up, and who holds a part says again and again that it does.
ALTER TABLE bulk
  ADD COLUMN work      text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN ticket    bigint NOT NULL DEFAULT 0,
  ADD COLUMN job_id    bigint NOT NULL DEFAULT 0,        -- of the queue
  ADD COLUMN queued_at timestamptz NOT NULL DEFAULT now(),
  ADD COLUMN worker    text COLLATE "C" NOT NULL DEFAULT '',
  ADD COLUMN beat_at   timestamptz,
  ADD COLUMN crashes   integer NOT NULL DEFAULT 0;       -- workers that were lost with the part
CREATE INDEX bulk_open ON bulk (run, part) WHERE NOT done;

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
