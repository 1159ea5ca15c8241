package crawler

import (
	"hash/fnv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"copydesk/extract"
	"copydesk/storage"
	"copydesk/storage/sqlite"
)

// Boilerplate without any markup of its own goes once the site's articles
// show it for what it is, and nothing of the articles goes with it.
func TestBoilerplateIsLearned(t *testing.T) {
	const n = 24
	const phrase = "Our reporters in the valley have followed the affairs of the council for thirty years and will go on doing so."
	inBubble(t, n, func(t *testing.T, s *fakeSite, store *sqlite.Store, run func(Options, string) Summary) {
		clean := map[string]string{}
		for i := range n {
			a, err := extract.FromPage(extract.Page{URL: s.url(i), ContentType: "text/html", Body: []byte(s.article(i, ""))}, nil)
			if err != nil {
				t.Fatal(err)
			}
			clean[s.url(i)] = a.Text
			page := s.article(i, "")
			at := strings.Index(page, "</p>") + len("</p>")
			s.pages[s.path(i)] = page[:at] + "<p>" + phrase + "</p>" + page[at:]
		}
		if one := run(Options{}, plainEntry).Sites[0]; one.New != n {
			t.Fatalf("%+v", one)
		}
		at := 0
		for row, err := range store.Articles(t.Context(), storage.Filter{}) { // in the order in which they came
			if err != nil {
				t.Fatal(err)
			}
			at++
			a := row.Article
			has := strings.Contains(a.Text, phrase)
			if has != (at < learnedArticles) {
				t.Errorf("article %d: boilerplate %v", at, has)
			}
			if strings.Replace(a.Text, phrase+"\n\n", "", 1) != clean[a.URL] {
				t.Errorf("article %d is not what it was:\n%s", at, a.Text)
			}
			if noted := a.Provenance[storage.Boilerplate].Raw == phrase; noted == has {
				t.Errorf("article %d: noted %v", at, noted)
			}
		}
		for i := range n { // other bytes, the same article
			s.pages[s.path(i)] += "<!-- served anew -->"
		}
		time.Sleep(30 * time.Hour)
		if one := run(Options{}, plainEntry).Sites[0]; one.Revised+one.New != 0 || one.Pages == 0 {
			t.Errorf("later: %+v", one)
		}
	})
}

// What stands on one article only is forgotten before it fills the memory.
func TestLearnedIsBounded(t *testing.T) {
	const articles, each = 3_000, 20
	l := learned{pages: map[uint64]int{}}
	common := storage.BlockCount{Hash: 1, Text: "Read more in our newsletter"}
	for n := range articles {
		blocks := []storage.BlockCount{common}
		for i := range each {
			blocks = append(blocks, storage.BlockCount{Hash: uint64(2 + n*each + i)})
		}
		l.count(blocks, storage.Saved{New: true})
		if len(l.pages) > mostLearned {
			t.Fatalf("%d blocks after %d articles", len(l.pages), n+1)
		}
	}
	if !l.knows(common, 0) || l.pages[common.Hash] != articles {
		t.Errorf("the block that stood on all %d articles is counted %d times", articles, l.pages[common.Hash])
	}
}

// The hashes lie in stores: they must stay what they are.
func TestBlocksOf(t *testing.T) {
	for _, text := range []string{"", "one", " one\n two\tthree ", "größer  als 大桥", "first\n\nsecond  block\n\n \n\nthird"} {
		var want []storage.BlockCount
		for b := range strings.SplitSeq(text, storage.BlockBreak) {
			h := fnv.New64a()
			_, _ = h.Write([]byte(strings.Join(strings.Fields(b), " "))) // never fails
			if strings.TrimSpace(b) != "" {
				want = append(want, storage.BlockCount{Hash: h.Sum64(), Text: b})
			}
		}
		if diff := cmp.Diff(want, blocksOf(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// A block that is too long to be left out is not counted either.
func TestLongBlocksAreNotCounted(t *testing.T) {
	l := learned{pages: map[uint64]int{}}
	long, short := strings.Repeat("word ", learnedWords), strings.Repeat("word ", learnedWords-1)
	got := l.leaveOut(&extract.Article{Text: long + storage.BlockBreak + short}, 1)
	if len(got) != 1 || got[0].Text != short {
		t.Errorf("%d blocks are counted, want the short one", len(got))
	}
	if got := l.leaveOut(&extract.Article{Text: long + storage.BlockBreak + long}, 1); len(got) != 1 {
		t.Errorf("%d blocks of an article of long ones, want one to count the article by", len(got))
	}
}
