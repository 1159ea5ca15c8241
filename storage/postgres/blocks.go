package postgres

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/jackc/pgx/v5"

	"copydesk/storage"
)

// maxBlocks is how many blocks of a site are remembered. Past it those that
// stood on one article only go, the longest unseen first: what comes on every
// second article comes again long before.
const maxBlocks = 5_000

// maxBlockText is how much of a block's text is kept for people, in runes.
const maxBlockText = 200

// BlockCounts gives on how many of how many articles of a site each block
// stood, the most frequent first.
func (s *Store) BlockCounts(ctx context.Context, siteID string) (articles int, blocks []storage.BlockCount, err error) {
	err = s.one(ctx, []any{&articles}, `SELECT articles FROM block_sites WHERE site_id = $1`, siteID)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return 0, nil, s.wrap("blocks of "+siteID, err)
	}
	blocks, err = list(ctx, s, func(row pgx.CollectableRow) (b storage.BlockCount, err error) {
		var hash int64
		err = row.Scan(&hash, &b.Pages, &b.Text)
		b.Hash = uint64(hash)
		return b, err
	}, `SELECT hash, pages, text FROM blocks WHERE site_id = $1 ORDER BY pages DESC, hash`, siteID)
	return articles, blocks, s.wrap("blocks of "+siteID, err)
}

// countBlocks counts a new article's blocks in, each once.
func (w *writer) countBlocks(ctx context.Context, siteID string, blocks []storage.BlockCount) error {
	var seen int
	err := w.one(ctx, []any{&seen}, `INSERT INTO block_sites (site_id, articles) VALUES ($1, 1)
		ON CONFLICT (site_id) DO UPDATE SET articles = block_sites.articles + 1 RETURNING articles`, siteID)
	if err != nil {
		return err
	}
	hashes, texts := blockRows(blocks)
	err = w.exec(ctx, `INSERT INTO blocks (site_id, hash, pages, seen, text)
		SELECT $1, b.hash, 1, $2, left(b.text, $3) FROM unnest($4::bigint[], $5::text[]) AS b (hash, text)
		ON CONFLICT (site_id, hash) DO UPDATE SET pages = blocks.pages + 1, seen = excluded.seen`,
		siteID, seen, maxBlockText, hashes, texts)
	if err != nil || seen%64 != 0 { // counting the rows at every article would cost more than the blocks do
		return err
	}
	return w.exec(ctx, `DELETE FROM blocks WHERE site_id = $1 AND hash IN (
		SELECT hash FROM blocks WHERE site_id = $1 AND pages = 1 ORDER BY seen
		LIMIT greatest(0, (SELECT count(*) FROM blocks WHERE site_id = $1) - $2))`, siteID, maxBlocks)
}

// blockRows are blocks as columns, each once.
func blockRows(blocks []storage.BlockCount) (hashes []int64, texts []string) {
	sorted := slices.Clone(blocks)
	slices.SortStableFunc(sorted, func(a, b storage.BlockCount) int { return cmp.Compare(a.Hash, b.Hash) })
	for _, b := range slices.CompactFunc(sorted, func(a, b storage.BlockCount) bool { return a.Hash == b.Hash }) {
		hashes, texts = append(hashes, int64(b.Hash)), append(texts, storage.CleanText(b.Text))
	}
	return hashes, texts
}

// ForgetBlocks forgets what was counted of a site's blocks.
func (s *Store) ForgetBlocks(ctx context.Context, siteID string) error {
	return s.update(ctx, "forget blocks of "+siteID, func(ctx context.Context, w *writer) error {
		for _, query := range []string{
			`DELETE FROM blocks WHERE site_id = $1`,
			`DELETE FROM block_sites WHERE site_id = $1`,
		} {
			if err := w.exec(ctx, query, siteID); err != nil {
				return err
			}
		}
		return nil
	})
}
