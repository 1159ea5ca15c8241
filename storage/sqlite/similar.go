package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"copydesk/storage"
	"copydesk/storage/columns"
)

// maxBand caps how many articles of one band are looked at, the oldest first:
// a band that thousands share is boilerplate, and a look-up stays as quick in
// a store of a million articles.
const maxBand = 128

// Similar gives the stored articles that share a band with a fingerprint, most
// bands first, then the one seen first.
func (s *Store) Similar(ctx context.Context, print storage.Fingerprint, limit int) ([]storage.Candidate, error) {
	shared, err := s.sharedBands(ctx, uniqueBands(print.Bands))
	if err != nil {
		return nil, s.wrap("similar articles", err)
	}
	order := slices.SortedFunc(maps.Keys(shared), func(a, b int64) int {
		return cmp.Or(shared[b]-shared[a], cmp.Compare(a, b))
	})
	var out []storage.Candidate
	for _, n := range order[:min(len(order), limit)] {
		c := storage.Candidate{Shared: shared[n]}
		var simhash int64
		var minhash []byte
		err := s.one(ctx, []any{&c.ArticleID, columns.Text(&c.SiteID), columns.Text(&c.Language), columns.Text(&c.DuplicateOf),
			columns.Moment(&c.FirstSeen), &simhash, &minhash},
			`SELECT a.id, a.site_id, a.language, a.duplicate_of, a.first_seen, f.simhash, f.minhash
			FROM articles AS a JOIN fingerprints AS f ON f.article_n = a.n WHERE a.n = ?`, n)
		if err != nil {
			return nil, s.wrap("similar articles", err)
		}
		c.Print = storage.Fingerprint{SimHash: uint64(simhash), MinHash: words32(minhash)}
		out = append(out, c)
	}
	return out, nil
}

// sharedBands says how many of the bands each article has. All are looked up
// by one query: a call for each would cost more than its look-up.
func (s *Store) sharedBands(ctx context.Context, bands []uint64) (map[int64]int, error) {
	keys := make([]string, len(bands))
	for i, b := range bands {
		keys[i] = strconv.FormatInt(int64(b), 10)
	}
	shared := map[int64]int{}
	err := s.rows(ctx, `SELECT coalesce((SELECT group_concat(article_n) FROM (
			SELECT article_n FROM bands WHERE band = j.value ORDER BY article_n LIMIT ?2)), '') FROM json_each(?1) AS j`, []any{"[" + strings.Join(keys, ",") + "]", maxBand}, func(rs *sql.Rows) error {
		var list string
		if err := rs.Scan(&list); err != nil || list == "" {
			return err
		}
		for field := range strings.SplitSeq(list, ",") {
			n, err := strconv.ParseInt(field, 10, 64)
			if err != nil {
				return err
			}
			shared[n]++
		}
		return nil
	})
	return shared, err
}

// putPrint replaces an article's fingerprint.
func (w *writer) putPrint(ctx context.Context, n int64, p storage.Fingerprint) error {
	var old []byte
	err := w.one(ctx, []any{&old}, `DELETE FROM fingerprints WHERE article_n = ? RETURNING bands`, n)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return err
	}
	for ; len(old) >= 8; old = old[8:] {
		band := int64(binary.LittleEndian.Uint64(old))
		if err := w.exec(ctx, `DELETE FROM bands WHERE band = ? AND article_n = ?`, band, n); err != nil {
			return err
		}
	}
	if p.SimHash == 0 && len(p.Bands) == 0 {
		return nil
	}
	bands := uniqueBands(p.Bands)
	minhash, packed := []byte{}, []byte{}
	for _, m := range p.MinHash {
		minhash = binary.LittleEndian.AppendUint32(minhash, m)
	}
	for _, b := range bands {
		packed = binary.LittleEndian.AppendUint64(packed, b)
		if err := w.exec(ctx, `INSERT INTO bands (band, article_n) VALUES (?, ?)`, int64(b), n); err != nil {
			return err
		}
	}
	return w.exec(ctx, `INSERT INTO fingerprints (article_n, simhash, minhash, bands) VALUES (?,?,?,?)`,
		n, int64(p.SimHash), minhash, packed)
}

func uniqueBands(bands []uint64) []uint64 {
	return slices.Compact(slices.Sorted(slices.Values(bands)))
}

func words32(b []byte) []uint32 {
	var out []uint32
	for ; len(b) >= 4; b = b[4:] {
		out = append(out, binary.LittleEndian.Uint32(b))
	}
	return out
}
