package cluster

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"sync"
)

// What a newspaper's article is like: words of text, and bytes of markup
// around them, of which the half is scripts.
const (
	pageWords  = 500
	pageMarkup = 60 << 10
)

// vocabulary is words that aren't any, so that articles share them and nothing
// longer. Some come up far more often than others, as words do.
var vocabulary = sync.OnceValue(func() []string {
	r := rand.New(rand.NewPCG(1, 2))
	words := make([]string, 8000)
	for i := range words {
		var b strings.Builder
		for range 1 + r.IntN(4) {
			b.WriteByte("bcdfghjklmnprstvw"[r.IntN(17)])
			b.WriteByte("aeiou"[r.IntN(5)])
		}
		words[i] = b.String() + []string{"n", "r", "s", "", "t"}[r.IntN(5)]
	}
	return words
})

// newspaperPage is an article that no other page is like. The same one is the
// same each time.
func newspaperPage(host string, n int) string {
	h := fnv.New64a()
	fmt.Fprint(h, host, n)
	r := rand.New(rand.NewPCG(h.Sum64(), 0))
	var b strings.Builder
	title := sentence(r, 9)
	fmt.Fprintf(&b, `<!doctype html><html lang="en"><head><title>%s</title><meta property="og:type" content="article">`+
		`<meta property="article:published_time" content="2026-03-01T08:00:00Z"><meta name="author" content="Ann Ash">`, title)
	for i := range 8 {
		fmt.Fprintf(&b, "<script>window.settings%d=%q</script>", i, strings.Repeat("{slot:17,size:[300,250],lazy:true},", pageMarkup/2/8/35))
	}
	b.WriteString("</head><body><header><nav><ul>")
	furniture(&b, r, 60)
	fmt.Fprintf(&b, `</ul></nav></header><main><article class="article article--news"><h1 class="article__title">%s</h1>`, title)
	for words := 0; words < pageWords; {
		k := 30 + r.IntN(40)
		fmt.Fprintf(&b, "<p class=\"article__text\">%s %s</p>\n", sentence(r, k/2), sentence(r, k/2))
		words += k
	}
	b.WriteString(`</article></main><aside><ul class="teasers">`)
	furniture(&b, r, 60)
	b.WriteString(`</ul></aside></body></html>`)
	return b.String()
}

// furniture is links with pictures, n of them, to other sites: they are no work
// to the crawl.
func furniture(b *strings.Builder, r *rand.Rand, n int) {
	for i := range n {
		fmt.Fprintf(b, `<li class="teaser teaser--small" data-position="%d"><a class="teaser__link" href="https://else.example/%d" data-track="teaser-%d">`+
			`<img class="teaser__image" src="https://else.example/i/%d.webp" width="120" height="80" loading="lazy" alt="">%s</a></li>`, i, r.IntN(1e9), i, i, sentence(r, 5))
	}
}

func sentence(r *rand.Rand, words int) string {
	list, all := make([]string, words), vocabulary()
	for i := range list {
		x := r.Float64()
		list[i] = all[int(x*x*x*float64(len(all)))]
	}
	s := strings.Join(list, " ")
	return strings.ToUpper(s[:1]) + s[1:] + "."
}
