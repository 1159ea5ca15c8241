package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"copydesk/storage"
	"copydesk/storage/archive"
)

// repack packs the archive as tightly as there is a way to. Workers may go on
// adding pages; another program that packs may not.
func (s *Store) repack(ctx context.Context) error {
	release, err := s.holdRepack(ctx)
	if err == nil {
		err = s.keeper.RepackAll(ctx, shelf{s})
		release()
	}
	return s.wrap("pack pages anew", err)
}

// Tighten packs pages of sites more tightly, for at most about as long as given.
// It may be broken off at any moment and goes on where it was. While a vacuum
// does the same it does nothing.
func (s *Store) Tighten(ctx context.Context, sites []string, most time.Duration) error {
	err := s.keeper.Tighten(ctx, shelf{s}, sites, most, func() (func(), error) { return s.holdRepack(ctx) })
	if errors.Is(err, storage.ErrLocked) {
		return nil
	}
	return s.wrap("pack pages anew", err)
}

// holdRepack keeps other programs from packing until release is called.
func (s *Store) holdRepack(ctx context.Context) (release func(), err error) {
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig) // the pool may have but one
	if err != nil {
		return nil, err
	}
	var got bool
	err = conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1, $2)`, lockClass, lockRepack).Scan(&got)
	if err == nil && !got {
		err = fmt.Errorf("%w by another vacuum: let it finish", storage.ErrLocked)
	}
	ctx = context.WithoutCancel(ctx)
	if err != nil {
		_ = conn.Close(ctx)
		return nil, err
	}
	return func() {
		// Closing would do it too, a little later.
		_, _ = conn.Exec(ctx, `SELECT pg_advisory_unlock($1, $2)`, lockClass, lockRepack)
		_ = conn.Close(ctx)
	}, nil
}

// ArchivedSites implements archive.Attic.
func (s shelf) ArchivedSites(ctx context.Context) ([]string, error) {
	return list(ctx, s.Store, pgx.RowTo[string], `SELECT DISTINCT site_id FROM pages ORDER BY site_id`)
}

// Spread implements archive.Attic.
func (s shelf) Spread(ctx context.Context, siteID string, n int) ([]archive.Packed, error) {
	return s.packed(ctx, `SELECT id, coalesce(dictionary_id, 0), packed FROM pages WHERE id IN (
			SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS k, count(*) OVER () AS pages
				FROM pages WHERE site_id = $1 AND status BETWEEN 200 AND 299) AS numbered
			WHERE k * $2 / pages <> (k - 1) * $2 / pages)
		ORDER BY id`, siteID, int64(n))
}

// PagesAfter implements archive.Attic.
func (s shelf) PagesAfter(ctx context.Context, siteID string, after int64, n int) ([]archive.Packed, error) {
	return s.packed(ctx, `SELECT id, coalesce(dictionary_id, 0), packed FROM pages
		WHERE site_id = $1 AND id > $2 ORDER BY id LIMIT $3`, siteID, after, n)
}

func (s shelf) packed(ctx context.Context, query string, args ...any) ([]archive.Packed, error) {
	return list(ctx, s.Store, pgx.RowToStructByPos[archive.Packed], query, args...)
}

// PackedTo implements archive.Attic.
func (s shelf) PackedTo(ctx context.Context, siteID string, dictionaryID int64) (pageID int64, weighed int, err error) {
	err = s.one(ctx, []any{&pageID, &weighed}, `SELECT up_to, weighed FROM packed WHERE site_id = $1 AND dictionary_id = $2`, siteID, dictionaryID)
	if errors.Is(err, storage.ErrNotFound) {
		return 0, 0, nil
	}
	return pageID, weighed, err
}

// PutWeighed implements archive.Attic.
func (s shelf) PutWeighed(ctx context.Context, siteID string, dictionaryID int64, pages int) error {
	return s.update(ctx, "pack pages of "+siteID, func(ctx context.Context, w *writer) error {
		return w.exec(ctx, `INSERT INTO packed (site_id, dictionary_id, weighed) VALUES ($1, $2, $3)
			ON CONFLICT (site_id, dictionary_id) DO UPDATE SET weighed = excluded.weighed`, siteID, dictionaryID, pages)
	})
}

// PutPacked implements archive.Attic.
func (s shelf) PutPacked(ctx context.Context, siteID string, dictionaryID int64, pages []archive.Packed, upTo int64) error {
	return s.update(ctx, "pack pages of "+siteID, func(ctx context.Context, w *writer) error {
		var b pgx.Batch
		for _, p := range pages {
			b.Queue(`UPDATE pages SET packed = $1, stored = $2, dictionary_id = nullif($3::bigint, 0) WHERE id = $4`,
				p.Data, len(p.Data), p.DictionaryID, p.ID)
		}
		b.Queue(`INSERT INTO packed (site_id, dictionary_id, up_to) VALUES ($1, $2, $3)
			ON CONFLICT (site_id, dictionary_id) DO UPDATE SET up_to = excluded.up_to`, siteID, dictionaryID, upTo)
		return w.send(ctx, &b)
	})
}

// DropDictionaries implements archive.Attic. Whoever is about to store a page
// by one of them waits for the lock, and packs it anew when it is gone (see
// Save); whoever was quicker keeps it alive.
func (s shelf) DropDictionaries(ctx context.Context, siteID string, keep int64) error {
	return s.update(ctx, "drop dictionaries of "+siteID, func(ctx context.Context, w *writer) error {
		for _, query := range []string{
			`SELECT 1 FROM dictionaries WHERE site_id = $1 AND id <> $2 FOR UPDATE`,
			`DELETE FROM dictionaries AS d WHERE site_id = $1 AND id <> $2
				AND NOT EXISTS (SELECT 1 FROM pages WHERE site_id = $1 AND dictionary_id = d.id)`,
			`DELETE FROM packed AS p WHERE site_id = $1 AND dictionary_id <> $2`,
		} {
			if err := w.exec(ctx, query, siteID, keep); err != nil {
				return err
			}
		}
		return nil
	})
}

// isDropped says whether a page could not be stored because the dictionary that
// it was packed with is gone.
func isDropped(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == codeForeignKey && pg.ConstraintName == "pages_dictionary_id_fkey"
}
