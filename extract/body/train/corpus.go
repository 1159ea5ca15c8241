package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/publicsuffix"

	"copydesk/extract"
	"copydesk/extract/body"
)

// gold is what is known of a page: its text, or snippets that must and must
// not stand in it.
type gold struct {
	ID       string   `json:"id"`
	URL      string   `json:"url"`
	Text     *string  `json:"text"`
	With     []string `json:"with"`
	Without  []string `json:"without"`
	Comments []string `json:"comments"`
}

// sample is a page of a corpus, parsed, with its gold and its labels.
type sample struct {
	corpus string
	gold   gold
	root   *html.Node
	size   int
	page   extract.Page
	hints  body.Hints
	fold   int
	labels []label
	s      *body.Sample
}

// load reads the corpora below dir.
func load(dir string, names []string) ([]*sample, error) {
	var out []*sample
	for _, name := range names {
		f, err := os.Open(filepath.Join(dir, name, "gold.jsonl"))
		if err != nil {
			return nil, err
		}
		r := bufio.NewReader(f)
		for {
			line, err := r.ReadBytes('\n')
			if len(line) > 1 {
				s, perr := loadPage(dir, name, line)
				if perr != nil {
					fmt.Fprintf(os.Stderr, "%s: %v\n", name, perr)
				} else {
					out = append(out, s)
				}
			}
			if err != nil {
				break
			}
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func loadPage(dir, corpus string, line []byte) (*sample, error) {
	s := &sample{corpus: corpus}
	if err := json.Unmarshal(line, &s.gold); err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(dir, corpus, "html", s.gold.ID+".html.gz"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	s.size = len(raw)
	s.page = extract.Page{URL: s.gold.URL, Body: raw, FetchedAt: time.Now()}
	doc, err := extract.Parse(s.page)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.gold.ID, err)
	}
	s.root = doc.Root()
	s.hints = doc.Hints()
	s.fold = foldOf(s.gold)
	return s, nil
}

// text is what the whole of extraction makes of the page with a model: ""
// where it finds no article.
func (s *sample) text(m *body.Model) string {
	doc, err := extract.Parse(s.page)
	if err != nil {
		return ""
	}
	a, err := doc.ArticleWith(nil, m)
	if err != nil || !a.IsArticle() {
		return ""
	}
	return a.Text
}

const folds = 5

// foldOf puts all pages of one registrable domain into one fold.
func foldOf(g gold) int {
	site := g.ID
	if u, err := url.Parse(g.URL); err == nil && u.Hostname() != "" {
		site = strings.TrimPrefix(u.Hostname(), "www.")
		if d, err := publicsuffix.EffectiveTLDPlusOne(site); err == nil {
			site = d
		}
	}
	h := fnv.New32a()
	h.Write([]byte(site))
	return int(h.Sum32()>>8) % folds
}
