package crawler

import (
	"context"
	"slices"
	"strings"
	"time"

	"copydesk/crawler/discover"
	"copydesk/crawler/urlnorm"
	"copydesk/extract"
	"copydesk/extract/meta"
	"copydesk/storage"
)

// said is what a feed or a news sitemap says of an article that has not come
// yet, for the case that its page doesn't say it. It waits for the page as its
// link does, from run to run: by then the feed may have forgotten it.
type said struct {
	Date    string   `json:"date,omitempty"` // as articles have it
	DateRaw string   `json:"date_raw,omitempty"`
	Authors []string `json:"authors,omitempty"`
	Byline  string   `json:"byline,omitempty"` // as it stands in the feed
	Source  string   `json:"source"`           // for the provenance
}

// mostSaid bounds what is kept of a site; the oldest gives way.
const mostSaid = 1000

// noteSaid keeps what entries say of those links that were never asked for.
func (r *siteRun) noteSaid(base *urlnorm.Base, v *visiting, entries []discover.Entry, links []storage.Link, known map[string]storage.Known) {
	if !slices.ContainsFunc(entries, func(e discover.Entry) bool { return e.Date != "" || e.Author != "" }) {
		return
	}
	wait := map[string]bool{}
	for i := range links {
		if k, ok := known[links[i].URL]; !ok || k.FetchedAt.IsZero() {
			wait[links[i].URL] = true
		}
	}
	title, language, source := "", "", storage.ByNewsSitemap+v.URL
	if v.feed != nil {
		title, language, source = v.feed.Title, v.feed.Language, storage.ByFeed+v.URL
	}
	dates := r.datesOf(entries, language)
	for i := range entries {
		u, err := r.norm.Resolve(base, entries[i].URL)
		if err != nil || !wait[u] {
			continue
		}
		s := said{Date: dates[i], Source: source, Authors: authorsOf(entries[i].Author, title)}
		if s.Date != "" {
			s.DateRaw = clipped(entries[i].Date)
		}
		if len(s.Authors) > 0 {
			s.Byline = clipped(entries[i].Author)
		}
		if s.Date != "" || len(s.Authors) > 0 {
			r.keepSaid(urlnorm.Key(u), s)
		}
	}
}

// clipped bounds what is kept of a value as it stands in a feed.
func clipped(s string) string {
	const most = 200
	if r := []rune(oneLine(s)); len(r) > most {
		return string(r[:most])
	}
	return oneLine(s)
}

// datesOf are the dates of a feed's entries, as articles have them; "" for one
// that lies in the future. Where all entries have one and the same moment, it is
// that of the feed, and none of theirs.
func (r *siteRun) datesOf(entries []discover.Entry, language string) []string {
	now := r.opts.Now()
	out := make([]string, len(entries))
	var first, last time.Time
	n := 0
	for i := range entries {
		d := meta.ParseDate(entries[i].Date, meta.DateContext{Language: language, Location: r.site.Timezone, Now: now})
		if d.IsZero() {
			continue
		}
		at := d.Time()
		if n++; n == 1 || at.Before(first) {
			first = at
		}
		if n == 1 || at.After(last) {
			last = at
		}
		if !isUnborn(d, now) {
			out[i] = d.String()
		}
	}
	if n > 1 && last.Sub(first) < time.Minute {
		clear(out)
	}
	return out
}

// isUnborn says whether a date lies in the future, and a day wherever on earth
// it is meant.
func isUnborn(d meta.Date, now time.Time) bool {
	if d.HasTime && d.HasOffset {
		return d.Time().After(now)
	}
	return storage.IsAhead(time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC), now)
}

// authorsOf are the people that an entry names: neither the site nor whoever
// looks after its program.
func authorsOf(byline, title string) []string {
	if _, name, ok := strings.Cut(byline, "("); ok && strings.Contains(byline, "@") { // RSS: ann@a.example (Ann Ash)
		byline, _, _ = strings.Cut(name, ")")
	}
	if strings.EqualFold(strings.TrimSpace(byline), strings.TrimSpace(title)) {
		return nil
	}
	return slices.DeleteFunc(meta.Names(byline, title), func(name string) bool {
		return strings.EqualFold(name, title) || !strings.ContainsAny(name, " ・·") && isLatin(name)
	})
}

// isLatin says whether a word is written in letters that have a surname beside
// the first name: one alone, as "admin", is a user of the site's program.
func isLatin(word string) bool {
	return strings.IndexFunc(word, func(r rune) bool { return r >= 0x2e80 }) < 0
}

// keepSaid keeps what is said of a link until its page comes.
func (r *siteRun) keepSaid(key string, s said) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.found.Said == nil {
		r.found.Said = map[string]said{}
	}
	if _, known := r.found.Said[key]; !known && len(r.found.Said) >= mostSaid {
		oldest := ""
		for k := range r.found.Said {
			if oldest == "" || r.found.Said[k].Date < r.found.Said[oldest].Date {
				oldest = k
			}
		}
		delete(r.found.Said, oldest)
	}
	r.found.Said[key] = s
	r.saidAny = true
}

// saveSaid puts down what feeds said in this run before their articles are asked
// for: a run that is killed has their answers already, and won't be told again.
func (r *siteRun) saveSaid(ctx context.Context) error {
	r.mu.Lock()
	st, isNew := r.state, r.saidAny
	r.saidAny = false
	st.Discovery = r.found.json()
	r.mu.Unlock()
	if !isNew {
		return nil
	}
	return stored(r.store.SaveSiteState(ctx, st))
}

// saidKeys are the keys under which something may have been said of a page.
func saidKeys(v *visiting) []string {
	keys := []string{urlnorm.Key(v.URL), urlnorm.Key(v.FinalURL)}
	for _, u := range v.Aliases {
		keys = append(keys, urlnorm.Key(u))
	}
	return keys
}

// fillSaid gives an article the date and the authors that its page doesn't say
// and its feed does.
func (r *siteRun) fillSaid(v *visiting) {
	a := v.Article
	if a.DatePublished != "" && len(a.Authors) > 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, key := range saidKeys(v) {
		s, ok := r.found.Said[key]
		if !ok {
			continue
		}
		if a.DatePublished == "" && s.Date != "" && (a.DateModified == "" || s.Date[:len(time.DateOnly)] <= a.DateModified[:min(len(a.DateModified), len(time.DateOnly))]) {
			a.DatePublished = s.Date
			storage.SetSource(a, "date_published", extract.Provenance{Source: s.Source, Raw: s.DateRaw})
		}
		if len(a.Authors) == 0 && len(s.Authors) > 0 && !slices.ContainsFunc(s.Authors, func(name string) bool { return strings.EqualFold(name, a.SiteName) }) {
			a.Authors = slices.Clone(s.Authors)
			storage.SetSource(a, "authors", extract.Provenance{Source: s.Source, Raw: s.Byline})
		}
	}
}

// forgetSaid drops what was said of a page that has come, or won't.
func (r *siteRun) forgetSaid(v *visiting) {
	if !v.isArticle && v.State == storage.StatePending {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.found.Said) == 0 {
		return
	}
	for _, key := range saidKeys(v) {
		delete(r.found.Said, key)
	}
}
