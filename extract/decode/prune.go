package decode

import (
	"bytes"
	"io"
	"strings"
)

// Pruned is a page without what no reader sees and nothing looks at: comments,
// the insides of <style>, of drawings in SVG, and of scripts that hold code alone.
// They are a fifth of what parsing costs. The elements themselves stay, so that
// the tree has the same places.
type Pruned struct {
	page    []byte
	cuts    []int // where the page is left and where it is taken up again, by turns
	Scripts int   // bytes of scripts that were left out
}

// Prune finds what can be left out. It knows where tags begin and end as the
// HTML standard says; at the first thing that it is not sure of, such as a
// script with a script in a comment in it, it leaves the rest as it is. keep
// says whether a script's text, below its start tag, is looked at later.
func Prune(page []byte, keep func(tag, text []byte) bool) *Pruned {
	p := &pruner{Pruned: Pruned{page: page}, keep: keep}
	for p.next() {
	}
	return &p.Pruned
}

// Len is how many bytes are left.
func (p *Pruned) Len() int {
	n := len(p.page)
	for i := 0; i < len(p.cuts); i += 2 {
		n -= p.cuts[i+1] - p.cuts[i]
	}
	return n
}

// Reader reads what is left.
func (p *Pruned) Reader() io.Reader { return &prunedReader{p: p} }

type prunedReader struct {
	p  *Pruned
	at int // in the page
	n  int // cuts behind
}

func (r *prunedReader) Read(buf []byte) (int, error) {
	end := len(r.p.page)
	if r.n < len(r.p.cuts) {
		if end = r.p.cuts[r.n]; r.at == end {
			r.at = r.p.cuts[r.n+1]
			r.n += 2
			return r.Read(buf)
		}
	}
	if r.at == len(r.p.page) {
		return 0, io.EOF
	}
	n := copy(buf, r.p.page[r.at:end])
	r.at += n
	return n, nil
}

// pruner goes through a page from tag to tag.
type pruner struct {
	Pruned
	i    int // outside of all tags
	keep func(tag, text []byte) bool
}

// next deals with the next tag, and is false when there is none, or none that
// is understood.
func (p *pruner) next() bool {
	j := bytes.IndexByte(p.page[p.i:], '<')
	if j < 0 || p.i+j+2 >= len(p.page) {
		return false
	}
	start := p.i + j
	switch c := p.page[start+1]; {
	case c == '!' || c == '?' || c == '/' && !letter(p.page[start+2]):
		return p.declaration(start)
	case c == '/' || letter(c):
		end := tagEnd(p.page, start+1)
		if end < 0 {
			return false
		}
		p.i = end
		return c == '/' || p.opened(start, end)
	}
	p.i = start + 1
	return true
}

// apart says whether what stands around page[start:end] is parted without it:
// "<<!-- -->a" and "&am<!-- -->p;" are not.
func (p *pruner) apart(start, end int) bool {
	for n := len(p.cuts); n > 0 && p.cuts[n-1] == start; n -= 2 { // other comments before it
		start = p.cuts[n-2]
	}
	before := start == 0 || p.page[start-1] == '>' || blank(p.page[start-1])
	return before || end == len(p.page) || p.page[end] == '<' || blank(p.page[end])
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// declaration leaves out a comment, and passes over what is taken for one.
func (p *pruner) declaration(start int) bool {
	rest := p.page[start:]
	if bytes.HasPrefix(rest, []byte("<!--")) && !bytes.HasPrefix(rest, []byte("<!-->")) && !bytes.HasPrefix(rest, []byte("<!--->")) {
		end := pastComment(p.page, start)
		if end > start && p.apart(start, end) {
			p.leave(start, end)
		}
		p.i = end
		return end > start
	}
	n := bytes.IndexByte(rest, '>')
	p.i = start + n + 1
	return n >= 0
}

// opened deals with a start tag: page[start:end], brackets included.
func (p *pruner) opened(start, end int) bool {
	tag := p.page[start:end]
	switch p.page[start+1] | 0x20 {
	case 's':
		switch {
		case named(tag, "script"):
			return p.script(tag)
		case named(tag, "style"):
			return p.raw("style", func([]byte) bool { return false })
		case named(tag, "svg") && tag[len(tag)-2] != '/':
			to := drawingEnd(p.page, end)
			if to > end {
				p.leave(end, to)
			}
			return to >= 0 // what is in it, other rules hold for
		}
	case 't':
		switch {
		case named(tag, "textarea"):
			return p.raw("textarea", whole)
		case named(tag, "title"):
			return p.raw("title", whole)
		}
	case 'i', 'm', 'n', 'p', 'x':
		return p.odd(tag)
	}
	return true
}

// odd deals with the rarer elements whose insides are no tags to a parser, or
// are read by other rules.
func (p *pruner) odd(tag []byte) bool {
	for _, name := range [...]string{"iframe", "noembed", "noframes", "noscript", "xmp"} {
		if named(tag, name) {
			return p.raw(name, whole)
		}
	}
	return !named(tag, "plaintext") && !named(tag, "math")
}

func whole([]byte) bool { return true }

// script leaves out a script's code.
func (p *pruner) script(tag []byte) bool {
	return p.raw("script", func(text []byte) bool {
		if p.keep(tag, text) {
			return true
		}
		p.Scripts += len(text)
		return false
	})
}

// raw passes over the insides of an element up to its end tag, and leaves them
// out unless they are kept.
func (p *pruner) raw(name string, keep func(text []byte) bool) bool {
	n := rawEnd(p.page[p.i:], name)
	if n < 0 {
		return false
	}
	text := p.page[p.i : p.i+n]
	if c := bytes.Index(text, []byte("<!--")); c >= 0 && name == "script" && foldedIndex(text[c:], "<script") >= 0 {
		return false
	}
	if len(text) > 0 && !keep(text) {
		p.leave(p.i, p.i+n)
		return true
	}
	p.i += n
	return true
}

// leave leaves out a stretch of the page, and goes on behind it.
func (p *pruner) leave(from, to int) {
	p.cuts = append(p.cuts, from, to)
	p.i = to
}

// named says whether a start tag has a name, given in small letters.
func named(tag []byte, name string) bool {
	return len(tag) > len(name)+1 && foldedPrefix(tag[1:], name) && ends(tag[len(name)+1])
}

// ends says whether a byte ends a tag's name.
func ends(c byte) bool {
	switch c {
	case ' ', '\t', '\n', '\r', '\f', '/', '>':
		return true
	}
	return false
}

func foldedPrefix(b []byte, small string) bool {
	return len(b) >= len(small) && string(b[:len(small)]) == small || len(b) >= len(small) && bytes.EqualFold(b[:len(small)], []byte(small))
}

// foldedIndex is where a text in small letters that begins with '<' stands.
func foldedIndex(b []byte, small string) int {
	for i := 0; ; i++ {
		j := bytes.IndexByte(b[i:], '<')
		if j < 0 {
			return -1
		}
		if i += j; foldedPrefix(b[i:], small) {
			return i
		}
	}
}

// rawEnd is where the end tag of a name begins, or -1.
func rawEnd(b []byte, name string) int {
	for i := 0; ; i += 2 {
		j := bytes.Index(b[i:], []byte("</"))
		if j < 0 {
			return -1
		}
		i += j
		if rest := b[i+2:]; len(rest) > len(name) && foldedPrefix(rest, name) && ends(rest[len(name)]) {
			return i
		}
	}
}

// tagEnd is the place behind the '>' that ends a tag, i being at its name or the
// stroke before it; -1 without one. A '>' inside of quotation marks ends nothing.
func tagEnd(b []byte, i int) int {
	j := bytes.IndexByte(b[i:], '>')
	if j < 0 {
		return -1
	}
	if plainTag(b[i : i+j]) {
		return i + j + 1
	}
	return carefulEnd(b, i)
}

// plainTag says whether a tag, up to its first '>', has no quotation marks but
// those in pairs around the values of names, as all but the odd one have.
func plainTag(tag []byte) bool {
	if bytes.IndexByte(tag, '\'') >= 0 {
		return false
	}
	for {
		q := bytes.IndexByte(tag, '"')
		if q < 0 {
			return true
		}
		k := q - 2
		for k >= 0 && nameByte(tag[k]) {
			k--
		}
		if q < 2 || tag[q-1] != '=' || k < 0 || k == q-2 || !blank(tag[k]) {
			return false
		}
		end := bytes.IndexByte(tag[q+1:], '"')
		if end < 0 {
			return false
		}
		tag = tag[q+1+end+1:]
	}
}

func nameByte(c byte) bool {
	return letter(c) || c >= '0' && c <= '9' || c == '-' || c == '_' || c == ':' || c == '.'
}

// carefulEnd is tagEnd, attribute by attribute.
func carefulEnd(b []byte, i int) int {
	if i < len(b) && b[i] == '/' {
		i++
	}
	for i < len(b) && !ends(b[i]) {
		i++
	}
	for {
		for i < len(b) && (blank(b[i]) || b[i] == '/') {
			i++
		}
		if i >= len(b) {
			return -1
		}
		if b[i] == '>' {
			return i + 1
		}
		for first := i; i < len(b) && !ends(b[i]) && (b[i] != '=' || i == first); {
			i++
		}
		for i < len(b) && blank(b[i]) {
			i++
		}
		if i < len(b) && b[i] == '=' {
			if i = valueEnd(b, i+1); i < 0 {
				return -1
			}
		}
	}
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }

// valueEnd is the place behind an attribute's value, i being behind its '='.
func valueEnd(b []byte, i int) int {
	for i < len(b) && blank(b[i]) {
		i++
	}
	if i >= len(b) {
		return -1
	}
	if q := b[i]; q == '"' || q == '\'' {
		j := bytes.IndexByte(b[i+1:], q)
		if j < 0 {
			return -1
		}
		return i + 1 + j + 1
	}
	for i < len(b) && !blank(b[i]) && b[i] != '>' {
		i++
	}
	return i
}

// drawingEnd is where the end tag begins of an <svg> whose insides begin at i;
// -1 when there is none, or what a parser may end the drawing at: a tag of HTML,
// which may stand in its title too, or an end tag without a start in it, which
// may be that of an element around.
func drawingEnd(b []byte, i int) int {
	var open [][]byte // names
	for {
		start := i + bytes.IndexByte(b[i:], '<')
		if start < i {
			return -1
		}
		if i = pastComment(b, start); i > start {
			continue
		}
		closing := bytes.HasPrefix(b[start:], []byte("</"))
		name := tagName(b[start+1:])
		if closing {
			name = tagName(b[start+2:])
		}
		if i = tagEnd(b, start+1); i < 0 || len(open) > deepDrawing || endsDrawing(name) || !closing && titled(open) {
			return -1
		}
		switch {
		case !closing && b[i-2] != '/':
			open = append(open, name)
		case !closing:
		case len(open) > 0 && bytes.EqualFold(open[len(open)-1], name):
			open = open[:len(open)-1]
		case len(open) == 0 && bytes.EqualFold(name, []byte("svg")):
			return start
		default:
			return -1
		}
	}
}

// deepDrawing is how deep the elements of a drawing may stand in each other.
const deepDrawing = 60

// pastComment is the place behind a plain comment at i, or i.
func pastComment(b []byte, i int) int {
	if !bytes.HasPrefix(b[i:], []byte("<!--")) || bytes.HasPrefix(b[i:], []byte("<!-->")) || bytes.HasPrefix(b[i:], []byte("<!--->")) {
		return i
	}
	n := bytes.Index(b[i:], []byte("-->"))
	if n < 0 || bytes.Contains(b[i:i+n], []byte("--!>")) {
		return i
	}
	return i + n + 3
}

// titled says whether the innermost of the open elements is a drawing's title or
// description.
func titled(open [][]byte) bool {
	if len(open) == 0 {
		return false
	}
	in := open[len(open)-1]
	return bytes.EqualFold(in, []byte("title")) || bytes.EqualFold(in, []byte("desc"))
}

// tagName is the name that a tag begins with.
func tagName(b []byte) []byte {
	n := 0
	for n < len(b) && !ends(b[n]) {
		n++
	}
	return b[:n]
}

// endings are the elements that end a drawing, or hold HTML or code in one.
var endings = wordSet(`b big blockquote body br center code dd div dl dt em embed font h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre
	ruby s small span strong strike sub sup table tt u ul var foreignobject math script`)

func wordSet(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// longestEnding is the length of the longest of those names.
const longestEnding = len("foreignobject")

// endsDrawing says whether an element of a name is one of them, or none.
func endsDrawing(name []byte) bool {
	if len(name) == 0 || !letter(name[0]) {
		return true
	}
	if len(name) > longestEnding {
		return false
	}
	var small [longestEnding]byte
	for i, c := range name {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		small[i] = c
	}
	return endings[string(small[:len(name)])]
}
