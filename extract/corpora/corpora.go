// Package corpora reads pages whose article is known, for the programs that
// learn from them and measure: body/train and meta/train. A corpus is a folder
// with gold.jsonl and, for each line of it, html/ID.html.gz. No other package
// imports it.
//
// Start at Load.
package corpora

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/publicsuffix"

	"copydesk/extract"
)

// Gold is what is known of a page: its text, or snippets that must and must
// not stand in it, and its metadata.
type Gold struct {
	ID       string   `json:"id"`
	URL      string   `json:"url"`
	Text     *string  `json:"text"`
	With     []string `json:"with"`
	Without  []string `json:"without"`
	Comments []string `json:"comments"`
	Title    string   `json:"title"`
	Authors  []string `json:"authors"`
	Date     string   `json:"date"`
	DateRaw  string   `json:"date_raw"` // what gold has where it is no date
	HasMeta  *bool    `json:"has_meta"` // false where nobody looked for metadata
}

// Page is a page of a corpus, with its gold.
type Page struct {
	Corpus string
	Gold   Gold
	Page   extract.Page
	Doc    *extract.Document
	Fold   int // all pages of a registrable domain are in one of Folds
}

// Folds is into how many parts cross-validation cuts the sites.
const Folds = 5

// Load reads and parses the corpora of these names below dir. A page that
// can't be parsed is told to warn and left out.
func Load(dir string, names []string, warn func(error)) ([]*Page, error) {
	var out []*Page
	for _, name := range names {
		pages, err := readGold(dir, name)
		if err != nil {
			return nil, err
		}
		out = append(out, pages...)
	}
	errs := make([]error, len(out))
	Each(len(out), func(i int) { errs[i] = out[i].read(dir) })
	kept := out[:0]
	for i, p := range out {
		if errs[i] != nil {
			warn(fmt.Errorf("%s/%s: %w", p.Corpus, p.Gold.ID, errs[i]))
			continue
		}
		kept = append(kept, p)
	}
	return kept, nil
}

func readGold(dir, name string) ([]*Page, error) {
	f, err := os.Open(filepath.Join(dir, name, "gold.jsonl"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []*Page
	r := bufio.NewReader(f)
	for {
		line, err := r.ReadBytes('\n')
		if len(line) > 1 {
			p := &Page{Corpus: name}
			if err := json.Unmarshal(line, &p.Gold); err != nil {
				return nil, fmt.Errorf("%s: %w", f.Name(), err)
			}
			p.Fold = foldOf(p.Gold)
			out = append(out, p)
		}
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

func (p *Page) read(dir string) error {
	f, err := os.Open(filepath.Join(dir, p.Corpus, "html", p.Gold.ID+".html.gz"))
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		return err
	}
	p.Page = extract.Page{URL: p.Gold.URL, Body: raw, FetchedAt: time.Now()}
	p.Doc, err = extract.Parse(p.Page)
	return err
}

// foldOf puts all pages of one registrable domain into one fold.
func foldOf(g Gold) int {
	site := g.ID
	if u, err := url.Parse(g.URL); err == nil && u.Hostname() != "" {
		site = strings.TrimPrefix(u.Hostname(), "www.")
		if d, err := publicsuffix.EffectiveTLDPlusOne(site); err == nil {
			site = d
		}
	}
	h := fnv.New32a()
	h.Write([]byte(site))
	return int(h.Sum32()>>8) % Folds
}

// Each runs do for 0 to n-1 on all cores.
func Each(n int, do func(int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}
