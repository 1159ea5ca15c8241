package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"copydesk/extract"
	"copydesk/storage"
	"copydesk/storage/sqlite"
)

// The size of the benchmark's store, and how many visits are saved at a time.
const (
	benchArticles = 200_000
	benchWriters  = 64
	benchSites    = 20
)

// BenchmarkStore fills a store with generated articles and measures what is
// done with it, each beside what SQLite does by itself with the same rows:
//
//	go test ./cmd/copydesk -run '^$' -bench Store -benchtime 1x -timeout 1h
//
// COPYDESK_BENCH_ARTICLES sets another size.
func BenchmarkStore(b *testing.B) {
	n := benchArticles
	if v, err := strconv.Atoi(os.Getenv("COPYDESK_BENCH_ARTICLES")); err == nil {
		n = v
	}
	dir := b.TempDir()
	s := &benchStore{n: n, path: filepath.Join(dir, "bench.db"), plain: filepath.Join(dir, "plain.db")}
	b.Run("insert", s.insert)
	b.Run("by URL", s.byURL)
	b.Run("near-duplicates", s.similar)
	b.Run("search", s.search)
	b.Run("export", s.export)
	b.Run("reextract", s.reextract)
}

type benchStore struct {
	n           int
	path, plain string
	filled      bool
}

// generated is the n-th visit: an article of some 450 words from a vocabulary
// in which few words are frequent, in a page whose template is its site's.
func generated(n int) *storage.Visit {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	zipf := rand.NewZipf(r, 1.2, 8, 40_000)
	words := func(count int) string {
		var b strings.Builder
		for i := range count {
			if i > 0 {
				b.WriteByte(' ')
			}
			fmt.Fprintf(&b, "w%x", zipf.Uint64())
		}
		return b.String()
	}
	site := fmt.Sprintf("site-%d", n%benchSites)
	url := fmt.Sprintf("https://%s.example/2026/story-%d", site, n)
	title := words(9)
	var text, page strings.Builder
	fmt.Fprintf(&page, "<!DOCTYPE html><html lang=en><head><title>%s</title><meta property=\"og:type\" content=\"article\"></head><body><nav>", title)
	template := rand.New(rand.NewPCG(uint64(n%benchSites), 1))
	for range 40 {
		fmt.Fprintf(&page, "<a class=\"c%x\" href=\"/%x/\">%x</a>", template.Uint32(), template.Uint32(), template.Uint32())
	}
	fmt.Fprintf(&page, "</nav><article><h1>%s</h1>", title)
	for i := range 9 {
		p := words(50)
		if i > 0 {
			text.WriteString("\n\n")
		}
		text.WriteString(p)
		fmt.Fprintf(&page, "<p>%s</p>\n", p)
	}
	page.WriteString("</article></body></html>")
	at := time.Date(2026, 1, 1, 0, 0, n, 0, time.UTC)
	a := &extract.Article{
		SchemaVersion: 1, ID: fmt.Sprintf("%020x", n), URL: url, RequestedURL: url, CanonicalURL: url, Host: site + ".example", SiteID: site, PageType: extract.TypeArticle,
		Title: title, Authors: []string{words(2)}, DatePublished: at.Format(time.RFC3339), DateFetched: at.Format(time.RFC3339), Language: "en", Tags: []string{words(1), words(1)},
		Quality: extract.Quality{Score: 0.9, Verdict: extract.OK}, Extraction: extract.Extraction{Tool: "copydesk", Version: "1"},
		Provenance: map[string]extract.Provenance{"title": {Source: "css:h1", Raw: title}},
	}
	a.SetText(text.String())
	return &storage.Visit{
		Link: storage.Link{SiteID: site, URL: url, Kind: storage.KindArticle, Source: "feed", FoundAt: at}, FinalURL: url, StartedAt: at, Status: 200, Outcome: "article",
		ContentType: "text/html", Header: map[string][]string{"Content-Type": {"text/html"}}, Body: []byte(page.String()), Verdict: extract.OK, Article: a, Aliases: []string{url},
		Print: printOf(a), State: storage.StateSettled, Changed: true,
	}
}

// open gives the filled store.
func (s *benchStore) open(b *testing.B) *sqlite.Store {
	b.Helper()
	db, err := sqlite.Open(b.Context(), s.path, sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	if !s.filled {
		s.fill(b, db)
	}
	return db
}

// fill saves the articles and gives the time that Save took, the making of
// them apart.
func (s *benchStore) fill(b *testing.B, db *sqlite.Store) time.Duration {
	b.Helper()
	var next, spent atomic.Int64
	var wg sync.WaitGroup
	for range benchWriters {
		wg.Go(func() {
			for {
				first := int(next.Add(64)) - 64
				if first >= s.n {
					return
				}
				var visits []*storage.Visit
				for i := first; i < min(first+64, s.n); i++ {
					visits = append(visits, generated(i))
				}
				start := time.Now()
				for _, v := range visits {
					if _, err := db.Save(context.Background(), v); err != nil {
						b.Error(err)
						return
					}
				}
				spent.Add(int64(time.Since(start)))
			}
		})
	}
	wg.Wait()
	s.filled = true
	return time.Duration(spent.Load()) / benchWriters
}

// rates reports what was done in a second, and that as a share of what SQLite
// by itself does.
func rates(b *testing.B, count int, took time.Duration, ownCount int, own time.Duration) {
	b.Helper()
	ours, theirs := float64(count)/took.Seconds(), float64(ownCount)/own.Seconds()
	b.ReportMetric(ours, "per_s")
	b.ReportMetric(theirs, "sqlite_per_s")
	b.ReportMetric(ours/theirs, "ratio")
	b.ReportMetric(0, "ns/op")
}

// insert against rows of the same bytes in a table with one unique column, as
// many in a transaction as there are writers here.
func (s *benchStore) insert(b *testing.B) {
	db, err := sqlite.Open(b.Context(), s.path, sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	took := s.fill(b, db)
	raw := s.raw(b, s.plain, "_journal_mode=WAL&_synchronous=FULL")
	must(b, raw, `CREATE TABLE plain (id INTEGER PRIMARY KEY, url TEXT UNIQUE, article TEXT, body BLOB)`)
	const rows = 20_000
	var own time.Duration
	for i := 0; i < rows; i += benchWriters {
		var visits []*storage.Visit
		for j := i; j < i+benchWriters; j++ {
			visits = append(visits, generated(j))
		}
		start := time.Now()
		tx, err := raw.BeginTx(b.Context(), nil)
		if err != nil {
			b.Fatal(err)
		}
		for _, v := range visits {
			if _, err := tx.ExecContext(b.Context(), `INSERT INTO plain (url, article, body) VALUES (?,?,?)`, v.URL, v.Article.Text+v.Article.Title, v.Body[:len(v.Body)/2]); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
		own += time.Since(start)
	}
	rates(b, s.n, took, rows, own)
}

func (s *benchStore) raw(b *testing.B, path, params string) *sql.DB {
	b.Helper()
	raw, err := sql.Open("sqlite3", "file:"+path+"?"+params)
	if err != nil {
		b.Fatal(err)
	}
	raw.SetMaxOpenConns(1)
	b.Cleanup(func() { _ = raw.Close() })
	return raw
}

func must(b *testing.B, db *sql.DB, query string, args ...any) {
	b.Helper()
	if _, err := db.ExecContext(b.Context(), query, args...); err != nil {
		b.Fatal(err)
	}
}

// drain runs a query to its end and throws the rows away.
func drain(b *testing.B, st *sql.Stmt, args ...any) (rows int) {
	b.Helper()
	rs, err := st.QueryContext(context.Background(), args...)
	if err != nil {
		b.Fatal(err)
	}
	defer rs.Close()
	columns, err := rs.Columns()
	if err != nil {
		b.Fatal(err)
	}
	cells := make([]any, len(columns))
	for i := range cells {
		cells[i] = &sql.RawBytes{}
	}
	for ; rs.Next(); rows++ {
		if err := rs.Scan(cells...); err != nil {
			b.Fatal(err)
		}
	}
	if err := rs.Err(); err != nil {
		b.Fatal(err)
	}
	return rows
}

func prepare(b *testing.B, db *sql.DB, query string) *sql.Stmt {
	b.Helper()
	st, err := db.PrepareContext(b.Context(), query)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = st.Close() })
	return st
}

func (s *benchStore) byURL(b *testing.B) {
	db := s.open(b)
	raw := prepare(b, s.raw(b, s.path, "mode=ro&_mutex=no&_cache_size=-4000"), `SELECT a.* FROM article_urls AS u JOIN articles AS a ON a.n = u.article_n WHERE u.url = ?`)
	const count = 20_000
	urls := make([]string, count)
	for i := range urls {
		n := rand.IntN(s.n)
		urls[i] = fmt.Sprintf("https://site-%d.example/2026/story-%d", n%benchSites, n)
	}
	for _, u := range urls {
		drain(b, raw, u) // into the system's memory, for both
	}
	start := time.Now()
	for _, u := range urls {
		if _, err := db.Article(b.Context(), u); err != nil {
			b.Fatal(err)
		}
	}
	took := time.Since(start)
	start = time.Now()
	for _, u := range urls {
		drain(b, raw, u)
	}
	rates(b, count, took, count, time.Since(start))
}

// similar against the look-up of the bands alone.
func (s *benchStore) similar(b *testing.B) {
	db := s.open(b)
	raw := prepare(b, s.raw(b, s.path, "mode=ro&_mutex=no&_cache_size=-4000"), `SELECT entries FROM bands WHERE bucket = ?1`)
	const count = 2_000
	var prints []storage.Fingerprint
	for i := range count {
		v := generated(i * (s.n / count))
		a := *v.Article
		a.SetText(strings.Join(strings.Fields(a.Text)[40:], " "))
		prints = append(prints, printOf(&a))
	}
	found := 0
	start := time.Now()
	for _, p := range prints {
		c, err := db.Similar(b.Context(), p, 20)
		if err != nil {
			b.Fatal(err)
		}
		found += min(len(c), 1)
	}
	took := time.Since(start)
	start = time.Now()
	for _, p := range prints {
		for _, band := range p.Bands {
			drain(b, raw, int64(band*0x9E3779B97F4A7C15>>46)) // as package sqlite keeps them
		}
	}
	rates(b, count, took, count, time.Since(start))
	b.ReportMetric(float64(found)/count, "found")
}

// search against the index's matches alone, neither ranked nor read.
func (s *benchStore) search(b *testing.B) {
	db := s.open(b)
	raw := prepare(b, s.raw(b, s.path, "mode=ro&_mutex=no&_cache_size=-4000"), `SELECT docid FROM search WHERE search MATCH ?`)
	const count = 200
	r := rand.New(rand.NewPCG(3, 4))
	var queries []string
	for range count {
		queries = append(queries, fmt.Sprintf("w%x w%x", 20+r.IntN(300), 200+r.IntN(3000)))
	}
	start := time.Now()
	for _, q := range queries {
		parsed, err := storage.ParseQuery(q, time.Now())
		if err != nil {
			b.Fatal(err)
		}
		if _, err := db.Search(b.Context(), parsed, 20); err != nil {
			b.Fatal(err)
		}
	}
	took := time.Since(start)
	matches := 0
	start = time.Now()
	for _, q := range queries {
		matches += drain(b, raw, q)
	}
	rates(b, count, took, count, time.Since(start))
	b.ReportMetric(float64(matches)/count, "matches")
}

// export against sqlite3 -json over the same columns, both into a pipe.
func (s *benchStore) export(b *testing.B) {
	s.open(b)
	sqlite3, err := exec.LookPath("sqlite3")
	if err != nil {
		b.Skip("sqlite3 is not installed")
	}
	columns := `schema_version, id, url, requested_url, canonical_url, host, site_id, site_name, page_type, title, subtitle, summary, authors, byline,
		date_published, date_modified, date_first_seen, date_fetched, language, section, tags, text, markdown, html, word_count, content_hash, image, images,
		links, is_accessible_for_free, license, revision, duplicate_of, quality, provenance, extraction`
	var took, own time.Duration
	var most int64
	for range 3 { // in turns, so that a busy machine is busy for both
		d, rss := piped(b, exec.CommandContext(b.Context(), "copydesk", "--db", s.path, "export"))
		took, most = took+d, max(most, rss)
		d, _ = piped(b, exec.CommandContext(b.Context(), sqlite3, "-json", s.path, "SELECT "+columns+" FROM articles ORDER BY seq"))
		own += d
	}
	rates(b, 3*s.n, took, 3*s.n, own)
	b.ReportMetric(float64(most)/1024, "MiB")
}

// piped runs a program and gives the time and the most memory that it took, in
// KiB. The system's own account of a child counts its parent's memory in.
func piped(b *testing.B, cmd *exec.Cmd) (took time.Duration, rss int64) {
	b.Helper()
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	done, peak := make(chan struct{}), make(chan int64)
	go func() {
		var most int64
		for {
			select {
			case <-done:
				peak <- most
				return
			case <-time.After(20 * time.Millisecond):
				most = max(most, residentPeak(cmd.Process.Pid))
			}
		}
	}()
	_, err = io.Copy(io.Discard, out)
	close(done)
	rss = <-peak
	if err := errors.Join(err, cmd.Wait()); err != nil {
		b.Fatalf("%v: %s", err, complaint.String())
	}
	return time.Since(start), rss
}

// residentPeak is what Linux says of a process; 0 elsewhere.
func residentPeak(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	number, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, _ := strconv.ParseInt(number, 10, 64) // 0 when it isn't there
	return n
}

// reextract of one site's pages against reading their bytes. It is extraction
// that takes the time.
func (s *benchStore) reextract(b *testing.B) {
	db := s.open(b)
	cmd := exec.CommandContext(b.Context(), "copydesk", "--db", s.path, "reextract", "--dry-run", "--site", "site-3")
	took, _ := piped(b, cmd)
	raw := prepare(b, s.raw(b, s.path, "mode=ro&_mutex=no&_cache_size=-4000"), `SELECT packed FROM pages WHERE site_id = ? ORDER BY id`)
	start := time.Now()
	pages := drain(b, raw, "site-3")
	rates(b, pages, took, pages, time.Since(start))
	st, err := db.Stats(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(st.PageBytes)/float64(st.Stored), "packed")
}
