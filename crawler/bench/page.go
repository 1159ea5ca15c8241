package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"
)

// The commonest words stand several times, as often as texts have them.
var vocabulary = strings.Fields(`the the the the the of of of to to and and and in in that for is the of a a a
	harbour council bridge budget school river market teacher minister report winter train station hospital village engineer
	festival library museum police court farmer fisher island coast road tunnel tram bicycle garden factory worker union strike vote election mayor region
	county storm flood drought forest mountain valley border ferry captain island museum painter writer concert theatre stadium player coach season league
	said will would could after before during without between under over about against early late several many few new old large small local public private
	open closed long short high low first second third last next every other same different and the of to in for on with at by from as is was are were has had`)

func words(r *rand.Rand, n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = vocabulary[r.IntN(len(vocabulary))]
	}
	return strings.Join(out, " ")
}

func sentence(r *rand.Rand) string {
	s := words(r, 8+r.IntN(16))
	return strings.ToUpper(s[:1]) + s[1:] + ". "
}

// section is a front: its articles, and the next one.
func (x *site) section(w http.ResponseWriter, k int) {
	var b bytes.Buffer
	x.head(&b, fmt.Sprintf("Section %d", k), "")
	b.WriteString(`<main class="front"><h1>News of the coast</h1>`)
	for i := k * perSection; i < min(x.n, (k+1)*perSection); i++ {
		r := x.rand(i)
		fmt.Fprintf(&b, `<div class="teaser card-%d"><h2 class="teaser__title"><a href="%s">%s</a></h2><p class="teaser__text">%s</p></div>`+"\n", i%3, x.path(i), sentence(r), sentence(r))
	}
	if (k+1)*perSection < x.n {
		fmt.Fprintf(&b, `<nav class="pager"><a rel="next" href="/section/%d">Older news</a></nav>`, k+1)
	}
	b.WriteString(`</main>`)
	x.foot(&b)
	x.send(w, b.Bytes(), time.Time{})
}

// article is a page of 60 to 150 KB, or a small one without what surrounds its
// story.
func (x *site) article(w http.ResponseWriter, r *http.Request, k int) {
	rnd := x.rand(k)
	_ = words(rnd, 6) // of the path
	title := strings.TrimSuffix(sentence(rnd), ". ")
	at := x.published(k)
	tag := fmt.Sprintf(`"a%d"`, k)
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	var b bytes.Buffer
	b.Grow(152 << 10)
	x.head(&b, title, fmt.Sprintf(`<meta property="og:type" content="article"><meta property="og:title" content="%s"><meta property="article:published_time" content="%s"><link rel="canonical" href="%s%s">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"%s","datePublished":"%s","author":{"@type":"Person","name":"Ana Lind"}}</script>`,
		title, at.Format(time.RFC3339), x.base, x.path(k), title, at.Format(time.RFC3339)))
	fmt.Fprintf(&b, `<main><article class="story"><h1 class="story__title">%s</h1><p class="story__lead">%s</p><div class="byline">By <a rel="author" href="/author/ana-lind">Ana Lind</a> <time datetime="%s">%s</time></div><div class="story__body">`+"\n",
		title, sentence(rnd), at.Format(time.RFC3339), at.Format("2 January 2006"))
	paragraphs := 12 + rnd.IntN(20)
	if x.s.small {
		paragraphs = 4
	}
	for i := range paragraphs {
		b.WriteString("<p>")
		for range 2 + rnd.IntN(4) {
			b.WriteString(sentence(rnd))
		}
		fmt.Fprintf(&b, `<a href="%s">%s</a>.</p>`+"\n", x.path(rnd.IntN(x.n)), words(rnd, 3))
		if i%6 == 5 {
			fmt.Fprintf(&b, `<figure class="story__figure"><img src="/media/%d.jpg" width="800" height="450" alt=""><figcaption>%s</figcaption></figure>`, rnd.IntN(1e6), sentence(rnd))
		}
	}
	b.WriteString(`</div></article>`)
	x.surroundings(&b, rnd)
	x.foot(&b)
	x.send(w, b.Bytes(), at)
}

// What stands around a story, as on the pages of 60 to 150 KB of a hundred
// publishers: three tenths of the bytes are scripts and styles, and the rest has
// a tag each 90 bytes and a link each 500, most of them in cards of other
// stories.
const (
	scriptShare = 0.3
	footBytes   = 12 << 10
)

// surroundings fills the page up to its size: cards, and scripts among them.
func (x *site) surroundings(b *bytes.Buffer, rnd *rand.Rand) {
	size := 60<<10 + rnd.IntN(90<<10) - footBytes
	if x.s.small {
		size = b.Len() + 1<<10
	}
	scripts := int(scriptShare * float64(size))
	b.WriteString(`<aside class="related"><h3>More stories</h3>`)
	for b.Len() < size-scripts {
		b.Write(x.cards[rnd.IntN(len(x.cards))])
	}
	b.WriteString(`</aside></main>`)
	for b.Len() < size {
		fmt.Fprintf(b, "<script>%s</script>\n", x.scripts[:min(size-b.Len(), len(x.scripts))])
	}
}

// teased is how many stories have a card: those of the day and what is read
// most stand beside all others.
const teased = 400

// card is another story's teaser, image and headline linked each, with what its
// design, its image's sizes and those that count clicks put into it.
func (x *site) card(k int) []byte {
	rnd := x.rand(-1 - k)
	at, path, image := x.published(k), x.path(k), rnd.IntN(1e6)
	return fmt.Appendf(nil, `<div class="card card--horizontal card--with-image col-12 col-md-6" data-id="%d" data-module="teaser" data-options="{&quot;position&quot;:&quot;related&quot;,&quot;list&quot;:&quot;more-stories&quot;,&quot;experiment&quot;:&quot;none&quot;,&quot;ratio&quot;:&quot;3:2&quot;,&quot;bookmark&quot;:true}">`+
		`<a class="card__link" href="%s" data-track="click" data-track-position="related" data-track-id="news-%d" aria-hidden="true" tabindex="-1">`+
		`<img class="card__image lazyload" src="/media/t%d.jpg?w=300&amp;h=200" srcset="/media/t%d.jpg?w=300&amp;h=200 300w, /media/t%d.jpg?w=600&amp;h=400 600w, /media/t%d.jpg?w=900&amp;h=600 900w" sizes="(min-width: 768px) 300px, 100vw" width="300" height="200" loading="lazy" alt=""></a>`+
		`<span class="card__kicker label label--section">%s</span><h4 class="card__title headline headline--small"><a href="%s" data-track="click" data-track-position="related">%s</a></h4>`+
		`<time class="card__time" datetime="%s">%s</time></div>`+"\n",
		k, path, k, image, image, image, image, words(rnd, 1), path, sentence(rnd), at.Format(time.RFC3339), at.Format("2 January 2006"))
}

func (x *site) send(w http.ResponseWriter, page []byte, at time.Time) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if !at.IsZero() {
		w.Header().Set("Last-Modified", at.Format(http.TimeFormat))
	}
	_, _ = w.Write(page) // a client that goes away is none of the server's business
}

func (x *site) head(b *bytes.Buffer, title, more string) {
	fmt.Fprintf(b, `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>%s | The Coast %d</title><meta property="og:site_name" content="The Coast %d">%s`, title, x.i, x.i, more)
	b.Write(x.top)
}

func (x *site) foot(b *bytes.Buffer) { b.Write(x.bottom) }

// frame makes what all pages have at their top and bottom.
func (x *site) frame() {
	var b bytes.Buffer
	b.WriteString(`<style>`)
	for i := range 60 {
		fmt.Fprintf(&b, ".c%d{margin:%dpx;padding:%dpx;color:#%06x}", i, i, i*2, i*1000)
	}
	b.WriteString(`</style></head><body><header class="site"><nav class="menu"><ul>`)
	for i := range 25 {
		fmt.Fprintf(&b, `<li class="menu__item"><a href="/section/%d">%s</a></li>`, i%max(1, x.n/perSection), vocabulary[i])
	}
	b.WriteString(`</ul></nav></header>`)
	x.top = bytes.Clone(b.Bytes())
	b.Reset()
	b.WriteString(`<footer class="site"><div class="newsletter"><form><label>Get our newsletter</label><input type="email"><button>Sign up</button></form></div><ul>`)
	for i := range 40 {
		fmt.Fprintf(&b, `<li><a href="/about/%d">%s</a></li>`, i, vocabulary[len(vocabulary)-1-i])
	}
	b.WriteString(`</ul><p>© The Coast. All rights reserved.</p></footer></body></html>`)
	x.bottom = b.Bytes()
}
