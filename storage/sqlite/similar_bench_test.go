package sqlite

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"copydesk/storage"
)

// BenchmarkSimilar looks near-duplicates up in stores of growing size. The
// bands are written in their order: it is the look-up that is measured.
func BenchmarkSimilar(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "x.db")
			s, err := Open(b.Context(), path, Options{})
			if err != nil {
				b.Fatal(err)
			}
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
			fillBands(b, path, n)
			if s, err = Open(b.Context(), path, Options{ReadOnly: true}); err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			prints := somePrints(b, s, n)
			for i := 0; b.Loop(); i++ {
				got, err := s.Similar(b.Context(), prints[i%len(prints)], 20)
				if err != nil || len(got) == 0 {
					b.Fatalf("%d found, %v", len(got), err)
				}
			}
		})
	}
}

// bandsEach is how many bands an article has.
const bandsEach = 32

func fillBands(b *testing.B, path string, n int) {
	b.Helper()
	db, err := sql.Open("sqlite3", path+"?_synchronous=OFF&_cache_size=-64000")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	for _, query := range []string{
		`WITH RECURSIVE g (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < ?1)
			INSERT INTO articles (n, seq, sort_date, first_seen, revised_at, revised_by, id, schema_version, site_id, authors, tags, word_count, images, links, revision, quality, extraction, provenance)
			SELECT i, i, i, i, i, 'publisher', printf('%020x', i), 1, 'a', '[]', '[]', 9, '[]', '[]', 1, '{}', '{}', '{}' FROM g`,
		`WITH RECURSIVE g (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < ?1)
			INSERT INTO fingerprints SELECT i, 1, zeroblob(512), zeroblob(256) FROM g`,
		`WITH RECURSIVE g (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM g WHERE i < ?1 * 32 - 1)
			INSERT OR IGNORE INTO bands SELECT random(), i / 32 + 1 FROM g ORDER BY 1`,
	} {
		if _, err := db.ExecContext(b.Context(), query, n); err != nil {
			b.Fatal(err)
		}
	}
}

// somePrints are prints that share some bands with a stored article, and the
// rest with none.
func somePrints(b *testing.B, s *Store, n int) []storage.Fingerprint {
	b.Helper()
	r := rand.New(rand.NewPCG(1, uint64(n)))
	var out []storage.Fingerprint
	for range 500 {
		var p storage.Fingerprint
		err := s.rows(b.Context(), `SELECT band FROM bands WHERE band >= ? ORDER BY band LIMIT 4`, []any{r.Int64N(1 << 62)}, func(rs *sql.Rows) error {
			var band int64
			err := rs.Scan(&band)
			p.Bands = append(p.Bands, uint64(band))
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		for len(p.Bands) < bandsEach {
			p.Bands = append(p.Bands, r.Uint64())
		}
		out = append(out, p)
	}
	return out
}
