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
	x.head(&b, title, fmt.Sprintf(`<meta property="og:type" content="article"><meta property="og:title" content="%s"><meta property="article:published_time" content="%s"><link rel="canonical" href="%s%s">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"%s","datePublished":"%s","author":{"@type":"Person","name":"Ana Lind"}}</script>`,
		title, at.Format(time.RFC3339), x.base, x.path(k), title, at.Format(time.RFC3339)))
	fmt.Fprintf(&b, `<main><article class="story"><h1 class="story__title">%s</h1><p class="story__lead">%s</p><div class="byline">By <a rel="author" href="/author/ana-lind">Ana Lind</a> <time datetime="%s">%s</time></div><div class="story__body">`+"\n",
		title, sentence(rnd), at.Format(time.RFC3339), at.Format("2 January 2006"))
	paragraphs, related := 12+rnd.IntN(20), 30
	if x.s.small {
		paragraphs, related = 4, 3
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
	b.WriteString(`</div></article><aside class="related"><h3>More stories</h3>`)
	for range related {
		fmt.Fprintf(&b, `<div class="card"><a class="card__link" href="%s"><img src="/media/t%d.jpg" alt=""><span class="card__title">%s</span></a></div>`+"\n", x.path(rnd.IntN(x.n)), rnd.IntN(1e6), sentence(rnd))
	}
	b.WriteString(`</aside></main>`)
	for size := 60<<10 + rnd.IntN(90<<10) - b.Len() - 12<<10; size > 0 && !x.s.small; {
		part := x.scripts[:min(size, len(x.scripts))]
		fmt.Fprintf(&b, "<script>%s</script>\n", part)
		size -= len(part) + 1
	}
	x.foot(&b)
	x.send(w, b.Bytes(), at)
}

func (x *site) send(w http.ResponseWriter, page []byte, at time.Time) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if !at.IsZero() {
		w.Header().Set("Last-Modified", at.Format(http.TimeFormat))
	}
	_, _ = w.Write(page) // a client that goes away is none of the server's business
}

func (x *site) head(b *bytes.Buffer, title, more string) {
	fmt.Fprintf(b, `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>%s | The Coast %d</title><meta property="og:site_name" content="The Coast %d">%s<style>`, title, x.i, x.i, more)
	for i := range 60 {
		fmt.Fprintf(b, ".c%d{margin:%dpx;padding:%dpx;color:#%06x}", i, i, i*2, i*1000)
	}
	b.WriteString(`</style></head><body><header class="site"><nav class="menu"><ul>`)
	for i := range 25 {
		fmt.Fprintf(b, `<li class="menu__item"><a href="/section/%d">%s</a></li>`, i%max(1, x.n/perSection), vocabulary[i])
	}
	b.WriteString(`</ul></nav></header>`)
}

func (x *site) foot(b *bytes.Buffer) {
	b.WriteString(`<footer class="site"><div class="newsletter"><form><label>Get our newsletter</label><input type="email"><button>Sign up</button></form></div><ul>`)
	for i := range 40 {
		fmt.Fprintf(b, `<li><a href="/about/%d">%s</a></li>`, i, vocabulary[len(vocabulary)-1-i])
	}
	b.WriteString(`</ul><p>© The Coast. All rights reserved.</p></footer></body></html>`)
}
