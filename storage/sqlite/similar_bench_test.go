package sqlite

import (
	"database/sql"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"testing"

	"copydesk/storage"
)

// BenchmarkLookup looks articles up in stores of growing size: by address, and
// for near-duplicates. Run it with
//
//	go test -run '^$' -bench Lookup -benchtime 20000x -timeout 60m ./storage/sqlite
//
// The bands are written in their order: it is the look-up that is measured.
//
// A look-up of an own text reads 28 pages of the file at 100,000 articles, for a
// reader's two megabytes hold a tenth of its 32 buckets, and 34 at a million: all
// of them, and little of what is above them. Where nothing else runs it takes 81 to
// 95 µs and 106 to 114, and a look-up by address 23 and 30; one of agency copy 316
// to 335 and 332 to 337.
func BenchmarkLookup(b *testing.B) {
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
			fillArticles(b, path, n)
			if s, err = Open(b.Context(), path, Options{}); err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = s.Close() }) // its folder goes
			r := rand.New(rand.NewPCG(5, uint64(n)))
			b.Run("url", func(b *testing.B) {
				for b.Loop() {
					if _, err := s.Article(b.Context(), storedURL(r.IntN(n)+1)); err != nil {
						b.Fatal(err)
					}
				}
			})
			for kind := range kinds {
				b.Run(kinds[kind], func(b *testing.B) { benchmarkSimilar(b, s, r, n, kind, n) })
			}
			for kind := range kinds { // the same few again and again: what they take of the file is in memory
				b.Run(kinds[kind]+" of few", func(b *testing.B) { benchmarkSimilar(b, s, r, n, kind, 50) })
			}
		})
	}
}

func storedURL(n int) string {
	return fmt.Sprintf("https://www.example-%d.org/news/2026/story-%d", n%997, n)
}

// What the stored articles are, told by their numbers. Bands of texts that have
// nothing to do with each other are as good as random; those of agency copy
// and of weather reports are not.
const (
	ownText     = iota // 85 of 100: no other article is like it
	agencyCopy         // 12 of 100: on some seven sites, within sixty articles
	fromPattern        // 3 of 100: weather, results, horoscopes: a quarter of their bands are a pattern's, of which there are three
)

var kinds = []string{"own text", "agency copy", "pattern"}

func kindOf(n int) int {
	switch {
	case n%100 < 85:
		return ownText
	case n%100 < 97:
		return agencyCopy
	}
	return fromPattern
}

const bandsEach = 32

// bandsOfStored are an article's bands; salt makes those of another text of its
// kind.
func bandsOfStored(n int, salt uint64) []uint64 {
	own, shared := rand.New(rand.NewPCG(uint64(n), salt)), &rand.Rand{}
	common := 0
	switch kindOf(n) {
	case agencyCopy:
		shared, common = rand.New(rand.NewPCG(uint64(n/60), 1<<60)), 24
	case fromPattern:
		shared, common = rand.New(rand.NewPCG(uint64(n%3), 1<<61)), bandsEach/4
	}
	out := make([]uint64, bandsEach)
	for i := range out {
		if i < common {
			out[i] = shared.Uint64()
		} else {
			out[i] = own.Uint64()
		}
	}
	return out
}

// benchmarkSimilar looks up what is like stored articles of a kind, so many
// different ones, and says how many it finds, and how many share a band.
func benchmarkSimilar(b *testing.B, s *Store, r *rand.Rand, n, kind, different int) {
	found, asked := 0, 0
	for b.Loop() {
		i := r.IntN(different)*(n/different) + 1
		for kindOf(i) != kind {
			i = i%n + 1
		}
		got, err := s.Similar(b.Context(), storage.Fingerprint{Bands: bandsOfStored(i, 7)}, 20)
		if err != nil {
			b.Fatal(err)
		}
		found, asked = found+len(got), asked+1
	}
	b.ReportMetric(float64(found)/float64(asked), "found/op")
	share := 0
	for i := range 200 {
		at := i*(n/200) + 1
		for kindOf(at) != kind {
			at = at%n + 1
		}
		shared, err := s.sharedBands(b.Context(), bandsOfStored(at, 7))
		if err != nil {
			b.Fatal(err)
		}
		share += len(shared)
	}
	b.ReportMetric(float64(share)/200, "sharing/op")
}

func fillArticles(b *testing.B, path string, n int) {
	b.Helper()
	db, err := sql.Open("sqlite3", path+"?_synchronous=OFF&_cache_size=-64000&_journal_mode=OFF")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	exec := func(query string, args ...any) {
		if _, err := db.ExecContext(b.Context(), query, args...); err != nil {
			b.Fatal(err)
		}
	}
	exec(`BEGIN`)
	var rows []int64
	urls := make([]struct {
		url string
		n   int
	}, n)
	for i := 1; i <= n; i++ {
		bands := bandsOfStored(i, 0)
		slices.Sort(bands)
		packed := make([]byte, 0, 8*bandsEach)
		for _, band := range bands {
			packed = binary.LittleEndian.AppendUint64(packed, band)
			rows = append(rows, bandRow(bandKey(band), int64(i)))
		}
		exec(`INSERT INTO articles (n, seq, sort_date, first_seen, revised_at, revised_by, id, schema_version, site_id, title, text, authors, tags, word_count, images, links, revision, quality, extraction, provenance)
			VALUES (?1, ?1, ?1, ?1, ?1, 'publisher', printf('%020x', ?1), 1, 'a', 'A title of some words', ?2, '[]', '[]', 9, '[]', '[]', 1, '{}', '{}', '{}')`, i, shortText)
		exec(`INSERT INTO fingerprints VALUES (?, 1, zeroblob(512), ?)`, i, packed)
		urls[i-1].url, urls[i-1].n = storedURL(i), i
	}
	slices.SortFunc(urls, func(a, b struct {
		url string
		n   int
	}) int {
		if a.url < b.url {
			return -1
		}
		return 1
	})
	for _, u := range urls {
		exec(`INSERT INTO article_urls (url, article_n) VALUES (?, ?)`, u.url, u.n)
	}
	slices.Sort(rows)
	for its := []int64(nil); len(rows) > 0; {
		bucket := bucketOf(rows[0])
		its, rows = cutBucket(rows, bucket)
		exec(`INSERT INTO bands VALUES (?, ?)`, bucket, withEntries(nil, its, nil))
	}
	exec(`UPDATE counters SET value = ? WHERE name = 'bands'`, n)
	exec(`UPDATE counters SET value = ? WHERE name = 'seq'`, n)
	exec(`COMMIT`)
	settle(b, path)
}

// settle waits for the file to be on disk, and gives the filling's memory back:
// gigabytes still being written would be measured with the look-ups.
func settle(b *testing.B, path string) {
	b.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		b.Fatal(err)
	}
	debug.FreeOSMemory()
}

const shortText = "The ferry left at dawn, and people on the quay waved. Some of them wept, others counted the cars on its deck, and the harbour master went home."
