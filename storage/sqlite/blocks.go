package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"copydesk/storage"
)

// maxBlocks is how many blocks of a site are remembered. Past it those that
// stood on one article only go, the longest unseen first.
const maxBlocks = 20_000

// maxBlockText is how much of a block's text is kept for people, in runes.
const maxBlockText = 200

// BlockCounts gives on how many of how many articles of a site each block
// stood, the most frequent first.
func (s *Store) BlockCounts(ctx context.Context, siteID string) (articles int, blocks []storage.BlockCount, err error) {
	err = s.one(ctx, []any{&articles}, `SELECT articles FROM sites WHERE site_id = ?`, siteID)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return 0, nil, s.wrap("blocks of "+siteID, err)
	}
	err = s.rows(ctx, `SELECT hash, pages, text FROM blocks WHERE site_id = ? ORDER BY pages DESC, hash`,
		[]any{siteID}, func(rs *sql.Rows) error {
			var b storage.BlockCount
			var hash int64
			err := rs.Scan(&hash, &b.Pages, &b.Text)
			b.Hash = uint64(hash)
			blocks = append(blocks, b)
			return err
		})
	return articles, blocks, s.wrap("blocks of "+siteID, err)
}

// CountBlocks counts an article's blocks in. An article counts once, however
// often it comes, and so does a block within it; Pages is not read.
func (s *Store) CountBlocks(ctx context.Context, siteID, articleID string, blocks []storage.BlockCount) error {
	return s.update(ctx, "count blocks of "+siteID, func(ctx context.Context, w *writer) error {
		n, err := w.execN(ctx, `INSERT INTO block_articles (site_id, article_id) VALUES (?, ?)
			ON CONFLICT DO NOTHING`, siteID, articleID)
		if err != nil || n == 0 {
			return err
		}
		var seen int
		err = w.one(ctx, []any{&seen}, `INSERT INTO sites (site_id, articles) VALUES (?, 1)
			ON CONFLICT (site_id) DO UPDATE SET articles = articles + 1 RETURNING articles`, siteID)
		if err != nil {
			return err
		}
		counted := map[uint64]bool{}
		for _, b := range blocks {
			if counted[b.Hash] {
				continue
			}
			counted[b.Hash] = true
			err := w.exec(ctx, `INSERT INTO blocks (site_id, hash, pages, seen, text) VALUES (?, ?, 1, ?, substr(?, 1, ?))
				ON CONFLICT (site_id, hash) DO UPDATE SET pages = pages + 1, seen = excluded.seen`,
				siteID, int64(b.Hash), seen, storage.CleanText(b.Text), maxBlockText)
			if err != nil {
				return err
			}
		}
		if seen%64 != 0 { // counting the rows at every article would cost more than the blocks do
			return nil
		}
		return w.exec(ctx, `DELETE FROM blocks WHERE (site_id, hash) IN (
			SELECT site_id, hash FROM blocks WHERE site_id = ?1 AND pages = 1 ORDER BY seen
			LIMIT max(0, (SELECT count(*) FROM blocks WHERE site_id = ?1) - ?2))`, siteID, maxBlocks)
	})
}

// ForgetBlocks forgets what was counted of a site's blocks.
func (s *Store) ForgetBlocks(ctx context.Context, siteID string) error {
	return s.update(ctx, "forget blocks of "+siteID, func(ctx context.Context, w *writer) error {
		for _, query := range []string{
			`DELETE FROM blocks WHERE site_id = ?`,
			`DELETE FROM block_articles WHERE site_id = ?`,
			`UPDATE sites SET articles = 0 WHERE site_id = ?`,
		} {
			if err := w.exec(ctx, query, siteID); err != nil {
				return err
			}
		}
		return nil
	})
}
