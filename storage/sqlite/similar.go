package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"maps"
	"slices"

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

// sharedBands says how many of the bands each article has.
func (s *Store) sharedBands(ctx context.Context, bands []uint64) (map[int64]int, error) {
	recent, err := s.recent(ctx)
	if err != nil {
		return nil, err
	}
	keys := make([]int64, len(bands))
	for i, b := range bands {
		keys[i] = bandKey(b)
	}
	shared, late := map[int64]int{}, map[int64]int{}
	recent.mu.RLock()
	mark := recent.mark
	for _, k := range keys {
		recent.find(k, maxBand, func(n int64) { late[n]++ })
	}
	recent.mu.RUnlock()
	if mark == 0 { // all are in memory
		return late, nil
	}
	rows, err := s.bandRows(ctx, keys)
	for _, row := range rows {
		if n := row & bandArticle; n <= mark { // those after it are in memory, and here when they are just being merged
			shared[n]++
		}
	}
	maps.Copy(shared, late)
	return shared, err
}

// bandRows looks bands up by one query: a call for each would cost more than its
// look-up.
func (s *Store) bandRows(ctx context.Context, keys []int64) (rows []int64, err error) {
	err = s.rows(ctx, `SELECT j.value, b.entries FROM json_each(?1) AS j CROSS JOIN bands AS b ON b.bucket = j.value >> ?2`,
		[]any{intList(keys), keyBits - bucketBits}, func(rs *sql.Rows) error {
			var key int64
			var entries sql.RawBytes
			err := rs.Scan(&key, &entries)
			rows = inBucket(rows, key, entries, maxBand)
			return err
		})
	return rows, err
}

// putPrint stores an article's fingerprint, in the place of an older one when
// there may be one.
func (w *writer) putPrint(ctx context.Context, n int64, p storage.Fingerprint, replace bool) error {
	var old []byte
	if replace {
		err := w.one(ctx, []any{&old}, `DELETE FROM fingerprints WHERE article_n = ? RETURNING bands`, n)
		if err != nil && !errors.Is(err, storage.ErrNotFound) {
			return err
		}
	}
	var packed []byte
	if p.SimHash != 0 || len(p.Bands) > 0 {
		minhash := []byte{}
		for _, m := range p.MinHash {
			minhash = binary.LittleEndian.AppendUint32(minhash, m)
		}
		packed = []byte{}
		for _, b := range uniqueBands(p.Bands) {
			packed = binary.LittleEndian.AppendUint64(packed, b)
		}
		err := w.exec(ctx, `INSERT INTO fingerprints (article_n, simhash, minhash, bands) VALUES (?,?,?,?)`, n, int64(p.SimHash), minhash, packed)
		if err != nil {
			return err
		}
	}
	switch {
	case old == nil && packed == nil:
		return nil
	case n > w.bands.mark:
		w.prints = append(w.prints, printChange{n, old, packed})
		return nil
	}
	return w.moveBands(ctx, n, old, packed)
}

// moveBands changes in the table which bands an article has.
func (w *writer) moveBands(ctx context.Context, n int64, old, now []byte) error {
	gone, come := map[int64]bool{}, []int64{}
	for b := range bandsOf(old) {
		gone[bandRow(bandKey(b), n)] = true
	}
	for b := range bandsOf(now) {
		row := bandRow(bandKey(b), n)
		if !gone[row] {
			come = append(come, row)
		}
		delete(gone, row)
	}
	slices.Sort(come)
	return w.changeBands(ctx, come, slices.Sorted(maps.Keys(gone)))
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
