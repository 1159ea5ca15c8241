package sqlite

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"copydesk/storage"
	"copydesk/storage/storagetest"
)

// A file of each schema is kept, written by the program of that schema with
// COPYDESK_WRITE_SCHEMA=1 go test ./storage/sqlite -run Migrations
// before the schema is changed.
const writeSchema = "COPYDESK_WRITE_SCHEMA"

const oldPages = 60 // enough for a dictionary

func oldVisit(n int) *storage.Visit {
	v := testVisit(n)
	var body strings.Builder
	for i := range 60 { // the same on every page: what a dictionary is for
		fmt.Fprintf(&body, "<div class=teaser%x><a href=/%x>Section %x</a></div>\n", i*i*7919, i*104729, i*i*i)
	}
	v.Body = fmt.Appendf(nil, "%s<h1>Story %d</h1>", body.String(), n*7919)
	v.Header = map[string][]string{"Content-Type": {"text/html"}}
	if n == 1 {
		v.Blocks = []storage.BlockCount{{Hash: 7, Text: "Follow us"}}
	}
	return v
}

// fillOld writes something of everything that a store keeps.
func fillOld(ctx context.Context, s *Store) error {
	for n := range oldPages {
		if _, err := s.Save(ctx, oldVisit(n)); err != nil {
			return err
		}
	}
	revised := oldVisit(1)
	revised.Article.Title, revised.StartedAt = "Another headline", revised.StartedAt.Add(time.Hour)
	_, err := s.Save(ctx, revised)
	return errors.Join(err,
		s.SetCursor(ctx, "export weekly", 12),
		s.SaveHost(ctx, storage.Host{Host: "a.example", RobotsBody: []byte("User-agent: *"), RobotsStatus: 200, Delay: time.Second}),
		s.SaveSiteState(ctx, storage.SiteState{SiteID: "a", LastRun: revised.StartedAt, Interval: time.Hour, Shapes: []byte("{}")}),
		s.AddRun(ctx, storage.Run{SiteID: "a", StartedAt: revised.StartedAt, Articles: oldPages, Outcome: "done"}))
}

func writeOld(t *testing.T, file string) {
	path := filepath.Join(t.TempDir(), "old.db")
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(fillOld(t.Context(), s), s.Vacuum(t.Context()), s.Close()); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(z, in)
	if err := errors.Join(err, z.Close(), out.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestMigrations opens a file of every schema that there was, as a program of
// its time left it, and finds all of it.
func TestMigrations(t *testing.T) {
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= len(steps); n++ {
		file := filepath.Join("testdata", fmt.Sprintf("schema-%d.db.gz", n))
		if os.Getenv(writeSchema) != "" && n == len(steps) {
			writeOld(t, file)
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "old.db")
			storagetest.Unzip(t, file, path)
			if n < len(steps) {
				if _, err := Open(t.Context(), path, Options{ReadOnly: true}); !errors.Is(err, storage.ErrOutdated) {
					t.Errorf("an old file opened for reading gives %v, want ErrOutdated", err)
				}
				copied := path + ".copy"
				if err := openTest(t, path, Options{ReadOnly: true, AnySchema: true}).Backup(t.Context(), copied); err != nil {
					t.Errorf("back up an old file: %v", err)
				}
				checkOld(t, openTest(t, copied, Options{}))
			}
			for range 2 { // the second time there is nothing to do
				s := openTest(t, path, Options{})
				checkOld(t, s)
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func checkOld(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	problems, err := s.Check(ctx)
	if err != nil || len(problems) > 0 {
		t.Errorf("%q, %v", problems, err)
	}
	st, err := s.Stats(ctx)
	if err != nil || st.Articles != oldPages || st.Revisions != 1 || st.Pages != oldPages || st.Visits < oldPages+1 || st.Links != 2*oldPages {
		t.Errorf("%+v, %v", st, err)
	}
	revisions, err := s.Revisions(ctx, "article-00000001")
	if err != nil || len(revisions) != 2 || revisions[0].Article.Title != "Story 1" || revisions[1].Article.Title != "Another headline" {
		t.Errorf("revisions: %+v, %v", revisions, err)
	}
	page, err := s.LatestPage(ctx, "https://a.example/59")
	if err != nil || string(page.Body) != string(oldVisit(59).Body) {
		t.Errorf("the archive gives %q, %v", page.Body, err)
	}
	if further, err := s.FurtherPages(ctx, page.ID); err != nil || len(further) != 0 {
		t.Errorf("further pages: %d, %v", len(further), err)
	}
	hits, err := s.Search(ctx, storage.Query{Terms: []storage.Term{{Tokens: []string{"headline"}}}}, 9)
	if err != nil || len(hits) != 1 {
		t.Errorf("%d hits, %v", len(hits), err)
	}
	similar, err := s.Similar(ctx, oldVisit(5).Print, 9)
	if err != nil || len(similar) == 0 {
		t.Errorf("%d similar, %v", len(similar), err)
	}
	seq, err := s.Cursor(ctx, "export weekly")
	if err != nil || seq != 12 {
		t.Errorf("cursor: %d, %v", seq, err)
	}
	host, err := s.Host(ctx, "a.example")
	if err != nil || host.RobotsStatus != 200 {
		t.Errorf("host: %+v, %v", host, err)
	}
	if n, blocks, err := s.BlockCounts(ctx, "a"); err != nil || n != 1 || len(blocks) != 1 {
		t.Errorf("blocks: %d %+v, %v", n, blocks, err)
	}
	if _, err := s.Save(ctx, oldVisit(2)); err != nil { // it can still be written to
		t.Error(err)
	}
}
