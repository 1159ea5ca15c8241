package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"copydesk/storage"
	"copydesk/storage/archive"
)

// shelf is where archive.Keeper finds dictionaries and pages.
type shelf struct{ *Store }

// LastDictionary implements archive.Shelf.
func (s shelf) LastDictionary(ctx context.Context, siteID string) (id int64, data []byte, err error) {
	err = s.one(ctx, []any{&id, &data}, `SELECT id, data FROM dictionaries WHERE site_id = $1 ORDER BY id DESC LIMIT 1`, siteID)
	if errors.Is(err, storage.ErrNotFound) {
		return 0, nil, nil
	}
	return id, data, err
}

// Dictionary implements archive.Shelf.
func (s shelf) Dictionary(ctx context.Context, id int64) (data []byte, err error) {
	err = s.one(ctx, []any{&data}, `SELECT data FROM dictionaries WHERE id = $1`, id)
	return data, err
}

// CountPages implements archive.Shelf.
func (s shelf) CountPages(ctx context.Context, siteID string) (n int, err error) {
	err = s.one(ctx, []any{&n}, `SELECT count(*) FROM pages WHERE site_id = $1`, siteID)
	return n, err
}

// Samples implements archive.Shelf.
func (s shelf) Samples(ctx context.Context, siteID string, n int) ([]archive.Packed, error) {
	return list(ctx, s.Store, func(r pgx.CollectableRow) (p archive.Packed, err error) {
		err = r.Scan(&p.ID, &p.Data)
		return p, err
	}, `SELECT id, packed FROM pages WHERE site_id = $1 AND dictionary_id IS NULL
		AND status BETWEEN 200 AND 299 ORDER BY last_seen DESC LIMIT $2`, siteID, n)
}

// PutDictionary implements archive.Shelf.
func (s shelf) PutDictionary(ctx context.Context, siteID string, data []byte, pages []archive.Packed) (id int64, err error) {
	err = s.update(ctx, "make dictionary of "+siteID, func(ctx context.Context, w *writer) error {
		err := w.one(ctx, []any{&id}, `INSERT INTO dictionaries (site_id, data) VALUES ($1, $2) RETURNING id`, siteID, data)
		if err != nil {
			return err
		}
		for _, p := range pages {
			err := w.exec(ctx, `UPDATE pages SET packed = $1, stored = $2, dictionary_id = $3 WHERE id = $4 AND dictionary_id IS NULL`,
				p.Data, len(p.Data), id, p.ID)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return id, err
}
