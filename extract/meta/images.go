package meta

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"copydesk/extract/dom"
)

// images finds the article's main picture: the one that the page shows to
// others, unless it is a logo or placeholder, with what the page itself says
// about it.
func (r *reader) images() {
	type cand struct{ url, source, alt string }
	var cands []cand
	add := func(u, source, alt string) {
		if strings.TrimSpace(u) == "" {
			return // and not the page's own address
		}
		if abs := r.absolute(u); abs != "" && !Placeholder(abs) {
			cands = append(cands, cand{abs, source, alt})
		}
	}
	if v, n := r.meta("og:image:secure_url", "og:image", "og:image:url"); v != "" {
		alt, _ := r.meta("og:image:alt")
		add(v, "meta:"+n, alt)
	}
	if r.node != nil {
		add(r.ldImage(r.node["image"]), r.nodeSource("image"), "")
	}
	if v, n := r.meta("twitter:image", "twitter:image:src", "parsely-image-url", "sailthru.image.full", "thumbnail"); v != "" {
		alt, _ := r.meta("twitter:image:alt")
		add(v, "meta:"+n, alt)
	}
	for _, l := range r.f.links {
		if l.rel == "image_src" {
			add(l.href, "link:image_src", "")
		}
	}
	if len(cands) == 0 {
		return
	}
	c := cands[0]
	r.out.Image = &Image{URL: c.url, Alt: c.alt}
	r.out.ImageFrom = Value{c.url, c.source, c.url}
	r.describeImage(r.out.Image)
	r.ldDescribe(r.out.Image)
}

// ldDescribe adds what the article's JSON-LD says of its picture.
func (r *reader) ldDescribe(im *Image) {
	if r.node == nil {
		return
	}
	v := r.ld.resolve(r.node["image"])
	if list, ok := v.([]any); ok && len(list) > 0 {
		v = r.ld.resolve(list[0])
	}
	n, ok := v.(ldNode)
	if !ok {
		return
	}
	if im.Caption == "" {
		im.Caption = r.ld.str(n["caption"])
	}
	if im.Credit == "" {
		for _, k := range []string{"creditText", "creator", "author", "copyrightHolder", "copyrightNotice"} {
			if im.Credit = r.ld.str(n[k]); im.Credit != "" {
				break
			}
		}
	}
}

// describeImage adds alt text and caption from the page's own copy of the
// picture.
func (r *reader) describeImage(im *Image) {
	key := imageKey(im.URL)
	for _, s := range r.f.images {
		src := ImageSource(s.node)
		if raw := imageKey(src); raw != key && plainName(raw) { // another one, whatever it is relative to
			continue
		}
		if src = r.absolute(src); src == "" || imageKey(src) != key {
			continue
		}
		if alt := cleanText(dom.Attr(s.node, "alt")); alt != "" {
			im.Alt = alt
		}
		im.Caption, im.Credit = Caption(s.node)
		if im.Caption != "" {
			return
		}
	}
}

// plainName says whether an address has a name that no escaping changes.
func plainName(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == ""
}

// imageKey is an image's file name without sizes, to tell copies of one
// picture.
func imageKey(u string) string {
	if i := strings.IndexAny(u, "?#"); i >= 0 {
		u = u[:i]
	}
	u = u[strings.LastIndexByte(u, '/')+1:]
	if i := strings.LastIndexByte(u, '.'); i > 0 {
		u = u[:i]
	}
	if i := strings.LastIndexByte(u, '-'); i > 0 && strings.Trim(u[i+1:], "0123456789x") == "" {
		u = u[:i]
	}
	return strings.ToLower(u)
}

func (r *reader) ldImage(v any) string {
	switch v := r.ld.resolve(v).(type) {
	case string:
		return v
	case []any:
		for _, e := range v {
			if s := r.ldImage(e); s != "" {
				return s
			}
		}
	case ldNode:
		for _, k := range []string{"contentUrl", "url", "@id"} {
			if s, ok := v[k].(string); ok && s != "" {
				return s
			}
		}
	}
	return ""
}

// Placeholder tells pictures that are nobody's: logos, spacers, pixels.
func Placeholder(u string) bool {
	u = strings.ToLower(u)
	if strings.HasPrefix(u, "data:") {
		return true
	}
	name := u[strings.LastIndexByte(u, '/')+1:]
	for _, w := range []string{"placeholder", "spacer", "blank.gif", "1x1", "pixel.", "default-image", "default_image", "default-share", "default_share", "share-default", "default-og", "og-default", "no-image", "noimage", "no_image", "transparent.", "favicon", "apple-touch-icon", "lazyload", "loading.gif", "avatar", "gravatar"} {
		if strings.Contains(name, w) {
			return true
		}
	}
	return strings.HasPrefix(name, "logo") || strings.Contains(name, "-logo.") || strings.Contains(name, "_logo.") || strings.Contains(name, "site-logo") || strings.HasSuffix(name, ".svg") || strings.HasSuffix(name, ".ico")
}

// ImageSource is the address of a picture, lazy loading and srcset resolved.
func ImageSource(n *html.Node) string {
	if s := largest(dom.Attr(n, "data-srcset")); s != "" {
		return s
	}
	for _, k := range []string{"data-src", "data-lazy-src", "data-original", "data-orig-file", "data-lazy", "data-hi-res-src", "data-full-src"} {
		if v := strings.TrimSpace(dom.Attr(n, k)); v != "" && !strings.HasPrefix(v, "data:") {
			return v
		}
	}
	src := strings.TrimSpace(dom.Attr(n, "src"))
	if src == "" || strings.HasPrefix(src, "data:") || Placeholder(src) {
		if s := largest(dom.Attr(n, "srcset")); s != "" {
			return s
		}
		if p := n.Parent; p != nil && p.DataAtom == atom.Picture {
			for c := p.FirstChild; c != nil; c = c.NextSibling {
				if c.DataAtom == atom.Source {
					if s := largest(dom.Attr(c, "srcset") + dom.Attr(c, "data-srcset")); s != "" {
						return s
					}
				}
			}
		}
	}
	return src
}

// largest is the widest candidate of a srcset.
func largest(srcset string) string {
	best, width := "", -1.0
	for part := range strings.SplitSeq(srcset, ", ") {
		f := strings.Fields(strings.TrimSuffix(strings.TrimSpace(part), ","))
		if len(f) == 0 || strings.HasPrefix(f[0], "data:") {
			continue
		}
		w := 0.0
		if len(f) > 1 {
			w, _ = strconv.ParseFloat(strings.TrimRight(f[1], "wxh"), 64)
		}
		if w > width {
			best, width = f[0], w
		}
	}
	return best
}

// creditMarks part a caption from its credit.
var creditMarks = []string{"Photo:", "Photo by", "Photograph:", "Image:", "Picture:", "Credit:", "Foto:", "Bild:", "Quelle:", "Crédit", "Photo :", "Crédito:", "Imagen:", "Fuente:", "Fotó:", "Фото:", "Zdjęcie:", "Fot.", "©", "(c)", "Getty Images", "写真", "Kuva:"}

// Caption is the caption of a picture's figure, and its credit.
func Caption(img *html.Node) (caption, credit string) {
	var fig *html.Node
	for p, up := img.Parent, 0; p != nil && up < 6; p, up = p.Parent, up+1 {
		class := dom.Attr(p, "class")
		if p.DataAtom == atom.Figure || strings.Contains(class, "wp-caption") || strings.Contains(class, "field--name-field-image") || strings.Contains(class, "field-name-field-image") || strings.Contains(class, "image-field") {
			fig = p
			break
		}
	}
	if fig == nil {
		return "", ""
	}
	for d := range dom.Elements(fig) {
		class := strings.ToLower(dom.Attr(d, "class") + " " + dom.Attr(d, "itemprop"))
		switch {
		case strings.Contains(class, "credit") || strings.Contains(class, "copyright") || strings.Contains(class, "source") && d.DataAtom != atom.Source || strings.Contains(class, "photographer"):
			if credit == "" {
				credit = dom.Text(d)
			}
		case d.DataAtom == atom.Figcaption || strings.Contains(class, "caption"):
			if caption == "" {
				caption = dom.Text(d)
			}
		}
	}
	return splitCredit(caption, credit)
}

func splitCredit(caption, credit string) (string, string) {
	if credit != "" {
		return strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(strings.TrimSuffix(caption, credit)), "|")), credit
	}
	for _, m := range creditMarks {
		if i := strings.LastIndex(caption, m); i >= 0 && len(caption)-i < 120 {
			return strings.Trim(caption[:i], " (|/–—-"), strings.Trim(strings.TrimPrefix(caption[i:], m), " :)")
		}
	}
	return caption, ""
}
