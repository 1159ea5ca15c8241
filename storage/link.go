package storage

import "cmp"

// AfterVisit is what is known of a link once a visit to it is saved. Stores
// share it so that all of them remember alike.
func AfterVisit(old Known, v *Visit, saved Saved) Known {
	k := old
	if old.URL == "" { // first heard of by this visit
		k.Link = CleanLink(v.Link)
	}
	if v.Kind != "" && v.Kind != KindUnknown {
		k.Kind = v.Kind
	}
	if v.LastMod.After(k.LastMod) {
		k.LastMod = v.LastMod
	}
	k.State = cmp.Or(v.State, old.State, StatePending)
	k.Status, k.Outcome, k.Tries = v.Status, CleanText(v.Outcome), v.Tries
	k.FetchedAt, k.NextFetch = v.StartedAt, v.NextFetch
	k.ArticleID = cmp.Or(saved.ArticleID, old.ArticleID)
	rememberValidators(&k, v)
	switch {
	case v.Changed:
		k.Unchanged, k.ChangedAt = 0, v.StartedAt
	case v.Tries == 0: // a failed fetch says nothing about the page
		k.Unchanged++
	}
	return k
}

// rememberValidators keeps what a conditional request needs. A page served
// whole replaces all of it, even with nothing; a 304 or an error only adds.
func rememberValidators(k *Known, v *Visit) {
	whole := v.Status >= 200 && v.Status < 300
	if whole || v.ETag != "" {
		k.ETag = CleanText(v.ETag)
	}
	if whole || v.LastModified != "" {
		k.LastModified = CleanText(v.LastModified)
	}
	if v.BodyHash != "" {
		k.BodyHash = CleanText(v.BodyHash)
	}
}

// CleanLink is a link that a store can hold: no NUL, a kind that is set.
func CleanLink(l Link) Link {
	l.SiteID, l.URL = CleanText(l.SiteID), CleanText(l.URL)
	l.Source, l.Referrer = CleanText(l.Source), CleanText(l.Referrer)
	l.Kind = cmp.Or(LinkKind(CleanText(string(l.Kind))), KindUnknown)
	return l
}

// MergeLinks cleans links and makes one of those that name the same URL, in
// the order in which they came; links without a site or URL fall out.
func MergeLinks(links []Link) []Link {
	type key struct{ site, url string }
	at := make(map[key]int, len(links))
	out := make([]Link, 0, len(links))
	for _, l := range links {
		l = CleanLink(l)
		if l.SiteID == "" || l.URL == "" {
			continue
		}
		i, seen := at[key{l.SiteID, l.URL}]
		if !seen {
			at[key{l.SiteID, l.URL}] = len(out)
			out = append(out, l)
			continue
		}
		o := &out[i]
		if o.Kind == KindUnknown {
			o.Kind = l.Kind
		}
		if l.LastMod.After(o.LastMod) {
			o.LastMod = l.LastMod
		}
		o.Priority, o.Depth = max(o.Priority, l.Priority), min(o.Depth, l.Depth)
	}
	return out
}
