package crawler

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"copydesk/extract"
	"copydesk/storage"
)

// Evidence that a block is the site's boilerplate, the article at hand
// counted in. A long block is most likely an article's own.
const (
	learnedArticles = 10
	learnedPages    = 8
	learnedShare    = 0.5
	learnedWords    = 60
)

// mostLearned is how many blocks are remembered: more than a site has that come
// again, and few beside the millions that stand on one article only.
const mostLearned = 10_000

// learned is on how many of a site's articles each block of text stood.
type learned struct {
	mu       sync.Mutex
	loaded   bool
	articles int
	pages    map[uint64]int
}

func (l *learned) load(ctx context.Context, store Store, siteID string) error {
	if l.loaded {
		return nil
	}
	articles, blocks, err := store.BlockCounts(ctx, siteID)
	if err != nil {
		return stored(err)
	}
	l.loaded, l.articles, l.pages = true, articles, make(map[uint64]int, len(blocks))
	for i := range blocks {
		l.pages[blocks[i].Hash] = blocks[i].Pages
	}
	return nil
}

// knows says whether a block is boilerplate, when the article at hand adds so
// many to those that are counted: one, or none when it is among them.
func (l *learned) knows(b storage.BlockCount, more int) bool {
	n, p := l.articles+more, l.pages[b.Hash]+more
	return n >= learnedArticles && p >= learnedPages && float64(p) >= learnedShare*float64(n) && !isLong(b)
}

// isLong says whether a block is too long to be taken for boilerplate however
// often it comes.
func isLong(b storage.BlockCount) bool {
	words := 0
	for range strings.FieldsSeq(b.Text) {
		if words++; words >= learnedWords {
			return true
		}
	}
	return false
}

// leaveOut takes out of an article what the site puts on most of them, and
// gives the article's blocks as they were, of which the long ones need not be
// counted.
func (l *learned) leaveOut(a *extract.Article, more int) []storage.BlockCount {
	blocks := blocksOf(a.Text)
	var dropped []string
	for _, b := range blocks {
		if l.knows(b, more) {
			dropped = append(dropped, b.Text)
		}
	}
	counted := slices.DeleteFunc(slices.Clone(blocks), isLong)
	if len(counted) == 0 {
		counted = blocks[:min(len(blocks), 1)] // the article itself counts
	}
	if len(dropped) == 0 || len(dropped) == len(blocks) {
		return counted
	}
	a.SetText(storage.WithoutBlocks(a.Text, dropped))
	a.Quality.Reasons = append(a.Quality.Reasons, "blocks that stand on most of the site's articles were left out")
	a.Provenance = withProvenance(a.Provenance, storage.Boilerplate, extract.Provenance{Source: "learned", Raw: strings.Join(dropped, storage.BlockBreak)})
	return counted
}

// Learned is what was learned of a site's boilerplate, for pages that are
// extracted anew. It doesn't change.
type Learned struct{ l learned }

// LoadLearned reads it from the store.
func LoadLearned(ctx context.Context, store Store, siteID string) (*Learned, error) {
	var out Learned
	return &out, out.l.load(ctx, store, siteID)
}

// LeaveOut takes out of an article of the store's what the site puts on most
// of them.
func (l *Learned) LeaveOut(a *extract.Article) { l.l.leaveOut(a, 0) }

// blocksOf are a text's blocks with their hashes.
func blocksOf(text string) []storage.BlockCount {
	var out []storage.BlockCount
	for b := range strings.SplitSeq(text, storage.BlockBreak) {
		if strings.TrimSpace(b) != "" {
			out = append(out, storage.BlockCount{Hash: hashFlat(b), Text: b})
		}
	}
	return out
}

// hashFlat is FNV-1a of a text with every run of white space as one space.
func hashFlat(s string) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	first := true
	for word := range strings.FieldsSeq(s) {
		if !first {
			h = (h ^ ' ') * prime
		}
		first = false
		for i := range len(word) {
			h = (h ^ uint64(word[i])) * prime
		}
	}
	return h
}

// dropLearned leaves out of an article what the site puts on most of them. The
// blocks as they were go with the visit, to be counted when it is saved.
func (r *siteRun) dropLearned(ctx context.Context, v *visiting) error {
	r.learned.mu.Lock()
	defer r.learned.mu.Unlock()
	if err := r.learned.load(ctx, r.store, r.site.ID); err != nil {
		return err
	}
	text := v.Article.Text
	v.Blocks = r.learned.leaveOut(v.Article, 1)
	if v.Article.Text != text {
		v.Print = fingerprint(v.Article)
	}
	return nil
}

// count counts a new article's blocks in, as the store did.
func (l *learned) count(blocks []storage.BlockCount, saved storage.Saved) {
	if !saved.New || len(blocks) == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.articles++
	counted := map[uint64]bool{}
	for _, b := range blocks {
		if !counted[b.Hash] {
			counted[b.Hash] = true
			l.pages[b.Hash]++
		}
	}
	l.shed()
}

// shed forgets the blocks that stood on the fewest articles when there are too
// many. One that is worth knowing stands on every second article, and loses the
// one count at most that it had just been given.
func (l *learned) shed() {
	if len(l.pages) <= mostLearned {
		return
	}
	for least := 1; len(l.pages) > mostLearned/2; least++ {
		maps.DeleteFunc(l.pages, func(_ uint64, pages int) bool { return pages <= least })
	}
}
