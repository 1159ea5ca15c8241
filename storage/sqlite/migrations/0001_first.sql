-- Times are microseconds since 1970 in UTC, 0 for none; the dates of an
-- article are text, as the page gives them. Columns of articles are named as
-- the keys of its JSON; lists and objects are JSON. An absent scalar is NULL.

CREATE TABLE counters (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counters VALUES ('seq', 0), ('search', 0);

CREATE TABLE sites (
  site_id   TEXT PRIMARY KEY,
  last_run  INTEGER NOT NULL DEFAULT 0,
  next_due  INTEGER NOT NULL DEFAULT 0,
  interval  INTEGER NOT NULL DEFAULT 0, -- microseconds
  paused    INTEGER NOT NULL DEFAULT 0,
  shapes    BLOB,
  discovery BLOB,
  fence     INTEGER NOT NULL DEFAULT 0, -- token of the worker that has the site
  articles  INTEGER NOT NULL DEFAULT 0  -- whose blocks are counted in blocks
) STRICT, WITHOUT ROWID;

CREATE TABLE hosts (
  host           TEXT PRIMARY KEY,
  robots_body    BLOB,
  robots_status  INTEGER NOT NULL,
  robots_error   TEXT NOT NULL,
  robots_fetched INTEGER NOT NULL,
  next_allowed   INTEGER NOT NULL,
  delay          INTEGER NOT NULL -- microseconds
) STRICT, WITHOUT ROWID;

CREATE TABLE links (
  id            INTEGER PRIMARY KEY,
  site_id       TEXT NOT NULL,
  url           TEXT NOT NULL,
  kind          TEXT NOT NULL,
  source        TEXT NOT NULL,
  referrer      TEXT NOT NULL,
  depth         INTEGER NOT NULL,
  priority      INTEGER NOT NULL,
  last_mod      INTEGER NOT NULL,
  found_at      INTEGER NOT NULL,
  state         TEXT NOT NULL DEFAULT 'pending',
  etag          TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT '',
  body_hash     TEXT NOT NULL DEFAULT '',
  status        INTEGER NOT NULL DEFAULT 0,
  outcome       TEXT NOT NULL DEFAULT '',
  tries         INTEGER NOT NULL DEFAULT 0,
  unchanged     INTEGER NOT NULL DEFAULT 0,
  fetched_at    INTEGER NOT NULL DEFAULT 0,
  changed_at    INTEGER NOT NULL DEFAULT 0,
  next_fetch    INTEGER NOT NULL DEFAULT 0,
  article_id    TEXT NOT NULL DEFAULT '',
  UNIQUE (site_id, url)
) STRICT;
-- The frontier is read in this order and no other; next_fetch is there so that
-- what is not due is passed over without reading its row.
CREATE INDEX links_frontier ON links (site_id, priority DESC, last_mod DESC, found_at, id, next_fetch)
  WHERE state = 'pending';

CREATE TABLE visits (
  id            INTEGER PRIMARY KEY,
  site_id       TEXT NOT NULL,
  url           TEXT NOT NULL,
  kind          TEXT NOT NULL,
  final_url     TEXT NOT NULL,
  started_at    INTEGER NOT NULL,
  took          INTEGER NOT NULL, -- microseconds
  status        INTEGER NOT NULL,
  outcome       TEXT NOT NULL,
  reason        TEXT NOT NULL,
  content_type  TEXT NOT NULL,
  bytes         INTEGER NOT NULL,
  body_hash     TEXT NOT NULL,
  verdict       TEXT NOT NULL,
  state         TEXT NOT NULL,
  tries         INTEGER NOT NULL,
  changed       INTEGER NOT NULL,
  article_id    TEXT NOT NULL,
  revision      INTEGER NOT NULL,
  became        TEXT NOT NULL -- of the article: new, revised, kept or ''
) STRICT;
CREATE INDEX visits_site ON visits (site_id, started_at);

CREATE TABLE articles (
  n                      INTEGER PRIMARY KEY,
  seq                    INTEGER NOT NULL UNIQUE, -- of the last change
  sort_date              INTEGER NOT NULL,
  first_seen             INTEGER NOT NULL,
  revised_at             INTEGER NOT NULL,
  revised_by             TEXT NOT NULL, -- publisher or extractor
  id                     TEXT NOT NULL UNIQUE,
  schema_version         INTEGER NOT NULL,
  url                    TEXT,
  requested_url          TEXT,
  canonical_url          TEXT,
  host                   TEXT,
  site_id                TEXT,
  site_name              TEXT,
  page_type              TEXT,
  title                  TEXT,
  subtitle               TEXT,
  summary                TEXT,
  authors                TEXT NOT NULL,
  byline                 TEXT,
  date_published         TEXT,
  date_modified          TEXT,
  date_first_seen        TEXT,
  date_fetched           TEXT,
  language               TEXT,
  section                TEXT,
  tags                   TEXT NOT NULL,
  word_count             INTEGER NOT NULL,
  content_hash           TEXT,
  image                  TEXT,
  images                 TEXT NOT NULL,
  links                  TEXT NOT NULL,
  is_accessible_for_free INTEGER,
  license                TEXT,
  revision               INTEGER NOT NULL,
  duplicate_of           TEXT,
  quality                TEXT NOT NULL,
  extraction             TEXT NOT NULL,
  text                   TEXT, -- the long ones last: a filter need not read them
  markdown               TEXT,
  html                   TEXT,
  provenance             TEXT NOT NULL
) STRICT;
CREATE INDEX articles_date ON articles (sort_date, n);
CREATE INDEX articles_site ON articles (site_id, sort_date);

-- Superseded states of articles; the last one stands in articles.
CREATE TABLE revisions (
  article_n INTEGER NOT NULL REFERENCES articles (n),
  number    INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  by        TEXT NOT NULL,
  article   BLOB NOT NULL, -- its JSON, zstd
  PRIMARY KEY (article_n, number)
) STRICT;

CREATE TABLE article_urls (
  url       TEXT PRIMARY KEY,
  article_n INTEGER NOT NULL REFERENCES articles (n)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_urls_article ON article_urls (article_n);

CREATE TABLE fingerprints (
  article_n INTEGER PRIMARY KEY REFERENCES articles (n),
  simhash   INTEGER NOT NULL,
  minhash   BLOB NOT NULL, -- 32-bit words, little-endian
  bands     BLOB NOT NULL  -- 64-bit words, little-endian
) STRICT;
CREATE TABLE bands (
  band      INTEGER NOT NULL,
  article_n INTEGER NOT NULL REFERENCES articles (n),
  PRIMARY KEY (band, article_n)
) STRICT, WITHOUT ROWID;

CREATE TABLE dictionaries (
  id      INTEGER PRIMARY KEY,
  site_id TEXT NOT NULL,
  data    BLOB NOT NULL
) STRICT;
CREATE INDEX dictionaries_site ON dictionaries (site_id, id);

CREATE TABLE pages (
  id            INTEGER PRIMARY KEY,
  site_id       TEXT NOT NULL,
  url           TEXT NOT NULL,
  final_url     TEXT NOT NULL,
  fetched_at    INTEGER NOT NULL, -- first seen with these bytes
  last_seen     INTEGER NOT NULL,
  status        INTEGER NOT NULL,
  header        TEXT NOT NULL,
  sha256        TEXT NOT NULL,
  article_id    TEXT NOT NULL,
  size          INTEGER NOT NULL, -- of the bytes as served
  stored        INTEGER NOT NULL, -- of packed
  dictionary_id INTEGER REFERENCES dictionaries (id),
  packed        BLOB NOT NULL     -- zstd
) STRICT;
CREATE INDEX pages_url ON pages (site_id, url, last_seen);
CREATE INDEX pages_article ON pages (article_id, last_seen) WHERE article_id <> '';
CREATE INDEX pages_age ON pages (site_id, last_seen, stored);

CREATE TABLE runs (
  id          INTEGER PRIMARY KEY,
  site_id     TEXT NOT NULL,
  started_at  INTEGER NOT NULL,
  took        INTEGER NOT NULL, -- microseconds
  requests    INTEGER NOT NULL,
  pages       INTEGER NOT NULL,
  articles    INTEGER NOT NULL,
  new         INTEGER NOT NULL,
  revised     INTEGER NOT NULL,
  unchanged   INTEGER NOT NULL,
  failed      INTEGER NOT NULL,
  with_date   INTEGER NOT NULL,
  with_author INTEGER NOT NULL,
  median_len  INTEGER NOT NULL,
  outcome     TEXT NOT NULL,
  notes       TEXT NOT NULL
) STRICT;
CREATE INDEX runs_site ON runs (site_id, id);

CREATE TABLE cursors (
  name TEXT PRIMARY KEY,
  seq  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Blocks of text and on how many of a site's articles they stood.
CREATE TABLE blocks (
  site_id TEXT NOT NULL,
  hash    INTEGER NOT NULL,
  pages   INTEGER NOT NULL,
  seen    INTEGER NOT NULL, -- number of the site's article that had it last
  text    TEXT NOT NULL,
  PRIMARY KEY (site_id, hash)
) STRICT, WITHOUT ROWID;
CREATE TABLE block_articles (
  site_id    TEXT NOT NULL,
  article_id TEXT NOT NULL,
  PRIMARY KEY (site_id, article_id)
) STRICT, WITHOUT ROWID;
