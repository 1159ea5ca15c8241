package meta

import (
	"strings"

	"copydesk/extract/dom"
)

// language reads what the page declares.
func (r *reader) language() {
	cands := []Value{}
	add := func(v, source string) {
		v = strings.TrimSpace(strings.ReplaceAll(v, "_", "-"))
		if i := strings.IndexAny(v, ",; "); i > 0 {
			v = v[:i]
		}
		if len(v) >= 2 && len(v) <= 12 && base(v) != "und" {
			cands = append(cands, Value{canonicalTag(v), source, v})
		}
	}
	add(r.f.lang, "html:lang")
	if r.node != nil {
		add(r.ld.str(r.node["inLanguage"]), r.nodeSource("inLanguage"))
	}
	for _, n := range []string{"og:locale", "content-language", "language", "dc.language", "dcterms.language"} {
		v, _ := r.meta(n)
		add(v, "meta:"+n)
	}
	if len(cands) > 0 {
		r.out.Language = cands[0]
		for _, c := range cands[1:] { // a region, where the first has none
			if base(c.Text) == cands[0].Text && strings.Contains(c.Text, "-") && c.Source != "meta:og:locale" {
				r.out.Language = c
				break
			}
		}
	}
}

// canonicalTag gives a language tag its usual case.
func canonicalTag(s string) string {
	parts := strings.Split(s, "-")
	for i, p := range parts {
		switch {
		case i == 0:
			parts[i] = strings.ToLower(p)
		case len(p) == 2:
			parts[i] = strings.ToUpper(p)
		case len(p) == 4:
			parts[i] = strings.ToUpper(p[:1]) + strings.ToLower(p[1:])
		}
	}
	return strings.Join(parts, "-")
}

// rest reads what needs no ranking: summary, section, tags, canonical URL …
func (r *reader) rest() {
	o := r.out
	if v, n := r.meta("og:description", "description", "twitter:description", "dc.description", "sailthru.description", "dcterms.description"); v != "" {
		o.Summary = Value{v, "meta:" + n, v}
	}
	if r.node != nil {
		if v := r.ld.str(r.node["description"]); v != "" && o.Summary.Text == "" {
			o.Summary = Value{v, r.nodeSource("description"), v}
		}
		if v, ok := r.node["articleBody"].(string); ok {
			o.JSONBody = v
		}
	}
	if o.Summary.Text == "" {
		if n := r.medium(); n != nil {
			if v := r.ld.str(n["description"]); v != "" {
				o.Summary = Value{v, "json_ld:" + types(n)[0] + ".description", v}
			}
		}
	}
	r.subtitle()
	r.section()
	r.tags()
	r.guessedSite()
	r.canonical()
	r.licence()
	for _, l := range r.f.links {
		if l.rel == "next" && l.href != "" {
			o.NextPage = r.absolute(l.href)
		}
	}
}

func (r *reader) absolute(href string) string {
	if r.opt.URL == nil {
		return ""
	}
	u, err := r.opt.URL.Parse(strings.TrimSpace(href))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	u.Fragment = ""
	u.User = nil
	return u.String()
}

// canonical believes the page's own address if it is on the same site and
// not its front page.
func (r *reader) canonical() {
	for _, l := range r.f.links {
		if l.rel == "canonical" && r.believe(l.href, "link:canonical") {
			return
		}
	}
	if v, _ := r.meta("og:url"); v != "" {
		r.believe(v, "meta:og:url")
	}
}

func (r *reader) believe(href, source string) bool {
	abs := r.absolute(href)
	if abs == "" {
		return false
	}
	u, err := r.opt.URL.Parse(abs)
	if err != nil || strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && strings.Trim(r.opt.URL.Path, "/") != "" {
		return false
	}
	if !sameSite(u.Hostname(), r.opt.URL.Hostname()) && len(strings.Split(strings.Trim(u.Path, "/"), "/")) < 1 {
		return false
	}
	r.out.Canonical = Value{abs, source, href}
	return true
}

func sameSite(a, b string) bool {
	return a == b || strings.HasSuffix(a, "."+longTail(b)) || longTail(a) == longTail(b)
}

// longTail is a host's last two labels.
func longTail(h string) string {
	parts := strings.Split(h, ".")
	if len(parts) <= 2 {
		return h
	}
	return strings.Join(parts[len(parts)-2:], ".")
}

func (r *reader) licence() {
	if r.node != nil {
		if v := r.ld.str(r.node["license"]); v != "" {
			r.out.License = Value{v, r.nodeSource("license"), v}
		}
		switch v := r.node["isAccessibleForFree"].(type) {
		case bool:
			r.out.Free = &v
		case string:
			if l := strings.ToLower(strings.TrimSpace(v)); strings.HasSuffix(l, "true") || strings.HasSuffix(l, "false") {
				b := strings.HasSuffix(l, "true")
				r.out.Free = &b
			}
		}
	}
	for _, l := range r.f.links {
		if l.rel == "license" && r.out.License.Text == "" {
			r.out.License = Value{r.absolute(l.href), "link:license", l.href}
		}
	}
	if v, _ := r.meta("article:content_tier"); v != "" && r.out.Free == nil {
		switch strings.ToLower(v) {
		case "locked", "metered":
			b := false
			r.out.Free = &b
		case "free":
			b := true
			r.out.Free = &b
		}
	}
}

// medium is the video or the gallery of a page that has no article's node: the one
// that its JSON-LD describes, where the page says that it is a video, or is called
// like it.
func (r *reader) medium() ldNode {
	if r.declared != nil {
		return nil
	}
	var medium ldNode
	for _, n := range r.ld.nodes {
		if !isType(n, "VideoObject", "ImageGallery", "MediaGallery") {
			continue
		}
		if medium != nil {
			return nil
		}
		medium = n
	}
	og, _ := r.meta("og:type")
	if medium == nil || !strings.HasPrefix(og, "video") && similar(r.ld.str(medium["name"]), r.out.Title.Text) < 0.5 {
		return nil
	}
	return medium
}

// signals notes what tells kinds of page apart.
func (r *reader) signals() {
	s := &r.out.Signals
	s.ArticleNode = r.declared != nil && !isType(r.declared, "CreativeWork")
	if r.node != nil {
		r.out.Types = types(r.node)
		s.LiveBlog = isType(r.node, "LiveBlogPosting")
	}
	for _, n := range r.ld.nodes {
		switch {
		case isType(n, "LiveBlogPosting"):
			s.LiveBlog = true
		case isType(n, "CollectionPage", "SearchResultsPage", "ProfilePage"):
			s.IndexNode = true
		case isType(n, "ImageGallery", "MediaGallery"):
			s.Gallery = true
		case isType(n, "VideoObject"):
			s.Video = true
		case isType(n, "Product", "ProductGroup", "JobPosting", "Event", "MusicEvent", "TheaterEvent", "SportsEvent", "BusinessEvent", "EducationEvent", "ExhibitionEvent"):
			s.Thing = types(n)[0]
		}
	}
	if r.f.products == 1 && s.Thing == "" {
		s.Thing = "Product"
	}
	s.OGType, _ = r.meta("og:type")
	s.Passwords = r.f.passwords
	s.ScriptBytes = r.f.scriptLen + r.opt.Code
	s.Scripted = r.f.linkedScripts
	s.Videos = r.f.videos + r.f.iframes
	s.State = r.f.state
	for _, h := range r.f.headings {
		if t := dom.Text(h.node); t != "" && len(s.Headings) < 5 {
			s.Headings = append(s.Headings, t)
		}
	}
	s.HasH1 = len(s.Headings) > 0
	if v, _ := r.meta("robots"); strings.Contains(strings.ToLower(v), "noindex") {
		s.NoIndex = true
	}
}
