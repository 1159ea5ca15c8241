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

// maxProblems caps what Check reports: past this the database is to be
// restored, not read about.
const maxProblems = 100

// Check looks through what the tables say of one another and unpacks every
// page, and says what is wrong, a line each. Whether the server's files are
// whole is for pg_amcheck and checksums.
func (s *Store) Check(ctx context.Context) ([]string, error) {
	var problems []string
	for _, c := range []struct{ what, query string }{
		{"article %s has revisions missing", `SELECT a.id FROM articles AS a WHERE a.revision <>
			1 + (SELECT count(*) FROM revisions AS r WHERE r.article_n = a.n)`},
		{"article %s has no address", `SELECT id FROM articles AS a WHERE coalesce(url, canonical_url, requested_url) LIKE '%://%'
			AND NOT EXISTS (SELECT 1 FROM article_urls AS u WHERE u.article_n = a.n)`},
		{"article %s can't be searched for", `SELECT id FROM articles AS a WHERE NOT EXISTS (SELECT 1 FROM search AS s WHERE s.article_n = a.n)`},
		{"link %s gave an article that is not there", `SELECT url FROM links WHERE article_id <> ''
			AND NOT EXISTS (SELECT 1 FROM articles AS a WHERE a.id = links.article_id)`},
		{"band of article %s, which is not there", `SELECT article_n::text FROM bands AS b
			WHERE NOT EXISTS (SELECT 1 FROM fingerprints AS f WHERE f.article_n = b.article_n)`},
	} {
		subjects, err := list(ctx, s, pgx.RowTo[string], c.query+fmt.Sprint(" LIMIT ", maxProblems))
		if err != nil {
			return nil, s.wrap("check", err)
		}
		for _, subject := range subjects {
			problems = append(problems, fmt.Sprintf(c.what, subject))
		}
	}
	for p, err := range s.Pages(ctx, storage.PageFilter{Parts: true}) {
		if err == nil {
			continue
		}
		if ctx.Err() != nil || !errors.Is(err, storage.ErrDamaged) {
			return nil, err
		}
		if problems = append(problems, fmt.Sprintf("page %d can't be unpacked: %v", p.ID, err)); len(problems) >= maxProblems {
			break
		}
	}
	return problems, nil
}

// Backup is for the server's own tools, which know how to copy a database
// while it is written to.
func (s *Store) Backup(context.Context, string) error {
	return fmt.Errorf("%s: %w: back a PostgreSQL database up with pg_dump, or copy it into a file with copydesk db copy", s.name, storage.ErrUnsupported)
}

// Vacuum packs pages as tightly as there is a way to, gives back the space of
// what was deleted and brings the planner's figures up to date. Others may go on
// working.
func (s *Store) Vacuum(ctx context.Context) error {
	if s.opts.ReadOnly {
		return fmt.Errorf("%s: vacuum: %w: it was opened for reading", s.name, storage.ErrReadOnly)
	}
	if err := s.repack(ctx); err != nil {
		return err
	}
	for _, table := range []string{"articles", "search", "links", "visits", "pages", "dictionaries", "revisions", "article_urls", "fingerprints", "bands", "blocks", "runs", "crawls"} {
		if _, err := s.pool.Exec(ctx, `VACUUM (ANALYZE) `+table); err != nil {
			return s.wrap("vacuum", err)
		}
	}
	return nil
}

// Prune takes pages out of a site's archive: those not seen since before, and
// the oldest while all of them take more than keepBytes as stored. A zero
// time or 0 bytes sets no limit. Articles and their revisions stay.
func (s *Store) Prune(ctx context.Context, siteID string, before time.Time, keepBytes int64) (storage.Pruned, error) {
	var total storage.Pruned
	for {
		var p storage.Pruned
		err := s.update(ctx, "prune "+siteID, func(ctx context.Context, w *writer) (err error) {
			p, err = w.prune(ctx, siteID, before, keepBytes)
			return err
		})
		if err != nil {
			return total, err
		}
		total.Pages += p.Pages
		total.Bytes += p.Bytes
		if p.Pages == 0 {
			return total, nil
		}
	}
}

// pruneBatch is how many pages one transaction takes away: few enough that a
// crawl beside it hardly waits.
const pruneBatch = 500

// prune takes away the pages that have to go, the oldest first. Each is judged
// by the size of all that are newer, itself included.
func (w *writer) prune(ctx context.Context, siteID string, before time.Time, keepBytes int64) (p storage.Pruned, err error) {
	if keepBytes <= 0 {
		keepBytes = 1 << 62
	}
	err = w.one(ctx, []any{&p.Pages, &p.Bytes}, `WITH gone AS (DELETE FROM pages WHERE id IN (
			SELECT id FROM (
				SELECT id, last_seen, sum(stored) OVER (ORDER BY last_seen DESC, id DESC) AS newer
				FROM pages WHERE site_id = $1) AS p
			WHERE newer > $2 OR last_seen < $3 ORDER BY last_seen, id LIMIT $4)
			RETURNING stored)
		SELECT count(*), coalesce(sum(stored), 0)::bigint FROM gone`,
		siteID, keepBytes, columns.Micros(before), pruneBatch)
	return p, err
}

// Stats says how much the store holds.
func (s *Store) Stats(ctx context.Context) (st storage.Stats, err error) {
	err = s.one(ctx, []any{&st.Schema, &st.LastSeq, &st.Sites, &st.Links, &st.Pending, &st.Visits, &st.Articles,
		&st.Revisions, &st.Pages, &st.PageBytes, &st.Stored, &st.FileBytes},
		`SELECT (SELECT max(version) FROM copydesk_schema), (SELECT coalesce(max(seq), 0) FROM articles),
			(SELECT count(*) FROM (SELECT DISTINCT site_id FROM links) AS l),
			(SELECT count(*) FROM links), (SELECT count(*) FROM links WHERE state = 'pending'),
			(SELECT count(*) FROM visits), (SELECT count(*) FROM articles), (SELECT count(*) FROM revisions),
			(SELECT count(*) FROM pages), (SELECT coalesce(sum(size), 0)::bigint FROM pages),
			(SELECT coalesce(sum(stored), 0)::bigint FROM pages), pg_database_size(current_database())`)
	return st, s.wrap("stats", err)
}
