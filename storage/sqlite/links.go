package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"copydesk/storage"
	"copydesk/storage/columns"
)

const linkColumns = `site_id, url, kind, source, referrer, depth, priority, last_mod, found_at,
	state, etag, last_modified, body_hash, status, outcome, tries, unchanged,
	fetched_at, changed_at, next_fetch, article_id`

// AddLinks adds what is not there yet and says how many links that was. A
// link that is there keeps its state; only what is newly known of it is
// written: a later LastMod, a kind where there was none, a higher priority, a
// shorter way to it.
func (s *Store) AddLinks(ctx context.Context, links []storage.Link) (added int, err error) {
	links = storage.MergeLinks(links)
	if len(links) == 0 {
		return 0, nil
	}
	rows, err := newLinkRows(links)
	if err != nil {
		return 0, s.wrap("add links", err)
	}
	err = s.update(ctx, "add links", func(ctx context.Context, w *writer) (err error) {
		added, err = w.addLinks(ctx, rows)
		return err
	})
	if err != nil {
		return 0, err
	}
	return added, nil
}

// linkRows is a list of links as one JSON parameter: a page has hundreds, and
// one statement for all is ten times as fast as one for each.
type linkRows struct {
	n    int
	list string
}

func newLinkRows(links []storage.Link) (linkRows, error) {
	rows := make([][9]any, len(links))
	for i, l := range links {
		rows[i] = [9]any{l.SiteID, l.URL, l.Kind, l.Source, l.Referrer, l.Depth, l.Priority,
			columns.Micros(l.LastMod), columns.Micros(l.FoundAt)}
	}
	b, err := json.Marshal(rows)
	return linkRows{len(links), string(b)}, err
}

func (w *writer) addLinks(ctx context.Context, rows linkRows) (int, error) {
	if rows.n == 0 {
		return 0, nil
	}
	added, err := w.execN(ctx, `INSERT INTO links
		(site_id, url, kind, source, referrer, depth, priority, last_mod, found_at)
		SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8
		FROM json_each(?) WHERE true
		ON CONFLICT (site_id, url) DO NOTHING`, rows.list)
	if err != nil || added == rows.n {
		return added, err
	}
	return added, w.exec(ctx, `UPDATE links SET
			kind = CASE links.kind WHEN 'unknown' THEN j.kind ELSE links.kind END,
			depth = min(links.depth, j.depth),
			priority = max(links.priority, j.priority),
			last_mod = max(links.last_mod, j.last_mod)
		FROM (SELECT value->>0 AS site_id, value->>1 AS url, value->>2 AS kind,
				value->>5 AS depth, value->>6 AS priority, value->>7 AS last_mod
			FROM json_each(?)) AS j
		WHERE links.site_id = j.site_id AND links.url = j.url
			AND (j.last_mod > links.last_mod OR j.priority > links.priority OR j.depth < links.depth
				OR (links.kind = 'unknown' AND j.kind <> 'unknown'))`, rows.list)
}

// Frontier gives up to n links that are due, the most wanted first. Those that
// are to wait for longer than any link is were left by a clock that was wrong,
// and are due too, but for articles, which are there.
func (s *Store) Frontier(ctx context.Context, siteID string, now time.Time, n int) ([]storage.Known, error) {
	const due = `SELECT id FROM (SELECT id FROM links WHERE site_id = ?1 AND state = 'pending' AND `
	const order = ` ORDER BY priority DESC, last_mod DESC, found_at, id LIMIT ?4`
	known, err := s.links(ctx, `SELECT `+linkColumns+` FROM links WHERE id IN (
			`+due+`next_fetch = 0`+order+`)
			UNION ALL `+due+`next_fetch <> 0 AND next_fetch <= ?2`+order+`)
			UNION ALL `+due+`next_fetch <> 0 AND next_fetch > ?3 AND article_id = ''`+order+`))`+order,
		siteID, columns.Micros(now), columns.Micros(now.Add(storage.LongestWait)), n)
	return known, s.wrap("frontier of "+siteID, err)
}

// FrontierStats says how many links are pending, how many of them are due,
// and when the next of the others will be; zero when there is none.
func (s *Store) FrontierStats(ctx context.Context, siteID string, now time.Time) (pending, due int, next time.Time, err error) {
	var fresh int
	err = s.one(ctx, []any{&fresh, &pending, &due, columns.Moment(&next)}, `SELECT
			(SELECT count(*) FROM links WHERE site_id = ?2 AND state = 'pending' AND next_fetch = 0),
			count(*), count(*) FILTER (WHERE next_fetch <= ?1), coalesce(min(next_fetch) FILTER (WHERE next_fetch > ?1), 0)
		FROM links WHERE site_id = ?2 AND state = 'pending' AND next_fetch <> 0`, columns.Micros(now), siteID)
	return fresh + pending, fresh + due, next, s.wrap("frontier of "+siteID, err)
}

// Known gives what is known of one link, or storage.ErrNotFound.
func (s *Store) Known(ctx context.Context, siteID, url string) (storage.Known, error) {
	known, err := s.links(ctx, `SELECT `+linkColumns+` FROM links WHERE site_id = ? AND url = ?`, siteID, url)
	if err == nil && len(known) == 0 {
		err = storage.ErrNotFound
	}
	if err != nil {
		return storage.Known{}, s.wrap("link "+url, err)
	}
	return known[0], nil
}

// KnownMany gives what is known of those links that are known at all.
func (s *Store) KnownMany(ctx context.Context, siteID string, urls []string) (map[string]storage.Known, error) {
	known, err := s.links(ctx, `SELECT `+linkColumns+` FROM links
		WHERE site_id = ? AND url IN (SELECT value FROM json_each(?))`, siteID, list(urls))
	if err != nil {
		return nil, s.wrap("links of "+siteID, err)
	}
	byURL := make(map[string]storage.Known, len(known))
	for _, k := range known {
		byURL[k.URL] = k
	}
	return byURL, nil
}

// SetLinkState moves links to a state, with the reason as their outcome.
// Pending ones become due at once.
func (s *Store) SetLinkState(ctx context.Context, siteID string, urls []string, state storage.State, reason string) error {
	switch state {
	case storage.StatePending, storage.StateSettled, storage.StateDead, storage.StateTrap:
	default:
		return fmt.Errorf("%s: set links of %s: no state is called %q", s.path, siteID, state)
	}
	return s.update(ctx, "set links of "+siteID, func(ctx context.Context, w *writer) error {
		return w.exec(ctx, `UPDATE links SET state = ?1, outcome = ?2,
				next_fetch = CASE ?1 WHEN 'pending' THEN 0 ELSE next_fetch END
			WHERE site_id = ?3 AND url IN (SELECT value FROM json_each(?4))`,
			string(state), storage.CleanText(reason), siteID, list(urls))
	})
}

func (s *Store) links(ctx context.Context, query string, args ...any) ([]storage.Known, error) {
	var out []storage.Known
	err := s.rows(ctx, query, args, func(rs *sql.Rows) error {
		var k storage.Known
		if err := rs.Scan(linkFields(&k)...); err != nil {
			return err
		}
		out = append(out, k)
		return nil
	})
	return out, err
}

// linkFields are the places of linkColumns to scan into.
func linkFields(k *storage.Known) []any {
	return []any{&k.SiteID, &k.URL, &k.Kind, &k.Source, &k.Referrer, &k.Depth, &k.Priority,
		columns.Moment(&k.LastMod), columns.Moment(&k.FoundAt), &k.State, &k.ETag, &k.LastModified, &k.BodyHash,
		&k.Status, &k.Outcome, &k.Tries, &k.Unchanged,
		columns.Moment(&k.FetchedAt), columns.Moment(&k.ChangedAt), columns.Moment(&k.NextFetch), &k.ArticleID}
}

// knownLink reads a link within the transaction; a link that is new to the
// store has no URL.
func (w *writer) knownLink(ctx context.Context, siteID, url string) (k storage.Known, err error) {
	err = w.one(ctx, linkFields(&k), `SELECT `+linkColumns+` FROM links WHERE site_id = ? AND url = ?`, siteID, url)
	if errors.Is(err, storage.ErrNotFound) {
		return storage.Known{}, nil
	}
	return k, err
}

func (w *writer) putLink(ctx context.Context, k storage.Known) error {
	return w.exec(ctx, `INSERT INTO links (`+linkColumns+`)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
		ON CONFLICT (site_id, url) DO UPDATE SET kind = excluded.kind, last_mod = excluded.last_mod,
			state = excluded.state, etag = excluded.etag, last_modified = excluded.last_modified,
			body_hash = excluded.body_hash, status = excluded.status, outcome = excluded.outcome,
			tries = excluded.tries, unchanged = excluded.unchanged, fetched_at = excluded.fetched_at,
			changed_at = excluded.changed_at, next_fetch = excluded.next_fetch, article_id = excluded.article_id`,
		k.SiteID, k.URL, string(k.Kind), k.Source, k.Referrer, k.Depth, k.Priority, columns.Micros(k.LastMod),
		columns.Micros(k.FoundAt), string(k.State), k.ETag, k.LastModified, k.BodyHash, k.Status, k.Outcome,
		k.Tries, k.Unchanged, columns.Micros(k.FetchedAt), columns.Micros(k.ChangedAt), columns.Micros(k.NextFetch), k.ArticleID)
}
