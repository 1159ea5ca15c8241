package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"copydesk/storage/archive"
)

// Tighten packs pages of sites more tightly, for at most about as long as given.
// It may be broken off at any moment and goes on where it was.
func (s *Store) Tighten(ctx context.Context, sites []string, most time.Duration) error {
	return s.wrap("pack pages anew", s.keeper.Tighten(ctx, shelf{s}, sites, most, nil))
}

// Shrink gives back the memory of what the writing connection has read, and has
// it keep little from now on: for the end of a run.
func (s *Store) Shrink(ctx context.Context) error {
	return s.outside(ctx, "give memory back", func(ctx context.Context, w *writer) error {
		_, err := w.conn.ExecContext(ctx, `PRAGMA shrink_memory; PRAGMA cache_size = -2000`)
		return err
	})
}

// ArchivedSites implements archive.Attic.
func (s shelf) ArchivedSites(ctx context.Context) (sites []string, err error) {
	err = s.rows(ctx, `SELECT DISTINCT site_id FROM pages`, nil, func(rs *sql.Rows) error {
		sites = append(sites, "")
		return rs.Scan(&sites[len(sites)-1])
	})
	return sites, err
}

// Spread implements archive.Attic.
func (s shelf) Spread(ctx context.Context, siteID string, n int) ([]archive.Packed, error) {
	return s.packed(ctx, `SELECT id, coalesce(dictionary_id, 0), packed FROM pages WHERE id IN (
			SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS k, count(*) OVER () AS pages
				FROM pages WHERE site_id = ?1 AND status BETWEEN 200 AND 299)
			WHERE k * ?2 / pages <> (k - 1) * ?2 / pages)
		ORDER BY id`, siteID, n)
}

// PagesAfter implements archive.Attic.
func (s shelf) PagesAfter(ctx context.Context, siteID string, after int64, n int) ([]archive.Packed, error) {
	return s.packed(ctx, `SELECT id, coalesce(dictionary_id, 0), packed FROM pages
		WHERE site_id = ? AND id > ? ORDER BY id LIMIT ?`, siteID, after, n)
}

func (s shelf) packed(ctx context.Context, query string, args ...any) (pages []archive.Packed, err error) {
	err = s.rows(ctx, query, args, func(rs *sql.Rows) error {
		var p archive.Packed
		err := rs.Scan(&p.ID, &p.DictionaryID, &p.Data)
		pages = append(pages, p)
		return err
	})
	return pages, err
}

// Names of the counters of a site and a dictionary: how far its pages were
// packed anew with it, and of how many pages it was weighed against a new one.
const (
	packedTo = "packed"
	weighed  = "weighed"
)

func counterOf(what, siteID string, dictionaryID int64) string {
	return fmt.Sprintf("%s/%d/%s", what, dictionaryID, siteID)
}

func (w *writer) setCounter(ctx context.Context, name string, value int64) error {
	return w.exec(ctx, `INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
}

// PackedTo implements archive.Attic.
func (s shelf) PackedTo(ctx context.Context, siteID string, dictionaryID int64) (pageID int64, of int, err error) {
	err = s.one(ctx, []any{&pageID, &of}, `SELECT coalesce((SELECT value FROM counters WHERE name = ?), 0),
		coalesce((SELECT value FROM counters WHERE name = ?), 0)`, counterOf(packedTo, siteID, dictionaryID), counterOf(weighed, siteID, dictionaryID))
	return pageID, of, err
}

// PutWeighed implements archive.Attic.
func (s shelf) PutWeighed(ctx context.Context, siteID string, dictionaryID int64, pages int) error {
	return s.update(ctx, "pack pages of "+siteID, func(ctx context.Context, w *writer) error {
		return w.setCounter(ctx, counterOf(weighed, siteID, dictionaryID), int64(pages))
	})
}

// PutPacked implements archive.Attic.
func (s shelf) PutPacked(ctx context.Context, siteID string, dictionaryID int64, pages []archive.Packed, upTo int64) error {
	return s.update(ctx, "pack pages of "+siteID, func(ctx context.Context, w *writer) error {
		for _, p := range pages {
			err := w.exec(ctx, `UPDATE pages SET packed = ?, stored = ?, dictionary_id = nullif(?, 0) WHERE id = ?`,
				p.Data, len(p.Data), p.DictionaryID, p.ID)
			if err != nil {
				return err
			}
		}
		return w.setCounter(ctx, counterOf(packedTo, siteID, dictionaryID), upTo)
	})
}

// DropDictionaries implements archive.Attic.
func (s shelf) DropDictionaries(ctx context.Context, siteID string, keep int64) error {
	return s.update(ctx, "drop dictionaries of "+siteID, func(ctx context.Context, w *writer) error {
		for _, query := range []string{
			`DELETE FROM counters WHERE name IN (SELECT j.value || '/' || d.id || '/' || d.site_id
				FROM dictionaries AS d, json_each('["` + packedTo + `","` + weighed + `"]') AS j WHERE d.site_id = ?1 AND d.id <> ?2)`,
			`DELETE FROM dictionaries WHERE site_id = ?1 AND id <> ?2
				AND NOT EXISTS (SELECT 1 FROM pages WHERE site_id = ?1 AND dictionary_id = dictionaries.id)`,
		} {
			if err := w.exec(ctx, query, siteID, keep); err != nil {
				return err
			}
		}
		return nil
	})
}
