package meta

import (
	"cmp"
	"slices"
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
	for _, u := range r.propImages() {
		add(u, "microdata:image", "")
	}
	if n := r.medium(); n != nil && len(cands) == 0 {
		add(r.ldImage(n["thumbnailUrl"]), "json_ld:VideoObject.thumbnailUrl", "")
	}
	if len(cands) == 0 {
		if n := r.leadImage(); n != nil {
			add(ImageSource(n), "css:img", "")
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

// maxPropImages bounds how many of them are looked at.
const maxPropImages = 10

// propImages are the addresses of what microdata calls the article's images:
// of the element itself, or of an object's address inside of it.
func (r *reader) propImages() []string {
	var out []string
	for _, p := range r.f.props {
		if len(out) >= maxPropImages {
			break
		}
		if p.key != "image" && p.key != "image_url" && p.key != "thumbnailurl" || r.place(p)&(elsewhere&^placeFigure) != 0 || ofSomebody(p.node) {
			continue
		}
		if u := linked(p.node); strings.Contains(strings.ToLower(u), "/avatar") {
			continue
		} else if u != "" {
			out = append(out, u)
			continue
		}
		first := ""
		for d := range dom.Elements(p.node) {
			prop := strings.ToLower(dom.Attr(d, "itemprop"))
			if u := linked(d); u != "" && (prop == "url" || prop == "contenturl") {
				first = u
				break
			} else if first == "" && d.DataAtom == atom.Img {
				first = u
			}
		}
		out = append(out, first)
	}
	return out
}

// linked is the address that an element is or gives.
func linked(n *html.Node) string {
	if n.DataAtom == atom.Img {
		return ImageSource(n)
	}
	return cmp.Or(dom.Attr(n, "content"), dom.Attr(n, "href"), dom.Attr(n, "src"))
}

// ofSomebody says whether a picture is that of a person or a publisher: it
// stands in what microdata calls so.
func ofSomebody(n *html.Node) bool {
	for p, up := n.Parent, 0; p != nil && up < 6; p, up = p.Parent, up+1 {
		switch strings.ToLower(dom.Attr(p, "itemprop")) {
		case "author", "publisher", "creator", "contributor", "logo", "comment":
			return true
		}
	}
	return false
}

// How wide, in pixels, a picture is declared to be at least that is taken for
// the article's, and how far from the headline, in characters of text, it may stand.
const (
	leadWidth = 300
	leadReach = 400
	leadAbove = 60
)

// leadNames are parts of the names of an article's picture.
var leadNames = []string{"detail", "featured", "main", "hero", "lead", "wp-post-image", "article-image", "news-image", "cover"}

// leadImage is the picture close to the headline of a page that names none, below
// it or just above: large by its size, or called the article's.
func (r *reader) leadImage() *html.Node {
	if r.headline == nil {
		return nil
	}
	for _, s := range r.f.images {
		d := s.at - r.headline.at
		if d < -leadAbove || d > leadReach || r.place(s)&(elsewhere&^placeFigure|placeAside|placeList|placeAuthorBox) != 0 || r.belowText(&s) {
			continue
		}
		class := strings.ToLower(dom.Attr(s.node, "class"))
		width, _ := strconv.Atoi(strings.TrimSuffix(dom.Attr(s.node, "width"), "px"))
		if s.node.Parent != nil {
			class += " " + strings.ToLower(dom.Attr(s.node.Parent, "class"))
		}
		named := slices.ContainsFunc(leadNames, func(w string) bool { return strings.Contains(class, w) })
		if (width >= leadWidth || named && (width == 0 || width >= leadWidth/2)) && !r.othersLink(s.node) {
			return s.node
		}
	}
	return nil
}

// othersLink says whether a picture links to another page than itself: a
// banner's, or another story's.
func (r *reader) othersLink(n *html.Node) bool {
	for p, up := n.Parent, 0; p != nil && up < 3; p, up = p.Parent, up+1 {
		if p.DataAtom == atom.A {
			href := dom.Attr(p, "href")
			return href != "" && !r.sameURL(href) && imageKey(href) != imageKey(ImageSource(n))
		}
	}
	return false
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

// mostCopies is how many copies of a picture are looked at for a caption.
const mostCopies = 10

// describeImage adds alt text and caption from the page's own copy of the
// picture.
func (r *reader) describeImage(im *Image) {
	key := imageKey(im.URL)
	copies := 0
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
		if copies++; copies > mostCopies {
			return
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
	if set := dom.Attr(n, "srcset"); src != "" && strings.Contains(set, src) { // one of several sizes of it
		if s := largest(set); s != "" {
			return s
		}
	}
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

// largest is the widest candidate of a srcset, which is read as the HTML
// standard has it: an address ends at a space, and a description at a comma.
func largest(srcset string) string {
	best, width := "", -1.0
	for {
		srcset = strings.TrimLeft(srcset, ", \t\r\n\f")
		if srcset == "" {
			return best
		}
		u, rest := srcset, ""
		if i := strings.IndexAny(srcset, " \t\r\n\f"); i >= 0 {
			u, rest = srcset[:i], srcset[i:]
		}
		said := ""
		if bare := strings.TrimRight(u, ","); bare != u {
			u = bare
		} else {
			said, rest, _ = strings.Cut(rest, ",")
		}
		srcset = rest
		if strings.HasPrefix(u, "data:") {
			continue
		}
		w := 0.0
		if f := strings.Fields(said); len(f) > 0 {
			w, _ = strconv.ParseFloat(strings.TrimRight(f[0], "wxh"), 64)
		}
		if w > width {
			best, width = u, w
		}
	}
}
