package site

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"copydesk/extract"
)

// Result is what came of one of a site's tests.
type Result struct {
	SiteID   string
	File     string
	Failures []string // one line each; none means passed
}

// RunTests runs a site's tests. dir is the folder that their files are in;
// nothing is fetched.
func (s *Site) RunTests(dir string) []Result {
	var out []Result
	for _, t := range s.Tests {
		out = append(out, Result{SiteID: s.ID, File: t.File, Failures: s.runTest(dir, t)})
	}
	return out
}

func (s *Site) runTest(dir string, t Test) []string {
	path := t.File
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	body, err := os.ReadFile(path)
	if err != nil {
		return []string{fmt.Sprintf("can't be read: %v", errors.Unwrap(err))}
	}
	at := time.Now()
	if st, err := os.Stat(path); err == nil {
		at = st.ModTime() // the page is as old as its file
	}
	url := t.URL
	if url == "" {
		url = s.Home
	}
	a, err := extract.FromPage(extract.Page{URL: url, SiteID: s.ID, Body: body, Status: 200, FetchedAt: at}, s.Rules)
	if err != nil {
		if t.NotArticle && errors.Is(err, extract.ErrNoArticle) {
			return nil
		}
		return []string{err.Error()}
	}
	return t.compare(a)
}

// compare says what differs between an article and what the test wants.
func (t *Test) compare(a *extract.Article) []string {
	var out []string
	differ := func(what, got, want string) {
		if want != "" && got != want {
			out = append(out, fmt.Sprintf("%s is %q, want %q", what, got, want))
		}
	}
	if t.NotArticle == a.IsArticle() {
		out = append(out, fmt.Sprintf("taken for verdict %s, page type %s", a.Quality.Verdict, a.PageType))
	}
	differ("title", a.Title, t.Title)
	differ("date_published", a.DatePublished, t.DatePublished)
	differ("language", a.Language, t.Language)
	if len(t.Authors) > 0 && !slices.Equal(a.Authors, t.Authors) {
		out = append(out, fmt.Sprintf("authors are %q, want %q", a.Authors, t.Authors))
	}
	for _, s := range t.Contains {
		if !strings.Contains(a.Text, s) {
			out = append(out, fmt.Sprintf("the text lacks %q", s))
		}
	}
	for _, s := range t.Excludes {
		if strings.Contains(a.Text, s) {
			out = append(out, fmt.Sprintf("the text has %q", s))
		}
	}
	return out
}
