-- The sites that workers share, and where the crawl of each stands. A crawl's
-- ticket is the only one that may be taken up: whoever puts a site into the
-- queue, or takes it back from a worker that is gone, gives out a new one.
CREATE TABLE crawls (
  site_id    text COLLATE "C" PRIMARY KEY,
  entry      text NOT NULL,                    -- a sites file of this site alone
  host       text COLLATE "C" NOT NULL,        -- of its home page: no two sites of it are crawled at once
  state      text NOT NULL DEFAULT 'idle',     -- idle, queued, running, aside
  due_at     timestamptz NOT NULL DEFAULT now(),
  ticket     bigint NOT NULL DEFAULT 0,
  job_id     bigint NOT NULL DEFAULT 0,        -- of the queue
  queued_at  timestamptz,
  worker     text COLLATE "C" NOT NULL DEFAULT '',
  started_at timestamptz,
  beat_at    timestamptz,                      -- when the worker last said that it has the site
  crashes    integer NOT NULL DEFAULT 0,       -- workers in a row that were lost with the site
  reason     text NOT NULL DEFAULT '',         -- why it was set aside
  pages      integer NOT NULL DEFAULT 0,       -- of the slices of the run that is not over
  took       bigint NOT NULL DEFAULT 0,        -- microseconds, likewise
  removed    boolean NOT NULL DEFAULT false
) WITH (fillfactor = 70);
CREATE INDEX crawls_host ON crawls (host) WHERE state = 'running';
CREATE INDEX crawls_due ON crawls (due_at) WHERE state = 'idle';
CREATE INDEX crawls_beat ON crawls (beat_at) WHERE state = 'running';
CREATE INDEX crawls_queued ON crawls (queued_at) WHERE state = 'queued';

CREATE TABLE workers (
  worker   text COLLATE "C" PRIMARY KEY,
  host     text NOT NULL,
  pid      bigint NOT NULL,
  version  text NOT NULL,
  slots    integer NOT NULL,
  began_at timestamptz NOT NULL DEFAULT now(),
  beat_at  timestamptz NOT NULL DEFAULT now(),
  sites    integer NOT NULL DEFAULT 0,         -- in hand
  pages    bigint NOT NULL DEFAULT 0,          -- since it began
  bytes    bigint NOT NULL DEFAULT 0,
  failed   bigint NOT NULL DEFAULT 0,
  rate     double precision NOT NULL DEFAULT 0 -- pages a second, of late
);

-- Bulk work that workers share: a run in parts, each a job of the queue.
CREATE TABLE bulk (
  run     text COLLATE "C" NOT NULL,
  part    integer NOT NULL,
  payload json NOT NULL,
  done    boolean NOT NULL DEFAULT false,
  result  json,
  error   text NOT NULL DEFAULT '',
  began   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run, part)
);
