package meta

import (
	"strings"
	"sync"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
	"copydesk/extract/pattern"
)

// Live blogs and tickers whose JSON-LD doesn't say that they are one: a page
// that calls itself live, or whose entries are called so, and has several
// entries of one kind, each with its time.

// liveWords are what such a page calls itself.
var liveWords = pattern.InSmall(`live[- ]?(?:blog|ticker|updates?|coverage|feed)|\bticker\b|news-?(?:blog|ticker)|\ben (?:vivo|directo?)\b|\bao (?:vivo|minuto)\b|minuto a minuto|minute par minute|\b(?:in )?diretta\b|na żywo|relacja live|\bcanlı\b|прямой эфир|трансляц|наживо|بث مباشر|لحظة بلحظة|لحظه به لحظه|लाइव|مباشر|زنده|שידור חי|直播|ライブ中継|実況|생중계|trực tiếp|\blive\b|suorana|\bdirektesendung|élő közvetítés`)

// liveParts are what liveWords needs one of; the first are parts of the names
// of a live blog's entries too.
var liveParts = sync.OnceValue(func() *dom.Finder {
	return dom.NewFinder([]string{"live", "ticker"}, []string{"blog", "vivo", "direct", "ao ", "minut", "diretta", "canl", "эфир", "трансл", "наживо", "بث", "لحظة", "لحظه", "लाइव", "مباشر", "زند", "żywo", "שידור", "直播", "ライブ", "実況", "생중계", "trực", "suorana", "direkte", "közvet"})
})

// How many entries a live blog has at least, and how much text, in characters, there
// is from one to the next.
const (
	leastEntries   = 4
	entryText      = 50
	maxEntryTimes  = 80
	maxEntryLevels = 5
)

// live finds the entries of a live blog, and takes its day from the first of
// them where nothing tells machines another.
func (r *reader) live() {
	if r.headline == nil || len(r.f.times)+len(r.f.dated) < leastEntries {
		return
	}
	entries := r.entries(r.calledLive())
	if len(entries) < leastEntries {
		return
	}
	r.out.Signals.LiveBlog = true
	from, to := Date{}, Date{}
	for _, s := range entries {
		d := r.readDate(spotDate(s))
		if d.IsZero() {
			continue
		}
		if from.IsZero() || d.Time().Before(from.Time()) {
			from = d
		}
		if to.IsZero() || d.Time().After(to.Time()) {
			to = d
		}
	}
	if from.IsZero() || strings.HasPrefix(r.out.PubFrom.Source, "json_ld") || strings.HasPrefix(r.out.PubFrom.Source, "meta") || strings.HasPrefix(r.out.PubFrom.Source, "microdata") {
		return
	}
	r.out.Published, r.out.PubFrom = from, Value{from.String(), "css:time", from.String()}
	if r.out.Modified.IsZero() && to != from {
		r.out.Modified, r.out.ModFrom = to, Value{to.String(), "css:time", to.String()}
	}
}

// calledLive says whether the page calls itself live, in its title, its headline
// or its address.
func (r *reader) calledLive() bool {
	said := r.out.Title.Text + " " + dom.Text(r.headline.node)
	if r.opt.URL != nil {
		said += " " + r.opt.URL.Path
	}
	return liveParts().Find(said) != 0 && liveWords.MatchString(strings.ToLower(said))
}

// clock is a text that is the time of day, a word beside it at most.
var clock = pattern.MustCompile(`^\D{0,8}\d{1,2}\s?[:.hH]\s?\d\d(?:\D{0,6}|\W.*\d)$`)

// entries are the times that stand in elements of one kind below the headline,
// one in each, and far enough from each other that there is text between. On a
// page that doesn't call itself live, the elements must be called so.
func (r *reader) entries(live bool) []spot {
	kinds := map[string][]spot{}
	order := []string{}
	had := map[*html.Node]bool{}
	looked := 0
	for _, list := range [][]spot{r.f.times, r.f.dated} {
		for _, s := range list {
			if s.at < r.headline.at || r.place(s)&(placeComment|placeRelated|placeAside|placeNav|placeFooter) != 0 {
				continue
			}
			if s.node.DataAtom != atom.Time && (!live || !clock.MatchString(dom.ShortText(s.node, 40))) {
				continue
			}
			if looked++; looked > maxEntryTimes {
				break
			}
			for p, up := s.node.Parent, 0; p != nil && up < maxEntryLevels; p, up = p.Parent, up+1 {
				class := dom.Attr(p, "class")
				if class == "" || !live && !namedLive(class) || had[p] {
					continue
				}
				had[p] = true
				key := p.Data + " " + firstClass(class)
				if kinds[key] == nil {
					order = append(order, key)
				}
				kinds[key] = append(kinds[key], s)
			}
		}
	}
	for _, key := range order {
		spots := kinds[key]
		if n := len(spots); n >= leastEntries && abs(spots[n-1].at-spots[0].at) >= entryText*(n-1) {
			return spots
		}
	}
	return nil
}

func namedLive(names string) bool { return liveParts().Find(names)&1 != 0 }

func abs(n int) int { return max(n, -n) }
