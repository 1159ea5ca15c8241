package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

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
	rows := newLinkRows(storage.MergeLinks(links))
	if len(rows.urls) == 0 {
		return 0, nil
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

// linkRows is a list of links as columns: a page has hundreds, and they go to
// the server as one statement.
type linkRows struct {
	sites, urls, kinds, sources, referrers []string
	depths, priorities, lastMods, foundAts []int64
}

// newLinkRows keeps the order of the page: of equals, the frontier gives first
// what was found first. Two visits that find the same links in another order
// may block each other; the server then has one of them run again.
func newLinkRows(links []storage.Link) *linkRows {
	r := &linkRows{}
	for _, l := range links {
		r.sites, r.urls, r.kinds = append(r.sites, l.SiteID), append(r.urls, l.URL), append(r.kinds, string(l.Kind))
		r.sources, r.referrers = append(r.sources, l.Source), append(r.referrers, l.Referrer)
		r.depths, r.priorities = append(r.depths, int64(l.Depth)), append(r.priorities, int64(l.Priority))
		r.lastMods, r.foundAts = append(r.lastMods, columns.Micros(l.LastMod)), append(r.foundAts, columns.Micros(l.FoundAt))
	}
	return r
}

func (w *writer) addLinks(ctx context.Context, r *linkRows) (int, error) {
	if len(r.urls) == 0 {
		return 0, nil
	}
	added, err := w.execN(ctx, `INSERT INTO links
		(site_id, url, kind, source, referrer, depth, priority, last_mod, found_at)
		SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])
		ON CONFLICT (site_id, url) DO NOTHING`,
		r.sites, r.urls, r.kinds, r.sources, r.referrers, r.depths, r.priorities, r.lastMods, r.foundAts)
	if err != nil || added == len(r.urls) {
		return added, err
	}
	return added, w.exec(ctx, `WITH fresh AS MATERIALIZED (
			SELECT l.id, j.kind, j.depth, j.priority, j.last_mod
			FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[])
				AS j (site_id, url, kind, depth, priority, last_mod)
			JOIN links AS l ON l.site_id = j.site_id AND l.url = j.url
			WHERE j.last_mod > l.last_mod OR j.priority > l.priority OR j.depth < l.depth
				OR (l.kind = 'unknown' AND j.kind <> 'unknown')
			ORDER BY l.id FOR UPDATE OF l)
		UPDATE links AS l SET
			kind = CASE l.kind WHEN 'unknown' THEN j.kind ELSE l.kind END,
			depth = least(l.depth, j.depth),
			priority = greatest(l.priority, j.priority),
			last_mod = greatest(l.last_mod, j.last_mod)
		FROM fresh AS j WHERE l.id = j.id`,
		r.sites, r.urls, r.kinds, r.depths, r.priorities, r.lastMods)
}

// Frontier gives up to n links that are due, the most wanted first. Those that
// are to wait for longer than any link is were left by a clock that was wrong,
// and are due too, but for articles, which are there.
func (s *Store) Frontier(ctx context.Context, siteID string, now time.Time, n int) ([]storage.Known, error) {
	const due = `(SELECT * FROM links WHERE site_id = $1 AND state = 'pending' AND `
	const order = ` ORDER BY priority DESC, last_mod DESC, found_at, id LIMIT $4`
	known, err := list(ctx, s, scanLink, `SELECT `+linkColumns+` FROM (
			`+due+`next_fetch = 0`+order+`)
			UNION ALL `+due+`next_fetch <> 0 AND next_fetch <= $2`+order+`)
			UNION ALL `+due+`next_fetch <> 0 AND next_fetch > $3 AND article_id = ''`+order+`)
		) AS due`+order, siteID, columns.Micros(now), columns.Micros(now.Add(storage.LongestWait)), n)
	return known, s.wrap("frontier of "+siteID, err)
}

// FrontierStats says how many links are pending, how many of them are due,
// and when the next of the others will be; zero when there is none.
func (s *Store) FrontierStats(ctx context.Context, siteID string, now time.Time) (pending, due int, next time.Time, err error) {
	err = s.one(ctx, []any{&pending, &due, columns.Moment(&next)}, `SELECT count(*),
			count(*) FILTER (WHERE next_fetch <= $1),
			coalesce(min(next_fetch) FILTER (WHERE next_fetch > $1), 0)
		FROM links WHERE site_id = $2 AND state = 'pending'`, columns.Micros(now), siteID)
	return pending, due, next, s.wrap("frontier of "+siteID, err)
}

// Known gives what is known of one link, or storage.ErrNotFound.
func (s *Store) Known(ctx context.Context, siteID, url string) (k storage.Known, err error) {
	err = s.one(ctx, linkFields(&k), `SELECT `+linkColumns+` FROM links WHERE site_id = $1 AND url = $2`,
		siteID, storage.CleanText(url))
	return k, s.wrap("link "+url, err)
}

// KnownMany gives what is known of those links that are known at all.
func (s *Store) KnownMany(ctx context.Context, siteID string, urls []string) (map[string]storage.Known, error) {
	known, err := list(ctx, s, scanLink, `SELECT `+linkColumns+` FROM links
		WHERE site_id = $1 AND url = ANY($2)`, siteID, cleaned(urls))
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
		return fmt.Errorf("%s: set links of %s: no state is called %q", s.name, siteID, state)
	}
	return s.update(ctx, "set links of "+siteID, func(ctx context.Context, w *writer) error {
		return w.exec(ctx, `UPDATE links SET state = $1, outcome = $2,
				next_fetch = CASE $1 WHEN 'pending' THEN 0 ELSE next_fetch END
			WHERE site_id = $3 AND url = ANY($4)`,
			string(state), storage.CleanText(reason), siteID, cleaned(urls))
	})
}

func cleaned(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = storage.CleanText(s)
	}
	return out
}

func scanLink(row pgx.CollectableRow) (k storage.Known, err error) {
	err = row.Scan(linkFields(&k)...)
	return k, err
}

// linkFields are the places of linkColumns to scan into.
func linkFields(k *storage.Known) []any {
	return []any{&k.SiteID, &k.URL, &k.Kind, &k.Source, &k.Referrer, &k.Depth, &k.Priority,
		columns.Moment(&k.LastMod), columns.Moment(&k.FoundAt), &k.State, &k.ETag, &k.LastModified, &k.BodyHash,
		&k.Status, &k.Outcome, &k.Tries, &k.Unchanged,
		columns.Moment(&k.FetchedAt), columns.Moment(&k.ChangedAt), columns.Moment(&k.NextFetch), &k.ArticleID}
}

// knownLink reads a link within the transaction and keeps others from it; a
// link that is new to the store has no URL.
func (w *writer) knownLink(ctx context.Context, siteID, url string) (k storage.Known, err error) {
	if w.unchecked.token == 0 {
		err = w.one(ctx, linkFields(&k), `SELECT `+linkColumns+` FROM links WHERE site_id = $1 AND url = $2 FOR UPDATE`, siteID, url)
	} else { // the token within the same statement, for each page's save begins here
		var token *int64
		err = notFound(w.tx.QueryRow(ctx, `SELECT (SELECT fence FROM fences WHERE site_id = $3 FOR SHARE), `+linkColumns+`
			FROM links WHERE site_id = $1 AND url = $2 FOR UPDATE`, siteID, url, w.unchecked.siteID).Scan(append([]any{&token}, linkFields(&k)...)...))
		if err == nil {
			err = w.valid(token)
		}
	}
	if errors.Is(err, storage.ErrNotFound) {
		return storage.Known{}, nil
	}
	return k, err
}

func (w *writer) putLink(ctx context.Context, k storage.Known) error {
	return w.exec(ctx, `INSERT INTO links (`+linkColumns+`)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21)
		ON CONFLICT (site_id, url) DO UPDATE SET kind = excluded.kind, last_mod = excluded.last_mod,
			state = excluded.state, etag = excluded.etag, last_modified = excluded.last_modified,
			body_hash = excluded.body_hash, status = excluded.status, outcome = excluded.outcome,
			tries = excluded.tries, unchanged = excluded.unchanged, fetched_at = excluded.fetched_at,
			changed_at = excluded.changed_at, next_fetch = excluded.next_fetch, article_id = excluded.article_id`,
		k.SiteID, k.URL, string(k.Kind), k.Source, k.Referrer, k.Depth, k.Priority, columns.Micros(k.LastMod),
		columns.Micros(k.FoundAt), string(k.State), k.ETag, k.LastModified, k.BodyHash, k.Status, k.Outcome,
		k.Tries, k.Unchanged, columns.Micros(k.FetchedAt), columns.Micros(k.ChangedAt), columns.Micros(k.NextFetch), k.ArticleID)
}
