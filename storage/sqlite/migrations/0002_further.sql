-- Pages that are a later part of an article, whose first page was asked for
-- under first_url. A row of its own: pages.packed is long, and what stands
-- after it is slow to read.
CREATE TABLE further_pages (
  page_id   INTEGER PRIMARY KEY REFERENCES pages (id) ON DELETE CASCADE,
  site_id   TEXT NOT NULL,
  first_url TEXT NOT NULL,
  part      INTEGER NOT NULL -- from 2
) STRICT;
CREATE INDEX further_pages_first ON further_pages (site_id, first_url, part);
-- What they were when a first page was seen last.
CREATE TABLE further_of (
  first_id INTEGER NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
  part     INTEGER NOT NULL,
  page_id  INTEGER NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
  PRIMARY KEY (first_id, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX further_of_page ON further_of (page_id);

-- What articles say of themselves in other languages.
CREATE TABLE translations (
  article_n INTEGER NOT NULL REFERENCES articles (n),
  url       TEXT NOT NULL,
  language  TEXT NOT NULL,
  PRIMARY KEY (article_n, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX translations_url ON translations (url);
