package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"copydesk/extract"
	"copydesk/storage"
)

func testVisit(n int) *storage.Visit {
	url := fmt.Sprintf("https://a.example/%d", n)
	return &storage.Visit{
		Link: storage.Link{SiteID: "a", URL: url, Kind: storage.KindArticle}, FinalURL: url,
		StartedAt: time.Date(2026, 1, 1, 0, 0, n, 0, time.UTC), Status: 200, Outcome: "ok", Verdict: extract.OK,
		Body: []byte(strings.Repeat(url, 40)), State: storage.StateSettled, Changed: true,
		Links: []storage.Link{{SiteID: "a", URL: url + "/next"}},
		Article: &extract.Article{ID: fmt.Sprintf("article-%08d", n), URL: url, CanonicalURL: url, RequestedURL: url,
			PageType: extract.TypeArticle, Title: fmt.Sprint("Story ", n), Text: strings.Repeat("word ", 200),
			Quality: extract.Quality{Verdict: extract.OK}},
		Print: storage.Fingerprint{SimHash: uint64(n), Bands: []uint64{uint64(n), uint64(n) << 20}},
	}
}

func saveTest(t *testing.T, s *Store, n int) {
	t.Helper()
	if _, err := s.Save(t.Context(), testVisit(n)); err != nil {
		t.Fatal(err)
	}
}

func TestOddFileNames(t *testing.T) {
	for _, name := range []string{"a b.db", "a?mode=memory.db", "100%25.db", "a#b.db", "a&b=c.db", "ferry’s ü.db", "a'b\"c.db", "file:x.db"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "dir with ? and #", name)
			if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			s := openTest(t, path, Options{})
			saveTest(t, s, 1)
			if err := s.Backup(t.Context(), path+".copy"); err != nil {
				t.Fatal(err)
			}
			for _, file := range []string{path, path + ".copy"} {
				if info, err := os.Stat(file); err != nil || info.Size() == 0 {
					t.Errorf("%s is not where it was named: %v", file, err)
				}
			}
			if n := len(mustGlob(t, filepath.Dir(path))); n > 4 {
				t.Errorf("%d files, want the database, its log and index, and the copy", n)
			}
		})
	}
}

func mustGlob(t *testing.T, dir string) []os.DirEntry {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// alter opens the file of a closed store without this package.
func alter(t *testing.T, path, query string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), query); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	write := func(text string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	store := func(query string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			s, err := Open(t.Context(), path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			alter(t, path, query)
		}
	}
	nothing := func(*testing.T, string) {}
	for name, c := range map[string]struct {
		prepare func(*testing.T, string)
		file    string
		opts    Options
		want    error
		says    string
	}{
		"missing, must exist":   {nothing, "x.db", Options{MustExist: true}, storage.ErrNoDatabase, "--db"},
		"missing, read-only":    {nothing, "x.db", Options{ReadOnly: true}, storage.ErrNoDatabase, "--db"},
		"missing directory":     {nothing, "none/x.db", Options{}, storage.ErrCantOpen, "not a directory"},
		"directory":             {nothing, ".", Options{}, storage.ErrCantOpen, "is a directory"},
		"file as directory":     {write("x"), "x.db/y.db", Options{}, storage.ErrCantOpen, "not a directory"},
		"not a database":        {write(strings.Repeat("no database at all ", 100)), "x.db", Options{}, storage.ErrDamaged, "not an SQLite database"},
		"cut short":             {write("SQLite format 3\x00 and then"), "x.db", Options{}, storage.ErrDamaged, ""},
		"newer":                 {store("PRAGMA user_version = 99"), "x.db", Options{}, storage.ErrNewer, "install a newer copydesk"},
		"newer, read-only":      {store("PRAGMA user_version = 99"), "x.db", Options{ReadOnly: true}, storage.ErrNewer, "install a newer copydesk"},
		"another program's":     {func(t *testing.T, path string) { alter(t, path, "CREATE TABLE t (x)") }, "x.db", Options{}, storage.ErrCantOpen, "another program's"},
		"no path":               {nothing, "", Options{}, storage.ErrNoDatabase, "--db"},
		"an empty file to read": {write(""), "x.db", Options{ReadOnly: true}, storage.ErrNoDatabase, "empty"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c.prepare(t, filepath.Join(dir, "x.db"))
			path := c.file
			if path != "" {
				path = filepath.Join(dir, path)
			}
			s, err := Open(t.Context(), path, c.opts)
			if err == nil {
				_ = s.Close()
			}
			if !errors.Is(err, c.want) || !strings.Contains(fmt.Sprint(err), c.says) || !strings.Contains(fmt.Sprint(err), path) {
				t.Errorf("error is %v, want %v with %q and the path", err, c.want, c.says)
			}
			if err != nil && (strings.Contains(err.Error(), "\n") || len(err.Error()) > 400+len(dir)) {
				t.Errorf("not one short line: %q", err)
			}
		})
	}
}

func TestEmptyFileIsFilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	saveTest(t, openTest(t, path, Options{MustExist: true}), 1)
}

func TestReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	w := openTest(t, path, Options{})
	saveTest(t, w, 1)
	r := openTest(t, path, Options{ReadOnly: true})
	if _, err := r.Article(t.Context(), "article-00000001"); err != nil {
		t.Error(err)
	}
	if _, err := r.Save(t.Context(), testVisit(2)); !errors.Is(err, storage.ErrReadOnly) {
		t.Errorf("Save gives %v, want ErrReadOnly", err)
	}
	saveTest(t, w, 2)
	if _, err := r.Article(t.Context(), "article-00000002"); err != nil {
		t.Errorf("what another store wrote since: %v", err)
	}
	hits, err := r.Search(t.Context(), storage.Query{Terms: []storage.Term{{Tokens: []string{"story"}}}}, 9)
	if err != nil || len(hits) != 2 {
		t.Errorf("%d hits, %v; want 2", len(hits), err)
	}
}

func TestReadOnlyDirectory(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "x.db")
	s := openTest(t, path, Options{})
	saveTest(t, s, 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []struct {
		path string
		mode os.FileMode
	}{{path, 0o444}, {dir, 0o555}} {
		if err := os.Chmod(mode.path, mode.mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
	if _, err := Open(t.Context(), path, Options{}); !errors.Is(err, storage.ErrReadOnly) && !errors.Is(err, storage.ErrCantOpen) {
		t.Errorf("opened for writing: %v", err)
	}
	r := openTest(t, path, Options{ReadOnly: true})
	if _, err := r.Article(t.Context(), "article-00000001"); err != nil {
		t.Error(err)
	}
}

func TestDamagedPage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	s := openTest(t, path, Options{})
	for n := range 50 {
		saveTest(t, s, n)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) / 2; i < len(b); i++ {
		b[i] ^= 0x5a
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	s = openTest(t, path, Options{ReadOnly: true})
	problems, err := s.Check(t.Context())
	if len(problems) == 0 && !errors.Is(err, storage.ErrDamaged) {
		t.Errorf("half of the file is noise, but Check finds %q, %v", problems, err)
	}
}

func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	s := openTest(t, path, Options{})
	saveTest(t, s, 0)
	limit := func(pages string) {
		t.Helper()
		err := s.outside(t.Context(), "set limit", func(ctx context.Context, w *writer) error {
			_, err := w.conn.ExecContext(ctx, "PRAGMA max_page_count = "+pages)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	limit("120")
	saved, full := 1, 0
	var mu sync.Mutex
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 100 {
				_, err := s.Save(t.Context(), testVisit(1+w*100+i))
				mu.Lock()
				switch {
				case err == nil:
					saved++
				case errors.Is(err, storage.ErrFull):
					full++
				default:
					t.Errorf("Save on a full disk: %v", err)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if full == 0 || saved < 2 {
		t.Fatalf("%d saved, %d refused: the disk was never full", saved, full)
	}
	st, err := s.Stats(t.Context())
	if err != nil || st.Articles != saved || st.Visits != saved {
		t.Errorf("%d articles, %d visits, %v; want %d, as acknowledged", st.Articles, st.Visits, err, saved)
	}
	limit("1000000")
	saveTest(t, s, 900)
	if problems, err := s.Check(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("%q, %v", problems, err)
	}
}

func TestBusy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	s := openTest(t, path, Options{})
	other, err := sql.Open("sqlite3", dsn(path, "rw", "_txlock=immediate"))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() {
		_, err := s.Save(t.Context(), testVisit(1))
		done <- err
	}()
	if _, err := s.LastSeq(t.Context()); err != nil { // reading does not wait
		t.Error(err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("a short wait for another writer fails: %v", err)
	}
}

func TestOpenAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			s, err := Open(t.Context(), path, Options{})
			if err != nil {
				t.Errorf("Open: %v", err)
				return
			}
			if _, err := s.Save(t.Context(), testVisit(n)); err != nil {
				t.Errorf("Save: %v", err)
			}
			if err := s.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
	}
	wg.Wait()
	if st, err := openTest(t, path, Options{}).Stats(t.Context()); err != nil || st.Articles != 8 {
		t.Errorf("%d articles, %v; want 8", st.Articles, err)
	}
}

func TestCloseAndCancel(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	s := openTest(t, path, Options{})
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Save(ended, testVisit(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("Save with a context that ended: %v", err)
	}
	saveTest(t, s, 2)
	for _, err := range s.Articles(ended, storage.Filter{}) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Articles with a context that ended: %v", err)
		}
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	if _, err := s.Save(t.Context(), testVisit(3)); !errors.Is(err, storage.ErrClosed) {
		t.Errorf("Save after Close: %v", err)
	}
	if _, err := s.Article(t.Context(), "article-00000002"); !errors.Is(err, storage.ErrClosed) {
		t.Errorf("Article after Close: %v", err)
	}
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the log is still there after Close: %v", err)
	}
}
