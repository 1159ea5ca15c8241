package postgres

import (
	"context"
	"encoding/binary"
	"errors"
	"iter"
	"slices"

	"github.com/jackc/pgx/v5"

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
	if len(print.Bands) == 0 || limit <= 0 {
		return nil, nil
	}
	out, err := list(ctx, s, scanCandidate, `WITH shared AS (
			SELECT found.article_n, count(*) AS bands FROM unnest($1::bigint[]) AS wanted (band)
			CROSS JOIN LATERAL (SELECT article_n FROM bands WHERE bands.band = wanted.band ORDER BY article_n LIMIT $2) AS found
			GROUP BY found.article_n ORDER BY bands DESC, article_n LIMIT $3)
		SELECT a.id, a.site_id, a.language, a.duplicate_of, a.first_seen, f.simhash, f.minhash, shared.bands
		FROM shared JOIN articles AS a ON a.n = shared.article_n JOIN fingerprints AS f ON f.article_n = a.n
		ORDER BY shared.bands DESC, a.n`, signed(uniqueBands(print.Bands)), maxBand, limit)
	return out, s.wrap("similar articles", err)
}

func scanCandidate(row pgx.CollectableRow) (c storage.Candidate, err error) {
	var simhash int64
	var minhash []byte
	err = row.Scan(&c.ArticleID, columns.Text(&c.SiteID), columns.Text(&c.Language), columns.Text(&c.DuplicateOf),
		columns.Moment(&c.FirstSeen), &simhash, &minhash, &c.Shared)
	c.Print = storage.Fingerprint{SimHash: uint64(simhash), MinHash: words32(minhash)}
	return c, err
}

// putPrint stores an article's fingerprint, in the place of an older one when
// there may be one.
func (w *writer) putPrint(ctx context.Context, n int64, p storage.Fingerprint, replace bool) error {
	if replace {
		if err := w.dropPrint(ctx, n); err != nil {
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
	}
	err := w.exec(ctx, `INSERT INTO fingerprints (article_n, simhash, minhash, bands) VALUES ($1,$2,$3,$4)`,
		n, int64(p.SimHash), minhash, packed)
	if err != nil || len(bands) == 0 {
		return err
	}
	return w.exec(ctx, `INSERT INTO bands (band, article_n) SELECT band, $2 FROM unnest($1::bigint[]) AS band`, signed(bands), n)
}

func (w *writer) dropPrint(ctx context.Context, n int64) error {
	var old []byte
	err := w.one(ctx, []any{&old}, `DELETE FROM fingerprints WHERE article_n = $1 RETURNING bands`, n)
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	bands := slices.Collect(unpackBands(old))
	return w.exec(ctx, `DELETE FROM bands WHERE band = ANY($1) AND article_n = $2`, bands, n)
}

// unpackBands are the bands of a fingerprint's row.
func unpackBands(packed []byte) iter.Seq[int64] {
	return func(yield func(int64) bool) {
		for ; len(packed) >= 8; packed = packed[8:] {
			if !yield(int64(binary.LittleEndian.Uint64(packed))) {
				return
			}
		}
	}
}

func uniqueBands(bands []uint64) []uint64 {
	return slices.Compact(slices.Sorted(slices.Values(bands)))
}

// signed are the bands as the database has them.
func signed(bands []uint64) []int64 {
	out := make([]int64, len(bands))
	for i, b := range bands {
		out[i] = int64(b)
	}
	return out
}

func words32(b []byte) []uint32 {
	var out []uint32
	for ; len(b) >= 4; b = b[4:] {
		out = append(out, binary.LittleEndian.Uint32(b))
	}
	return out
}
