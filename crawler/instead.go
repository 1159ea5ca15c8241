package crawler

import (
	"context"

	"copydesk/extract"
	"copydesk/storage"
)

// shown is a page that says little, and where it was met.
type shown struct {
	first   string // the address; "" for one that every run asks for
	several bool   // it was met under others too
}

// Bounds of what a run remembers of them, and of what it looks at again for
// their sake.
const (
	maxShown   = 2000
	maxInstead = 200
)

// noteInstead finds pages that show the same few words under several addresses:
// a site that is being mended, a wall, an error under 200. What they stand
// instead of may be an article, also where neither a feed nor the address says
// so, and is looked at again.
func (r *siteRun) noteInstead(ctx context.Context, v *visiting) error {
	isThin := v.Verdict == extract.TooShort || v.Outcome == "no_article"
	isFront := v.Source == "home" || v.Source == "config"
	if v.isArticle || !isFront && (!isThin || v.newLinks > 0) { // what leads on is a list, or a trap
		return nil
	}
	at := v.URL
	if isFront {
		at = ""
	}
	again, seen := r.show(v, at)
	if !isThin || isFront || v.known.ArticleID != "" {
		return nil
	}
	if v.instead = seen || v.known.Tries > 0; !v.instead || again == "" {
		return nil
	}
	return stored(r.store.SetLinkState(ctx, r.site.ID, []string{again}, storage.StatePending, samePage))
}

// samePage is the outcome of a page that is asked again because another address
// showed the same.
const samePage = "same_page"

// isStillInstead says whether the server has nothing newer than what was taken
// for something in another's place.
func (v *visiting) isStillInstead() bool {
	return v.Outcome == "unchanged" && v.Kind == storage.KindUnknown && (v.known.Tries > 0 || v.known.Outcome == samePage)
}

// show notes what a page says: whether another address said it before, and
// which of them is to be asked again, since nobody knew then.
func (r *siteRun) show(v *visiting, at string) (again string, seen bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, says := range [...]string{v.SHA256, v.says} {
		if says == "" {
			continue
		}
		s, ok := r.shown[says]
		if !ok {
			if len(r.shown) < maxShown {
				r.shown[says] = shown{first: at}
			}
			continue
		}
		if !s.several && s.first != at {
			s.several = true
			r.shown[says] = s
			again = s.first
		}
		seen = seen || s.several
	}
	if seen {
		r.insteads++
	}
	return again, seen && r.insteads <= maxInstead
}
