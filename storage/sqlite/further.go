package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"copydesk/storage"
	"copydesk/storage/columns"
)

// packFurther compresses the further pages of a visit's article.
func (s *Store) packFurther(ctx context.Context, v *storage.Visit) ([]*packedPage, error) {
	packed := make([]*packedPage, len(v.Further))
	for i := range v.Further {
		f := &v.Further[i]
		p, err := s.pack(ctx, v.SiteID, f.Header, f.Body, "")
		if err != nil {
			return nil, err
		}
		packed[i] = p
	}
	return packed, nil
}

// putFurther archives the further pages of an article beside its first page.
func (w *writer) putFurther(ctx context.Context, v *storage.Visit, firstID int64, packed []*packedPage, articleID string) error {
	if err := w.exec(ctx, `DELETE FROM further_of WHERE first_id = ?`, firstID); err != nil {
		return err
	}
	for i, p := range packed {
		id, err := w.putPart(ctx, v, i, p, articleID)
		if err == nil {
			err = w.exec(ctx, `INSERT INTO further_of (first_id, part, page_id) VALUES (?,?,?)`, firstID, i+2, id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// putPart archives the i-th further page. The same bytes in the same place
// are there once.
func (w *writer) putPart(ctx context.Context, v *storage.Visit, i int, p *packedPage, articleID string) (id int64, err error) {
	f, first := &v.Further[i], storage.CleanText(v.URL)
	page := storage.PageRecord{SiteID: storage.CleanText(v.SiteID), URL: storage.CleanText(f.URL),
		FinalURL: storage.CleanText(f.FinalURL), FetchedAt: f.FetchedAt, Status: f.Status, ArticleID: articleID}
	err = w.one(ctx, []any{&id}, `UPDATE pages SET last_seen = max(last_seen, ?), article_id = ?
		WHERE id = (SELECT p.id FROM further_pages AS f JOIN pages AS p ON p.id = f.page_id
			WHERE f.site_id = ? AND f.first_url = ? AND f.part = ? AND p.url = ? AND p.sha256 = ?) RETURNING id`,
		columns.Micros(v.StartedAt), articleID, page.SiteID, first, i+2, page.URL, p.sha256)
	if !errors.Is(err, storage.ErrNotFound) {
		return id, err
	}
	if id, err = w.insertPage(ctx, &page, p, columns.Micros(v.StartedAt)); err != nil {
		return 0, err
	}
	return id, w.exec(ctx, `INSERT INTO further_pages (page_id, site_id, first_url, part) VALUES (?,?,?,?)`, id, page.SiteID, first, i+2)
}

// FurtherPages gives the pages whose text was joined to an archived one's, as
// they were when that one was seen last. The list ends before one that is gone.
func (s *Store) FurtherPages(ctx context.Context, pageID int64) ([]storage.PageRecord, error) {
	var ids []int64
	err := s.rows(ctx, `SELECT part, page_id FROM further_of WHERE first_id = ? ORDER BY part`, []any{pageID}, func(rs *sql.Rows) error {
		var part int
		var id int64
		if err := rs.Scan(&part, &id); err != nil {
			return err
		}
		if part != len(ids)+2 {
			return errStop
		}
		ids = append(ids, id)
		return nil
	})
	if err != nil && !errors.Is(err, errStop) {
		return nil, s.wrap(fmt.Sprintf("further pages of %d", pageID), err)
	}
	out := make([]storage.PageRecord, len(ids))
	for i, id := range ids {
		if out[i], err = s.Page(ctx, id); err != nil {
			return nil, err
		}
	}
	return out, nil
}
