package crawler

import (
	"slices"
	"strings"

	"copydesk/crawler/discover"
	"copydesk/extract"
	"copydesk/storage"
)

// translations are the addresses that a page gives for its article in other
// languages, wherever they are. A front page is no article's translation:
// some sites name it where there is none.
func (r *siteRun) translations(v *visiting, a *extract.Article, links *discover.Links) []storage.Translation {
	base, err := r.norm.Base(v.resp.FinalURL)
	if err != nil {
		return nil
	}
	own := []string{v.URL, v.FinalURL, a.URL, a.CanonicalURL}
	var out []storage.Translation
	for _, alt := range links.Translations {
		u, err := r.norm.Resolve(base, alt.Href)
		if err != nil || strings.EqualFold(alt.Lang, "x-default") || slices.Contains(own, u) || isFront(u) || len(out) >= storage.MaxTranslations {
			continue
		}
		if !slices.ContainsFunc(out, func(t storage.Translation) bool { return t.URL == u }) {
			out = append(out, storage.Translation{Language: alt.Lang, URL: u})
		}
	}
	return out
}
