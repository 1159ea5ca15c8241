package sqlite

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"copydesk/storage"
	"copydesk/storage/archive"
)

// TestArchiveGain archives the folders of a corpus, each as one site, and
// compares with what zstd makes of each page by itself. The pages of such a
// folder come from hundreds of real sites, so that a dictionary finds less in
// common than on a site of its own. COPYDESK_CORPUS_WHOLE takes all pages of the
// folders, which the race detector makes long.
func TestArchiveGain(t *testing.T) {
	dir := os.Getenv("COPYDESK_CORPUS")
	folders, _ := filepath.Glob(filepath.Join(dir, "*", "html"))
	if dir == "" || len(folders) == 0 {
		t.Skip("no corpus of pages: set COPYDESK_CORPUS to a folder of */html/*.html.gz")
	}
	for _, folder := range folders {
		t.Run(filepath.Base(filepath.Dir(folder)), func(t *testing.T) {
			plain, err := archive.New(nil)
			if err != nil {
				t.Fatal(err)
			}
			s := openTest(t, filepath.Join(t.TempDir(), "x.db"), Options{})
			files, err := filepath.Glob(filepath.Join(folder, "*.html.gz"))
			if err != nil {
				t.Fatal(err)
			}
			if os.Getenv("COPYDESK_CORPUS_WHOLE") == "" {
				files = files[:min(len(files), 120)]
			}
			alone := 0
			for i, name := range files {
				body := corpusPage(t, name)
				packed, err := plain.Pack(body)
				if err != nil {
					t.Fatal(err)
				}
				alone += len(packed)
				v := &storage.Visit{Link: storage.Link{SiteID: "a", URL: fmt.Sprintf("https://a.example/%d", i)}, StartedAt: time.Unix(int64(1e9+i), 0), Status: 200, Body: body}
				if _, err := s.Save(t.Context(), v); err != nil {
					t.Fatal(err)
				}
			}
			st, err := s.Stats(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			raw, dictionaries := float64(st.PageBytes), dictionaryBytes(t, s)
			t.Logf("%d pages, %d bytes: %.2f× by zstd page by page, %.2f× in the archive, %.2f× with its dictionaries counted in",
				st.Pages, st.PageBytes, raw/float64(alone), raw/float64(st.Stored), raw/float64(st.Stored+dictionaries))
			began := time.Now()
			if err := s.Tighten(t.Context(), []string{"a"}, time.Hour); err != nil {
				t.Fatal(err)
			}
			took := time.Since(began)
			between, err := s.Stats(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("as a crawl leaves it that had the time: %.2f×, %.2f× with its dictionaries counted in, by %.1f ms a page",
				raw/float64(between.Stored), raw/float64(between.Stored+dictionaryBytes(t, s)), took.Seconds()*1000/float64(st.Pages))
			if err := s.Vacuum(t.Context()); err != nil {
				t.Fatal(err)
			}
			tight, err := s.Stats(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("after a vacuum: %.2f×, %.2f× with its dictionaries counted in",
				raw/float64(tight.Stored), raw/float64(tight.Stored+dictionaryBytes(t, s)))
			if share := float64(st.Stored) / float64(alone); share > 0.97 {
				t.Errorf("the archive takes %.3f of what the pages take by themselves, want a dictionary that pays", share)
			}
		})
	}
}

func dictionaryBytes(t *testing.T, s *Store) (n int64) {
	t.Helper()
	if err := s.one(t.Context(), []any{&n}, `SELECT coalesce(sum(length(data)), 0) FROM dictionaries`); err != nil {
		t.Fatal(err)
	}
	return n
}

func corpusPage(t *testing.T, name string) []byte {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return body
}
