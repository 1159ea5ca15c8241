package meta

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

// Dates that are of something else than the article: other stories, that stand
// below it and beside it with a link to each, and what the article is about, an
// event or a span of time.

// How a link to another story is told from one to an author or a section: it has
// so many words, or stands in a list, whose dates are several. The block around a
// date that may hold the link has so many levels and so much text, in bytes, and
// so many long texts stand between the headline and what is below the article.
const (
	storyWords  = 3
	storyLevels = 4
	storyBlock  = 300
	leastAbove  = 2
)

// withoutOthers takes the dates of other stories out.
func (c *dateCollector) withoutOthers() {
	words := make([]int, len(c.list))
	listed := map[Date]bool{}
	for i := range c.list {
		if words[i] = c.r.storyBeside(&c.list[i]); words[i] > 0 {
			d := c.list[i].date
			listed[Date{Year: d.Year, Month: d.Month, Day: d.Day}] = true
		}
	}
	kept := c.list[:0]
	for i := range c.list {
		if words[i] < storyWords && (words[i] == 0 || len(listed) < 2) {
			kept = append(kept, c.list[i])
		}
	}
	c.list = kept
}

// storyBeside is how many words the link to another story has beside a date; 0
// where there is none, or where the date stands where the article's own may be.
func (r *reader) storyBeside(c *dateCandidate) int {
	if c.spot == nil || c.says != saysNothing || bylineInside(c.raw) != "" || r.headline == nil || r.place(*c.spot)&placeAside == 0 && !r.belowArticle(c.spot) {
		return 0
	}
	n := c.spot.node
	for range storyLevels {
		if n == nil || within(r.headline.node, n) {
			return 0
		}
		if t, short := dom.TextWithin(n, storyBlock); !short || t == "" && n.Type == html.TextNode {
			return 0
		}
		if words := r.storyWords(n); words > 0 {
			return words
		}
		n = n.Parent
	}
	return 0
}

// belowArticle says whether a spot stands below the headline and several long
// texts.
func (r *reader) belowArticle(s *spot) bool {
	above := 0
	for _, at := range r.f.longTexts {
		if at >= r.headline.at && at < s.at {
			above++
		}
	}
	return above >= leastAbove
}

// storyWords is how many words the longest link in a block has, those to authors,
// tags and other sites aside.
func (r *reader) storyWords(block *html.Node) int {
	most := 0
	count := func(a *html.Node) {
		href := strings.TrimSpace(dom.Attr(a, "href"))
		if a.DataAtom != atom.A || href == "" || href[0] == '#' || dom.Attr(a, "rel") != "" && dom.Attr(a, "rel") != "bookmark" || strings.Contains(href, ":") && !strings.HasPrefix(href, "http") || authorPage(href) {
			return
		}
		most = max(most, wordsBeside(dom.ShortText(a, storyBlock)))
	}
	count(block)
	for n := range block.Descendants() {
		count(n)
	}
	return most
}

// eventNames are names of elements that print when an event is.
var eventNames = pattern.MustCompile(`(?i)event[-_]*(?:date|time|start|end|day|when|meta|info|schedule|detail)`)

// ofEvent says whether an element, or one close around it, is called the date of
// an event.
func ofEvent(n *html.Node) bool {
	for range 3 {
		if n == nil || n.DataAtom == atom.Body {
			return false
		}
		if names := dom.Attr(n, "class") + " " + dom.Attr(n, "id"); len(names) > 5 && eventNames.MatchString(names) {
			return true
		}
		n = n.Parent
	}
	return false
}

// noDateBefore says whether the label before a spot is that of another date than
// the article's: "When:", "Deadline:".
func noDateBefore(s spot) bool {
	t := textBefore(s)
	return strings.HasSuffix(t, ":") && saysNoDate(t)
}

// spans part the days on which something begins and ends.
var spans = []string{" – ", " — ", " - ", "–", " bis ", " to ", " until ", " through ", " al ", " au ", " до ", " ～ ", "～", " ~ "}

// span says whether a text is the first and the last day of something.
func (r *reader) span(text string) bool {
	for _, mark := range spans {
		from, to, ok := strings.Cut(text, mark)
		if !ok || !dateLike(from) || !dateLike(to) {
			continue
		}
		a, b := r.readDate(from), ParseDate(to, DateContext{Language: r.dc.Language, MonthFirst: r.dc.MonthFirst})
		if !a.IsZero() && !b.IsZero() && a.Time().Before(b.Time()) && !a.SameDay(b) {
			return true
		}
	}
	return false
}

// inSentence says whether a text goes on behind its first year as a sentence does:
// a dateline has a mark there.
func inSentence(text string) bool {
	at := strings.IndexFunc(text, func(r rune) bool { return digit(r) >= 0 })
	for at >= 0 && at < len(text) {
		end := at + strings.IndexFunc(text[at:]+" ", func(r rune) bool { return digit(r) < 0 })
		if end-at >= 4 {
			rest := strings.TrimLeft(text[end:], " \u00a0")
			return len(rest) < len(text)-end && strings.IndexFunc(rest, unicode.IsLower) == 0
		}
		next := strings.IndexFunc(text[end:], func(r rune) bool { return digit(r) >= 0 })
		if next < 0 {
			return false
		}
		at = end + next
	}
	return false
}
