package crawler

import (
	"errors"
	"time"

	"copydesk/crawler/discover"
	"copydesk/crawler/fetch"
	"copydesk/extract"
	"copydesk/storage"
)

// settle decides what becomes of a link after its visit: its state, and when
// it is looked at again.
func (r *siteRun) settle(v *visiting) {
	now := r.opts.Now()
	if v.err != nil {
		v.Outcome, v.Reason = v.out.word, oneLine(v.err.Error())
		r.settleFailure(v, now)
		return
	}
	v.Tries = 0
	switch {
	case v.Kind == storage.KindFeed || v.Kind == storage.KindSitemap:
		v.State = storage.StateSettled // asked for as seeds, not from the frontier
		v.NextFetch = now.Add(recheckSitemap(&v.known, v.Changed, now))
	case v.Source == "home" || v.Source == "config":
		v.State = storage.StateSettled
	case v.isArticle || v.Outcome == "unchanged" && v.known.ArticleID != "":
		r.settleArticle(v, now)
	case v.tooOld:
		v.State = storage.StateSettled
	case v.known.ArticleID != "": // the article is there; this time the page showed less
		v.Changed = false
		r.settleArticle(v, now)
	case isWalled(v.Verdict):
		r.settleWalled(v, now)
	case v.isEmpty() && r.isOfEmpties(v.URL):
		v.State = storage.StateSettled
	case v.isPromised(), v.instead, v.isStillInstead():
		v.settlePromised(now)
	default:
		r.settleSection(v, now)
	}
}

func (r *siteRun) settleArticle(v *visiting, now time.Time) {
	at := v.FoundAt
	if v.isArticle {
		v.Kind = storage.KindArticle
		at = published(v.Article, &v.Link)
	} else if !v.LastMod.IsZero() {
		at = v.LastMod
	}
	if at.After(now) || at.IsZero() {
		at = now
	}
	wait, again := refetch(now.Sub(at), &v.known, v.Changed)
	v.State = storage.StateSettled
	if again && !v.isOnlyCopy() && !v.leads {
		v.State, v.NextFetch = storage.StatePending, now.Add(wait)
	}
}

// isWalled says whether a page showed something else in the place of what it
// has: it may show it another time.
func isWalled(verdict extract.Verdict) bool { return wallWords(verdict) != "" }

func (r *siteRun) settleWalled(v *visiting, now time.Time) {
	v.Tries = v.known.Tries + 1
	v.State, v.NextFetch = storage.StatePending, now.Add(24*time.Hour*time.Duration(v.Tries))
	if v.Tries > 3 {
		v.State = storage.StateSettled
	}
}

// settleSection looks again at pages that lead to links, but not at the later
// pages of a list, which only hold what is old.
func (r *siteRun) settleSection(v *visiting, now time.Time) {
	v.State = storage.StateSettled
	if v.Kind == storage.KindUnknown && v.Outcome != "unchanged" {
		if v.Verdict != extract.IndexPage && v.Outcome != "section" && v.Outcome != "page_index" && !v.fruit {
			return
		}
		v.Kind = storage.KindSection
	}
	if v.Kind != storage.KindSection || discover.PageNumber(v.URL) > 1 {
		return
	}
	v.Changed = v.fruit
	v.State, v.NextFetch = storage.StatePending, now.Add(recheckSection(&v.known, v.fruit))
}

// promisedWaits are the distances at which a page that should be an article,
// and is none, is looked at again.
var promisedWaits = [...]time.Duration{2 * time.Hour, 24 * time.Hour, 72 * time.Hour}

// isPromised says whether a page should be an article: it was one, or a feed
// or its address says so. Where it isn't there, or something else is, that may
// be for a while: feeds run ahead of their site, and sites that are being
// mended answer with a word of regret under 200, or send to their front page
// or a login. Sitemaps are full of what was long taken away.
func (v *visiting) isPromised() bool {
	return !v.isSeed() && (v.known.ArticleID != "" || v.Kind == storage.KindArticle && v.Source != "sitemap" && v.Source != "alias" && v.Outcome != "article_page")
}

func (v *visiting) settlePromised(now time.Time) {
	v.Tries = v.known.Tries + 1
	v.State = storage.StateSettled
	if v.Tries <= len(promisedWaits) {
		v.State, v.NextFetch = storage.StatePending, now.Add(promisedWaits[v.Tries-1])
	}
}

func (r *siteRun) settleFailure(v *visiting, now time.Time) {
	v.Tries = v.known.Tries + 1
	switch v.out.class {
	case retry:
		v.State, v.NextFetch = storage.StatePending, now.Add(backoff(v.Tries, v.out.after))
		r.mu.Lock()
		if v.Tries < triesPerRun && !v.out.down && !v.isSeed() {
			r.retries[v.URL] = v.NextFetch
		}
		r.mu.Unlock()
	case refused:
		v.State, v.NextFetch = storage.StatePending, now.Add(max(v.out.after, 24*time.Hour*time.Duration(v.Tries)))
		if v.Tries >= 5 || isFinal(v.err) {
			v.State = storage.StateDead
		}
	case later:
		v.State, v.NextFetch = storage.StatePending, now.Add(backoff(v.Tries+triesPerRun-1, v.out.after))
	default:
		v.State = storage.StateDead
		if v.isPromised() && v.Tries <= len(promisedWaits) {
			v.settlePromised(now)
		}
	}
	if v.out.class != refused && v.Tries >= triesAtAll {
		v.State = storage.StateDead
	}
	if v.isSeed() {
		v.State = storage.StateSettled // asked for again by every run
	}
}

// breeds says whether a page brought new links of its own pattern.
func (v *visiting) breeds() bool {
	own := discover.Pattern(v.URL)
	for i := range v.Links {
		if discover.Pattern(v.Links[i].URL) == own {
			return true
		}
	}
	return false
}

func (v *visiting) isSeed() bool {
	return v.Kind == storage.KindFeed || v.Kind == storage.KindSitemap || v.Source == "home" || v.Source == "config"
}

// isFinal says whether a refusal stays as long as the site's entry does.
func isFinal(err error) bool {
	var refuse *fetch.RefusedError
	return errors.As(err, &refuse) && (refuse.Rule == fetch.RuleScope || refuse.Rule == fetch.RuleURL || refuse.Rule == fetch.RuleScheme)
}

// learn takes from a visit what later links are judged by.
func (r *siteRun) learn(v *visiting, saved storage.Saved) {
	if v.err != nil || v.isSeed() || !v.first || v.instead || v.Outcome == "unchanged" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case v.isArticle && v.copyOf != "": // an article, but nobody need look for more of its kind
		r.learnIdle(v.FinalURL, v.copyOf)
		r.learnIdle(v.copyOf, v.FinalURL)
	case v.isArticle, v.tooOld:
		r.shapes.Learn(v.URL, true)
		r.learnIdle(v.FinalURL, r.mainAddress(v))
	case v.Verdict == extract.IndexPage, v.Verdict == extract.TooShort, v.Verdict == extract.Soft404, v.Outcome == "no_article", v.Outcome == "page_index":
		r.shapes.Learn(v.URL, false)
	}
	if v.Source != "link" || isWalled(v.Verdict) {
		return
	}
	// An article is fruit once in a run, also when another site brought it first.
	fruit := v.fruit || v.tooOld || v.isArticle && v.copyOf == "" && r.ids.add(saved.ArticleID)
	if !fruit && v.isArticle && len(withoutIn(v.FinalURL, r.mainAddress(v))) > 0 { // no new article, and no trap
		return
	}
	list := v.Verdict == extract.IndexPage || v.Outcome == "section" || v.Outcome == "page_index"
	seen := discover.Seen{Fruit: fruit, Breeds: v.breeds(), List: list, ArticleID: saved.ArticleID}
	r.countVisit(v.URL, seen)
}

// countVisit counts what a page brought for or against its pattern. Called with
// r.mu held.
func (r *siteRun) countVisit(u string, seen discover.Seen) {
	switch p := r.traps.Visited(u, seen, r.opts.Now()); {
	case p.Pattern == "":
	case p.List:
		r.lists = append(r.lists, p)
	default:
		r.sum.note("put aside as a trap: %s (%s)", p.Pattern, u)
	}
}
