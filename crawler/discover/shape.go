package discover

import (
	"encoding/json"
	"strings"
)

// Class is what a URL's shape says of what is behind it.
type Class int

// The classes.
const (
	Unsure Class = iota
	ArticleLike
	SectionLike
)

// maxShapes bounds what is remembered of a site.
const maxShapes = 400

// Shapes is what has been learned of the addresses of a site: how often a
// shape turned out to be an article. It starts from the site's own feeds and
// sitemaps and goes on with what pages turned out to be.
type Shapes struct {
	Counts map[string]Count `json:"counts"`
}

// Count is what pages of a shape turned out to be.
type Count struct {
	Articles int `json:"a"`
	Others   int `json:"o"`
}

// LoadShapes takes up what an earlier run learned. Bytes that can't be read
// mean starting anew.
func LoadShapes(b []byte) *Shapes {
	s := &Shapes{}
	if json.Unmarshal(b, s) != nil || s.Counts == nil {
		s.Counts = map[string]Count{}
	}
	return s
}

// Learn notes what a page turned out to be, or what a feed says it is.
func (s *Shapes) Learn(u string, article bool) {
	exact, general := shapeOf(u)
	for _, k := range [...]string{exact, general} {
		c, known := s.Counts[k]
		if !known && len(s.Counts) >= maxShapes {
			s.forget()
		}
		if article {
			c.Articles++
		} else {
			c.Others++
		}
		if c.Articles+c.Others > 2000 { // old pages count for less than new ones
			c.Articles, c.Others = c.Articles/2, c.Others/2
		}
		s.Counts[k] = c
	}
}

// forget drops the shapes that were seen once or twice.
func (s *Shapes) forget() {
	for k, c := range s.Counts {
		if c.Articles+c.Others <= 2 {
			delete(s.Counts, k)
		}
	}
	for k := range s.Counts { // all are frequent: any will do
		if len(s.Counts) < maxShapes {
			return
		}
		delete(s.Counts, k)
	}
}

// Judge says what a URL most likely is. What the site has shown counts before
// what addresses look like in general.
func (s *Shapes) Judge(u string) Class {
	exact, general := shapeOf(u)
	if c, ok := s.Counts[exact]; ok && c.Articles+c.Others >= 2 {
		if class := c.class(); class != Unsure {
			return class
		}
	}
	if c, ok := s.Counts[general]; ok && c.Articles+c.Others >= 4 {
		if class := c.class(); class != Unsure {
			return class
		}
	}
	return prior(u)
}

func (c Count) class() Class {
	switch total := c.Articles + c.Others; {
	case c.Articles*4 >= total*3:
		return ArticleLike
	case c.Articles*10 <= total && total >= 3:
		return SectionLike
	}
	return Unsure
}

// Known says whether the site has shown enough of a URL's shape to judge it.
func (s *Shapes) Known(u string) bool {
	exact, _ := shapeOf(u)
	c := s.Counts[exact]
	return c.Articles+c.Others >= 3
}

// HadArticles says whether a page of a URL's shape was an article.
func (s *Shapes) HadArticles(u string) bool { return s.Counts[Shape(u)].Articles > 0 }

// Shape is what the addresses have in common that one program of a site makes.
func Shape(u string) string {
	exact, _ := shapeOf(u)
	return exact
}

// Form is a URL's shape without its words.
func Form(u string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(u, "https://"), "http://"), "/")
	_, general := shapeOf(u)
	return host + general
}

// token classes of a path's segments.
const (
	tokYear = "Y"
	tokDay  = "D" // one or two digits
	tokNum  = "N"
	tokSlug = "S"
	tokSlID = "Z" // a slug with a number at its end
	tokCode = "I" // letters and digits mixed
	tokWord = "w"
)

// shapeOf is a URL's shape twice: with its plain words, and without.
func shapeOf(u string) (exact, general string) {
	_, rest, _ := strings.Cut(u, "://")
	rest, query, _ := strings.Cut(rest, "?")
	host, path, _ := strings.Cut(rest, "/")
	var e, g strings.Builder
	e.WriteString(host)
	words := 0
	for seg := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		e.WriteByte('/')
		g.WriteByte('/')
		if seg == "" {
			continue
		}
		name, ext := splitExt(seg)
		tok := tokenOf(name)
		if tok == tokWord && words < 3 {
			words++
			e.WriteString(name)
		} else {
			e.WriteString(tok)
		}
		g.WriteString(tok)
		e.WriteString(ext)
		g.WriteString(ext)
	}
	if query != "" {
		q := queryShape(query)
		e.WriteString(q)
		g.WriteString(q)
	}
	return cut(e.String(), 200), cut(g.String(), 200)
}

func queryShape(query string) string {
	var b strings.Builder
	n := 0
	for pair := range strings.SplitSeq(query, "&") {
		if n++; n > 6 {
			break
		}
		name, value, _ := strings.Cut(pair, "=")
		b.WriteByte('?')
		b.WriteString(cut(name, 30))
		b.WriteByte('=')
		b.WriteString(tokenOf(value))
	}
	return b.String()
}

func splitExt(seg string) (name, ext string) {
	i := strings.LastIndexByte(seg, '.')
	if i <= 0 || len(seg)-i > 6 {
		return seg, ""
	}
	return seg[:i], strings.ToLower(seg[i:])
}

func tokenOf(s string) string {
	digits, letters, seps, escapes := 0, 0, 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits++
		case c == '-' || c == '_' || c == '+' || c == ',' || c == '.' || c == '~':
			seps++
		case c == '%':
			escapes++
		default:
			letters++
		}
	}
	switch {
	case letters == 0 && escapes == 0 && seps == 0 && digits > 0:
		if digits == 4 && (s[:2] == "19" || s[:2] == "20") {
			return tokYear
		}
		if digits <= 2 {
			return tokDay
		}
		return tokNum
	case seps >= 2 || escapes >= 8 || seps >= 1 && len(s) >= 25:
		if endsInNumber(s) {
			return tokSlID
		}
		return tokSlug
	case digits >= 2 && letters >= 1 || digits >= 5:
		return tokCode
	}
	return tokWord
}

func endsInNumber(s string) bool {
	n := 0
	for i := len(s) - 1; i >= 0 && '0' <= s[i] && s[i] <= '9'; i-- {
		n++
	}
	return n >= 4
}

// prior judges a shape that the site has not shown yet: long names and dates
// are made for one article, short words for many.
func prior(u string) Class {
	_, general := shapeOf(u)
	path, query, hasQuery := strings.Cut(general, "?")
	if hasQuery && PageNumber(u) > 0 {
		return SectionLike
	}
	segs := strings.Split(strings.Trim(path, "/"), "/")
	last, _ := splitExt(segs[len(segs)-1])
	dated := strings.Contains(path, tokYear+"/"+tokDay)
	switch {
	case path == "" || path == "/":
		if strings.Contains(query, "="+tokNum) {
			return Unsure
		}
		return SectionLike
	case strings.HasPrefix(last, tokSlID):
		return ArticleLike
	case strings.HasPrefix(last, tokSlug):
		if hasQuery {
			return Unsure
		}
		return ArticleLike
	case dated && last != tokDay && last != tokYear:
		return ArticleLike
	case last == tokNum || last == tokCode:
		return Unsure
	case hasQuery && strings.Contains(query, "="+tokNum):
		return Unsure
	}
	return Unsure
}

// JSON is what the next run takes up.
func (s *Shapes) JSON() []byte {
	b, err := json.Marshal(s)
	if err != nil { // a map of strings and numbers
		return nil
	}
	return b
}
