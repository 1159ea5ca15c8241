package crawler

import (
	"slices"
	"strings"

	"copydesk/crawler/discover"
	"copydesk/crawler/urlnorm"
)

// Some sites put into their links where the reader comes from, or how large the
// letters are, under names that mean something elsewhere. That such a parameter
// chooses nothing shows when articles say that their address is the one without
// it, or are found there as well. From then on links are taken without it.

// Bounds of what is learned: a parameter's evidence, and how many are kept.
const (
	idleEvidence  = 2 // articles
	mostIdle      = 200
	mostIdleGuess = 2000
)

// learnIdle notes what an article's main address lacks of the address that led
// to it. Called with r.mu held.
func (r *siteRun) learnIdle(own, main string) {
	for _, name := range withoutIn(own, main) {
		key := idleKey(own, name)
		if r.norm.Keeps(name) || slices.Contains(r.found.Idle, key) || len(r.found.Idle) >= mostIdle {
			continue
		}
		if len(r.idleSeen) >= mostIdleGuess {
			clear(r.idleSeen)
		}
		if !slices.Contains(r.idleSeen[key], main) {
			r.idleSeen[key] = append(r.idleSeen[key], main)
		}
		if len(r.idleSeen[key]) >= idleEvidence {
			r.found.Idle = append(r.found.Idle, key)
		}
	}
}

// mainAddress is the address that an article says it has, or at which it was met
// before; "" for none.
func (r *siteRun) mainAddress(v *visiting) string {
	if v.copyOf != "" {
		return v.copyOf
	}
	if v.Article == nil || v.Article.CanonicalURL == "" {
		return ""
	}
	u, err := r.norm.URL(v.Article.CanonicalURL)
	if err != nil {
		return ""
	}
	return u
}

// idleKey is where a parameter of a URL chooses nothing: on the whole host where
// its name is one for the reader's way, else under addresses of one form alone,
// as it may choose the content of others.
func idleKey(u, name string) string {
	path, _, _ := strings.Cut(u, "?")
	if urlnorm.NamesSource(name) {
		return hostKey(u) + " " + name
	}
	return discover.Form(path) + " " + name
}

// withoutIn are the parameters of an address that another one of the same page
// lacks, none when they differ in more. The number of a page is not among them:
// sites name an article's first page as the main address of all.
func withoutIn(u, plain string) []string {
	path, query, has := strings.Cut(u, "?")
	plainPath, plainQuery, _ := strings.Cut(plain, "?")
	if !has || path != plainPath || isFront(path) {
		return nil
	}
	var names []string
	rest := strings.Split(plainQuery, "&")
	for pair := range strings.SplitSeq(query, "&") {
		if i := slices.Index(rest, pair); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
			continue
		}
		name, _, _ := strings.Cut(pair, "=")
		if discover.PageNumber(path+"?"+pair) > 0 {
			return nil
		}
		names = append(names, name)
	}
	if len(rest) > 1 || len(rest) == 1 && rest[0] != "" {
		return nil
	}
	return names
}

// plainForm is an address without the parameters that choose nothing. Called
// with r.mu held.
func (r *siteRun) plainForm(u string) string {
	path, query, has := strings.Cut(u, "?")
	if !has || len(r.found.Idle) == 0 {
		return u
	}
	kept := slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return slices.Contains(r.found.Idle, idleKey(u, name))
	})
	if len(kept) == 0 {
		return path
	}
	return path + "?" + strings.Join(kept, "&")
}
