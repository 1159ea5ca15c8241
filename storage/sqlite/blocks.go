package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"copydesk/storage"
)

// maxBlocks is how many blocks of a site are remembered. Past it those that
// stood on one article only go, the longest unseen first: what comes on every
// second article comes again long before. Looking which they are costs as much
// as a hundred articles do, and is done when a fifth as many may have come.
const maxBlocks = 5_000

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

// countBlocks counts a new article's blocks in, each once. A block that is
// there the first time is most likely the article's own: its text is kept when
// it comes again.
func (w *writer) countBlocks(ctx context.Context, siteID string, blocks []storage.BlockCount) error {
	var seen int
	err := w.one(ctx, []any{&seen}, `INSERT INTO sites (site_id, articles) VALUES (?, 1)
		ON CONFLICT (site_id) DO UPDATE SET articles = articles + 1 RETURNING articles`, siteID)
	if err != nil {
		return err
	}
	hashes, texts, err := blockRows(blocks)
	if err != nil {
		return err
	}
	err = w.exec(ctx, `INSERT INTO blocks (site_id, hash, pages, seen, text)
		SELECT ?1, value, 1, ?2, '' FROM json_each(?3) WHERE true
		ON CONFLICT (site_id, hash) DO UPDATE SET pages = pages + 1, seen = excluded.seen,
			text = CASE text WHEN '' THEN ?4 ->> CAST(blocks.hash AS TEXT) ELSE text END`, siteID, seen, hashes, texts)
	if since, here := w.counted[siteID]; here {
		w.counted[siteID] = since + len(blocks)
	} else { // what other runs left may be as many
		w.counted[siteID] = maxBlocks / 5
	}
	if err != nil || seen%64 != 0 || w.counted[siteID] < maxBlocks/5 {
		return err
	}
	w.counted[siteID] = 0
	return w.exec(ctx, `DELETE FROM blocks WHERE (site_id, hash) IN (
		SELECT site_id, hash FROM blocks WHERE site_id = ?1 AND pages = 1 ORDER BY seen
		LIMIT max(0, (SELECT count(*) FROM blocks WHERE site_id = ?1) - ?2))`, siteID, maxBlocks)
}

// blockRows are the hashes of blocks in the order in which they lie in the
// table, each once, and their texts by hash, as JSON parameters.
func blockRows(blocks []storage.BlockCount) (hashes, texts string, err error) {
	byHash := make(map[int64]string, len(blocks))
	for _, b := range blocks {
		if hash := int64(b.Hash); byHash[hash] == "" {
			byHash[hash] = beginning(storage.CleanText(b.Text), maxBlockText)
		}
	}
	out, err := json.Marshal(byHash)
	return intList(slices.Sorted(maps.Keys(byHash))), string(out), err
}

// beginning is the first n runes of a text.
func beginning(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// ForgetBlocks forgets what was counted of a site's blocks.
func (s *Store) ForgetBlocks(ctx context.Context, siteID string) error {
	return s.update(ctx, "forget blocks of "+siteID, func(ctx context.Context, w *writer) error {
		for _, query := range []string{
			`DELETE FROM blocks WHERE site_id = ?`,
			`UPDATE sites SET articles = 0 WHERE site_id = ?`,
		} {
			if err := w.exec(ctx, query, siteID); err != nil {
				return err
			}
		}
		return nil
	})
}
