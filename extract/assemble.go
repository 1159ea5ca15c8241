package extract

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/body"
	"copydesk/extract/dom"
	"copydesk/extract/meta"
	"copydesk/extract/pattern"
)

// Version stamps what this extraction makes; it changes when its results may.
const Version = "1"

// tool is the program's name in Article.Extraction.
const tool = "copydesk"

// assemble puts an article together.
func (d *Document) assemble(f *meta.Fields, b *body.Body, rules *Rules) *Article {
	a := d.blank(rules)
	a.Title = f.Title.Text
	a.Subtitle = f.Subtitle.Text
	a.Summary = f.Summary.Text
	a.Authors = f.Authors
	a.Byline = f.Byline.Text
	a.DatePublished = f.Published.String()
	a.DateModified = f.Modified.String()
	a.Section = f.Section.Text
	a.Tags = f.Tags
	a.SiteName = f.SiteName.Text
	a.License = f.License.Text
	a.IsAccessibleForFree = f.Free
	if f.Canonical.Text != "" {
		a.CanonicalURL = f.Canonical.Text
	}
	if f.Image != nil {
		a.Image = &Image{f.Image.URL, f.Image.Alt, f.Image.Caption, f.Image.Credit}
	}
	d.provenance(a, f)
	d.fillBody(a, b)
	if rules == nil || len(rules.fields["body"]) == 0 {
		d.secondOpinion(a, f, b)
	}
	d.standfirst(a, b)
	d.override(a, rules)
	d.finish(a, f.Language)
	d.dayFirst(a, f)
	d.judge(a, f, b)
	return a
}

// standfirst takes for the subtitle what stands between headline and text, where
// the page names none.
func (d *Document) standfirst(a *Article, b *body.Body) {
	if a.Subtitle != "" || d.replaced {
		return
	}
	t := b.Standfirst()
	if t == "" || meta.HasDate(t) || body.FormLine(t) || strings.Contains(a.Byline, t) || a.Byline != "" && strings.Contains(t, a.Byline) || slices.ContainsFunc(a.Authors, func(name string) bool { return strings.Contains(t, name) }) {
		return
	}
	a.Subtitle = t
	a.Provenance["subtitle"] = Provenance{Source: "text:below the headline", Raw: t}
}

// blank is an article with what is known of the page before reading it.
func (d *Document) blank(rules *Rules) *Article {
	p := d.page
	a := &Article{SchemaVersion: SchemaVersion, URL: p.URL, RequestedURL: p.RequestedURL, SiteID: p.SiteID, Provenance: map[string]Provenance{}}
	if a.RequestedURL == "" {
		a.RequestedURL = p.URL
	}
	if u, err := url.Parse(p.URL); err == nil {
		a.Host = u.Hostname()
	}
	if !p.FetchedAt.IsZero() {
		a.DateFetched = p.FetchedAt.UTC().Format(time.RFC3339)
		a.DateFirstSeen = a.DateFetched
	}
	digest := p.SHA256
	if digest == "" {
		sum := sha256.Sum256(p.Body)
		digest = hex.EncodeToString(sum[:])
	}
	a.Extraction = Extraction{Tool: tool, Version: Version, HTMLSHA256: digest, At: a.DateFetched}
	if rules != nil {
		a.Extraction.Rules = rules.print
	}
	return a
}

// maxRaw bounds what provenance quotes, in characters.
const maxRaw = 300

func (d *Document) provenance(a *Article, f *meta.Fields) {
	note := func(field string, v meta.Value, has bool) {
		if has && v.Source != "" {
			a.Provenance[field] = Provenance{Source: v.Source, Raw: cut(v.Raw, maxRaw)}
		}
	}
	note("title", f.Title, f.Title.Text != "")
	note("subtitle", f.Subtitle, true)
	note("summary", f.Summary, true)
	note("authors", f.Byline, len(f.Authors) > 0)
	note("date_published", f.PubFrom, true)
	note("date_modified", f.ModFrom, true)
	note("section", f.Section, true)
	note("site_name", f.SiteName, true)
	note("canonical_url", f.Canonical, true)
	note("image", f.ImageFrom, true)
	note("license", f.License, true)
	note("tags", meta.Value{Source: f.TagsFrom, Raw: strings.Join(f.Tags, ", ")}, len(f.Tags) > 0)
}

// cut shortens s to n characters.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	last := 0 // where the n-th character begins
	count := 0
	for i := range s {
		if count++; count == n {
			last = i
		}
		if count > n {
			return s[:last] + "…"
		}
	}
	return s
}

// fillBody takes over the text and what stands in it.
func (d *Document) fillBody(a *Article, b *body.Body) {
	a.Text = b.Text
	for _, l := range b.KeptLinks() {
		if u := d.resolve(l.Href); u != "" {
			a.Links = append(a.Links, Link{URL: u, Text: l.Text})
		}
	}
	seen := map[string]bool{}
	var unsure *Image // above the text, and nothing says that it is the article's
	for _, p := range b.Pictures() {
		if p.Node.DataAtom != atom.Img || !p.Inside && !p.Lead {
			continue
		}
		src := d.resolve(meta.ImageSource(p.Node))
		if src == "" || meta.Placeholder(src) || seen[src] || tiny(p.Node) {
			continue
		}
		if p.Lead && p.Caption == "" && !leadPicture(p.Node) {
			if unsure == nil && d.mayLead(p.Node) {
				caption, credit := meta.Caption(p.Node)
				unsure = &Image{URL: src, Alt: dom.Fold(dom.Attr(p.Node, "alt")), Caption: caption, Credit: credit}
			}
			continue
		}
		seen[src] = true
		caption, credit := meta.Caption(p.Node)
		if caption == "" && credit == "" {
			caption, credit = meta.SplitCredit(p.Caption, "")
		}
		a.Images = append(a.Images, Image{URL: src, Alt: dom.Fold(dom.Attr(p.Node, "alt")), Caption: caption, Credit: credit})
		if len(a.Images) >= 100 {
			break
		}
	}
	if len(a.Images) == 0 && unsure != nil {
		a.Images = append(a.Images, *unsure)
	}
	if a.Image == nil && len(a.Images) > 0 {
		im := a.Images[0]
		a.Image = &im
		a.Provenance["image"] = Provenance{Source: "body:img", Raw: im.URL}
	}
	a.captionLead()
}

// captionLead gives the article's picture the caption that it has where it stands
// in the text, if nothing else named one.
func (a *Article) captionLead() {
	if a.Image == nil || a.Image.Caption != "" {
		return
	}
	for i := range a.Images {
		if im := &a.Images[i]; im.URL == a.Image.URL {
			a.Image.Caption = im.Caption
			a.Image.Credit = cmp.Or(a.Image.Credit, im.Credit)
			return
		}
	}
}

// leadPicture tells the article's picture above its text from portraits,
// marks and other stories': it stands in a figure or an image field, and in
// no list.
func leadPicture(n *html.Node) bool {
	for p, up := n.Parent, 0; p != nil && up < 7; p, up = p.Parent, up+1 {
		class := dom.Attr(p, "class")
		switch {
		case p.DataAtom == atom.Figure, strings.Contains(class, "field-image"), strings.Contains(class, "image-field"), strings.Contains(class, "featured"), strings.Contains(class, "wp-post-image"), strings.Contains(class, "article-image"), strings.Contains(class, "main-image"), strings.Contains(class, "imagen"):
			return true
		case p.DataAtom == atom.Li, p.DataAtom == atom.Nav, p.DataAtom == atom.Aside:
			return false
		}
	}
	return false
}

// mayLead says whether a picture above the text may be the article's where none
// stands in the text: its names are no portrait's, mark's, button's or ad's, and
// it stands in no list and no link to another page.
func (d *Document) mayLead(n *html.Node) bool {
	if notThePicture.MatchString(dom.Attr(n, "src") + " " + dom.Attr(n, "class") + " " + dom.Attr(n, "alt") + " " + dom.Attr(n, "id")) {
		return false
	}
	for p, up := n.Parent, 0; p != nil && up < 7; p, up = p.Parent, up+1 {
		if dom.IsElement(p, atom.Li, atom.Nav, atom.Aside) || notThePicture.MatchString(dom.Attr(p, "class")) {
			return false
		}
		if href := dom.Attr(p, "href"); p.DataAtom == atom.A && href != "" && !pictureFile.MatchString(href) && d.resolve(href) != d.page.URL {
			return false
		}
	}
	return true
}

var (
	// notThePicture are parts of names of portraits, marks, buttons and ads.
	notThePicture = pattern.MustCompile(`(?i)avatar|author|autor|profile|portrait|headshot|gravatar|byline|logo|icon|emoji|\bflag|badge|banner|\bads?\b|advert|sponsor|promo|share|social|button|sprite|pixel|tracking|rating|stars?\b|arrow|play|menu|user|related|teaser|sidebar|widget|newsletter|app-?store|google-?play|qr|\.gif\b|\.svg\b|comment|cookie`)
	pictureFile   = pattern.MustCompile(`(?i)\.(?:jpe?g|png|webp|avif)(?:$|\?)`)
)

// tiny tells pictures that are marks rather than pictures, by their declared
// size.
func tiny(n *html.Node) bool {
	for _, k := range []string{"width", "height"} {
		v := strings.TrimSuffix(dom.Attr(n, k), "px")
		if v != "" && len(v) <= 2 && strings.Trim(v, "0123456789") == "" {
			return true
		}
	}
	return false
}

// maxURL bounds an address, in bytes.
const maxURL = 8 << 10

// resolve makes an address absolute; "" for what is no web address.
func (d *Document) resolve(href string) string {
	href = strings.TrimSpace(href)
	if href == "" || len(href) > maxURL || href[0] == '#' {
		return ""
	}
	u, err := url.Parse(href)
	if err != nil {
		return ""
	}
	if d.url != nil {
		u = d.url.ResolveReference(u)
	}
	switch u.Scheme {
	case "http", "https":
		if u.Host == "" {
			return ""
		}
		u.User = nil
		return u.String()
	case "mailto", "tel":
		return u.String()
	}
	return ""
}

// override lets a site's rules for fields win.
func (d *Document) override(a *Article, rules *Rules) {
	if rules == nil {
		return
	}
	one := func(field string, dst *string) {
		if vs, from := rules.values(d.root, field); len(vs) > 0 {
			*dst = vs[0]
			a.Provenance[field] = Provenance{Source: "rule:" + from, Raw: cut(vs[0], maxRaw)}
		}
	}
	one("title", &a.Title)
	one("subtitle", &a.Subtitle)
	one("section", &a.Section)
	if vs, from := rules.values(d.root, "authors"); len(vs) > 0 {
		var names []string
		for _, v := range vs {
			names = append(names, meta.Names(v, a.SiteName)...)
		}
		if len(names) > 0 {
			a.Authors, a.Byline = names, strings.Join(vs, ", ")
			a.Provenance["authors"] = Provenance{Source: "rule:" + from, Raw: cut(a.Byline, maxRaw)}
		}
	}
	if vs, from := rules.values(d.root, "tags"); len(vs) > 0 {
		a.Tags = vs
		a.Provenance["tags"] = Provenance{Source: "rule:" + from, Raw: cut(strings.Join(vs, ", "), maxRaw)}
	}
	d.overrideDates(a, rules)
	if vs, from := rules.values(d.root, "image"); len(vs) > 0 {
		if u := d.resolve(vs[0]); u != "" {
			a.Image = &Image{URL: u}
			a.Provenance["image"] = Provenance{Source: "rule:" + from, Raw: cut(vs[0], maxRaw)}
		}
	}
}

func (d *Document) overrideDates(a *Article, rules *Rules) {
	lang := a.Language
	if lang == "" && len(rules.set.Languages) > 0 {
		lang = rules.set.Languages[0]
	}
	c := meta.DateContext{Language: lang, Location: rules.location, Now: d.page.FetchedAt}
	for field, dst := range map[string]*string{"date_published": &a.DatePublished, "date_modified": &a.DateModified} {
		vs, from := rules.values(d.root, field)
		for _, v := range vs {
			if date := meta.ParseDate(v, c); !date.IsZero() {
				*dst = date.String()
				a.Provenance[field] = Provenance{Source: "rule:" + from, Raw: cut(v, maxRaw)}
				break
			}
		}
	}
}

// finish fills in what follows from the rest.
func (d *Document) finish(a *Article, declared meta.Value) {
	a.Language = language(a, declared)
	a.WordCount = countWords(a.Text)
	a.ContentHash = contentHash(a.Title, a.Text)
	a.ID = articleID(cmp.Or(a.CanonicalURL, a.URL, a.ContentHash))
}

// dayFirst turns dates round that were read in the American order because the
// page declares English, or nothing, where its text is in another language.
func (d *Document) dayFirst(a *Article, f *meta.Fields) {
	declared, _, _ := strings.Cut(f.Language.Text, "-")
	heard, _, _ := strings.Cut(a.Language, "-")
	if !f.MonthFirst || declared != "en" && declared != "" || heard == "en" || heard == "" {
		return
	}
	if a.DatePublished == f.Published.String() {
		a.DatePublished = f.Published.DayFirst(d.page.FetchedAt).String()
	}
	if a.DateModified == f.Modified.String() {
		a.DateModified = f.Modified.DayFirst(d.page.FetchedAt).String()
	}
}

// StandAlone makes an article one by its own address, whatever canonical
// address its page names.
func (a *Article) StandAlone() {
	a.CanonicalURL = ""
	a.ID = articleID(cmp.Or(a.URL, a.ContentHash))
}

// SetText gives an article another text, and counts and hashes it anew.
func (a *Article) SetText(text string) {
	a.Text = text
	a.WordCount = countWords(text)
	a.ContentHash = contentHash(a.Title, text)
}

// articleID names an article by its address: scheme, "www.", fragment and
// trailing slash aside, so that the same article has the same name wherever
// it was found.
func articleID(address string) string {
	key := address
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
		if port := u.Port(); port != "" && port != "80" && port != "443" {
			host += ":" + port
		}
		key = host + strings.TrimSuffix(u.EscapedPath(), "/")
		if u.RawQuery != "" {
			key += "?" + u.RawQuery
		}
	}
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:10])
}

// contentHash is the same for texts that differ in white space alone.
func contentHash(title, text string) string {
	h := sha256.New()
	h.Write([]byte(dom.Fold(title) + "\n"))
	buf := make([]byte, 0, 4<<10)
	first := true
	for w := range strings.FieldsSeq(text) {
		if !first {
			buf = append(buf, ' ')
		}
		first = false
		buf = append(buf, w...)
		if len(buf) > 3<<10 {
			h.Write(buf)
			buf = buf[:0]
		}
	}
	h.Write(buf)
	return hex.EncodeToString(h.Sum(nil))
}

// countWords counts words; two ideographs count as one.
func countWords(s string) int {
	n, wide, in := 0, 0, false
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			word := c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '\''
			if word && !in {
				n++
			}
			in = word
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case r >= 0x0e00 && wideRune(r):
			if unicode.IsLetter(r) {
				wide++
			}
			in = false
		case r < 0x250 && r >= 0xc0 || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '’':
			if !in {
				n++
			}
			in = true
		default:
			in = false
		}
	}
	return n + (wide+1)/2
}
