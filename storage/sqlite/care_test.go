package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"copydesk/storage"
)

func TestBackupWhileWriting(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, filepath.Join(dir, "x.db"), Options{})
	for n := range 20 {
		saveTest(t, s, n)
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for n := 20; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := s.Save(t.Context(), testVisit(n)); err != nil {
				t.Errorf("Save during a backup: %v", err)
				return
			}
		}
	}()
	copied := filepath.Join(dir, "copy.db")
	for range 3 {
		if err := s.Backup(t.Context(), copied); err != nil {
			t.Fatal(err)
		}
		b, err := Open(t.Context(), copied, Options{})
		if err != nil {
			t.Fatal(err)
		}
		problems, err := b.Check(t.Context())
		st, err2 := b.Stats(t.Context())
		if err := errors.Join(err, err2, b.Close()); err != nil || len(problems) > 0 {
			t.Errorf("%q, %v", problems, err)
		}
		if st.Articles < 20 || st.Articles != st.Visits || st.Articles != st.Pages {
			t.Errorf("a copy that is not of one moment: %+v", st)
		}
	}
	close(stop)
	<-stopped
	if left, err := filepath.Glob(filepath.Join(dir, ".copydesk-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

func TestBackupRefuses(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.db")
	s := openTest(t, path, Options{})
	saveTest(t, s, 1)
	for name, file := range map[string]string{"itself": path, "no directory": filepath.Join(dir, "none", "x.db")} {
		if err := s.Backup(t.Context(), file); !errors.Is(err, storage.ErrCantOpen) || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: %v", name, err)
		}
	}
	old := filepath.Join(dir, "old.db")
	if err := os.WriteFile(old, []byte("the last good copy"), 0o644); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Backup(ended, old); err == nil {
		t.Error("a backup that was called off succeeds")
	}
	if b, err := os.ReadFile(old); err != nil || string(b) != "the last good copy" {
		t.Errorf("a backup that was called off took the old one away: %q, %v", b, err)
	}
}

func TestVacuum(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	s := openTest(t, path, Options{})
	for n := range 30 {
		for revision := range 3 {
			v := testVisit(n)
			v.Article.Title += strings.Repeat("!", revision) + " take" + string(rune('a'+revision))
			if _, err := s.Save(t.Context(), v); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := s.Prune(t.Context(), "a", time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), 0); err != nil {
		t.Fatal(err)
	}
	before, err := s.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Vacuum(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := s.Stats(t.Context())
	if err != nil || after.FileBytes >= before.FileBytes || after.Articles != 30 || after.Revisions != 60 {
		t.Errorf("%+v, then %+v, %v", before, after, err)
	}
	for word, want := range map[string]int{"takea": 0, "takec": 30} {
		hits, err := s.Search(t.Context(), storage.Query{Terms: []storage.Term{{Tokens: []string{word}}}}, 99)
		if err != nil || len(hits) != want {
			t.Errorf("%s: %d hits, %v; want %d", word, len(hits), err, want)
		}
	}
	var rows int
	if err := s.one(t.Context(), []any{&rows}, `SELECT count(*) FROM search_docsize`); err != nil || rows != 30 {
		t.Errorf("the index has %d rows, %v; want 30", rows, err)
	}
}

func TestSearchIndexIsBuiltAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	s := openTest(t, path, Options{})
	saveTest(t, s, 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	alter(t, path, "DROP TABLE search")
	r := openTest(t, path, Options{ReadOnly: true})
	story := storage.Query{Terms: []storage.Term{{Tokens: []string{"story"}}}}
	if _, err := r.Search(t.Context(), story, 9); !errors.Is(err, storage.ErrNoSearch) {
		t.Errorf("without an index Search gives %v, want ErrNoSearch", err)
	}
	s = openTest(t, path, Options{})
	if hits, err := s.Search(t.Context(), story, 9); err != nil || len(hits) != 1 {
		t.Errorf("%d hits, %v; want 1", len(hits), err)
	}
}

func TestLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	first, err := TryLock(t.Context(), path, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, wait := range []time.Duration{0, time.Millisecond} {
		if _, err := TryLock(t.Context(), path, wait); !errors.Is(err, storage.ErrLocked) || !strings.Contains(err.Error(), path) {
			t.Errorf("a second lock gives %v, want ErrLocked", err)
		}
	}
	got := make(chan error)
	go func() {
		second, err := TryLock(t.Context(), path, time.Minute)
		if err == nil {
			err = second.Unlock()
		}
		got <- err
	}()
	if err := first.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := <-got; err != nil {
		t.Errorf("a run that waits does not get the lock: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	third, err := TryLock(ended, path, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer third.Unlock()
	cancel()
	if _, err := TryLock(ended, path, time.Minute); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting with a context that ended gives %v", err)
	}
	if _, err := TryLock(t.Context(), filepath.Join(path, "none", "y.db"), 0); !errors.Is(err, storage.ErrCantOpen) || !strings.Contains(err.Error(), "make it first") {
		t.Errorf("a lock in no directory gives %v, want ErrCantOpen", err)
	}
}

// A page of the file that is noise is named by the table that it belongs to,
// and keeps nothing else from being looked at.
func TestCheckNamesTables(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	s := openTest(t, path, Options{})
	for n := range 60 {
		saveTest(t, s, n)
	}
	roots := map[string]int64{}
	err := s.rows(t.Context(), `SELECT name, rootpage FROM sqlite_master WHERE name IN ('links', 'visits', 'search_segments')`, nil, func(rs *sql.Rows) error {
		var name string
		var page int64
		err := rs.Scan(&name, &page)
		roots[name] = page
		return err
	})
	var size int64
	err = errors.Join(err, s.one(t.Context(), []any{&size}, `PRAGMA page_size`), s.Close())
	if err != nil || len(roots) != 3 {
		t.Fatal(roots, err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range roots {
		if _, err := f.WriteAt([]byte(strings.Repeat("noise", int(size)/5)), (page-1)*size); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	problems, err := openTest(t, path, Options{ReadOnly: true}).Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name := range roots {
		if !strings.Contains(strings.Join(problems, "\n"), "table "+name) {
			t.Errorf("nothing is said of table %s: %q", name, problems)
		}
	}
	if got := strings.Join(problems, "\n"); strings.Contains(got, "table articles") || strings.Contains(got, "unpacked") {
		t.Errorf("what is whole is called damaged: %q", problems)
	}
}
