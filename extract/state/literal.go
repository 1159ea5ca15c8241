package state

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// State is JSON or nearly so: scripts have names without quotation marks,
// undefined, !0 for true, new Date(…), a string to be parsed. literal reads
// what such scripts write, and no more of the language.

// limits of what is read: what lies deeper or beyond is left out.
const (
	maxDepth  = 100
	maxValues = 400_000
)

// parseCall begins a string that holds the data.
const parseCall = "JSON.parse("

// named is a name in place of a value: a function's parameter.
type named string

type literal struct {
	s      string
	i      int
	params map[string]bool
	values int
	broken bool // the rest can't be read; what came before it stands
}

// parse reads the value with which a text begins. Of a broken text it gives
// what it has understood, and is false when that is nothing.
func parse(s string) (any, bool) {
	if strings.HasPrefix(s, "{&q;") { // Angular's way to write a quotation mark
		s = angular.Replace(s)
	}
	p := literal{s: s}
	v := p.value(0)
	switch v := v.(type) {
	case map[string]any:
		return v, len(v) > 0
	case []any:
		return v, len(v) > 0
	}
	return nil, false
}

var angular = strings.NewReplacer("&q;", `"`, "&a;", "&", "&s;", "'", "&l;", "<", "&g;", ">")

func (p *literal) space() {
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			p.i++
		case c == '/' && strings.HasPrefix(p.s[p.i:], "/*"):
			end := strings.Index(p.s[p.i+2:], "*/")
			if end < 0 {
				p.i = len(p.s)
				return
			}
			p.i += end + 4
		default:
			return
		}
	}
}

// accept takes a byte if it comes next.
func (p *literal) accept(c byte) bool {
	p.space()
	if p.i < len(p.s) && p.s[p.i] == c {
		p.i++
		return true
	}
	return false
}

func (p *literal) fail() any {
	p.broken = true
	return nil
}

func (p *literal) value(depth int) any {
	p.space()
	if p.values++; p.i >= len(p.s) || depth > maxDepth || p.values > maxValues {
		return p.fail()
	}
	switch c := p.s[p.i]; {
	case c == '{':
		p.i++
		return p.object(depth)
	case c == '[':
		p.i++
		return p.list(depth)
	case c == '"' || c == '\'' || c == '`':
		return p.text()
	case c == '-' || c == '.' || c >= '0' && c <= '9':
		return p.number()
	case c == '!':
		p.i++
		v := p.value(depth + 1)
		n, ok := v.(float64)
		return !ok || n == 0
	case letter(c):
		return p.word(depth)
	}
	return p.fail()
}

func (p *literal) object(depth int) any {
	out := map[string]any{}
	for !p.accept('}') {
		p.space()
		if p.i >= len(p.s) {
			p.broken = true
			return out
		}
		var key string
		switch c := p.s[p.i]; {
		case c == '"' || c == '\'':
			key = p.text()
		case letter(c) || c >= '0' && c <= '9':
			key = p.name()
		default:
			p.broken = true
			return out
		}
		if !p.accept(':') {
			p.broken = true
			return out
		}
		v := p.value(depth + 1)
		if v != nil {
			out[key] = v
		}
		if p.broken || !p.accept(',') {
			if !p.broken && !p.accept('}') {
				p.broken = true
			}
			return out
		}
	}
	return out
}

func (p *literal) list(depth int) any {
	out := []any{}
	for !p.accept(']') {
		if p.accept(',') { // a hole
			out = append(out, nil)
			continue
		}
		v := p.value(depth + 1)
		if p.broken {
			if v != nil {
				out = append(out, v)
			}
			return out
		}
		out = append(out, v)
		if !p.accept(',') {
			if !p.accept(']') {
				p.broken = true
			}
			return out
		}
	}
	return out
}

// text reads a string; its end is missing where the data breaks off.
func (p *literal) text() string {
	quote := p.s[p.i]
	p.i++
	start := p.i
	for p.i < len(p.s) && p.s[p.i] != quote && p.s[p.i] != '\\' {
		p.i++
	}
	if p.i < len(p.s) && p.s[p.i] == quote { // nothing is escaped
		p.i++
		return strings.ToValidUTF8(p.s[start:p.i-1], "")
	}
	var b strings.Builder
	b.WriteString(p.s[start:p.i])
	for p.i < len(p.s) && p.s[p.i] != quote {
		if p.s[p.i] != '\\' {
			end := strings.IndexAny(p.s[p.i:], `\`+string(quote))
			if end < 0 {
				end = len(p.s) - p.i
			}
			b.WriteString(p.s[p.i : p.i+end])
			p.i += end
			continue
		}
		p.escape(&b)
	}
	if p.i < len(p.s) {
		p.i++
	} else {
		p.broken = true
	}
	return strings.ToValidUTF8(b.String(), "")
}

// escape reads a backslash and what it escapes.
func (p *literal) escape(b *strings.Builder) {
	p.i++
	if p.i >= len(p.s) {
		return
	}
	c := p.s[p.i]
	p.i++
	switch c {
	case 'n':
		b.WriteByte('\n')
	case 't':
		b.WriteByte('\t')
	case 'r', 'b', 'f', 'v', '\n':
	case 'x':
		b.WriteRune(p.hex(2))
	case 'u':
		r := p.hex(4)
		if r >= 0xd800 && r < 0xdc00 && strings.HasPrefix(p.s[p.i:], `\u`) {
			p.i += 2
			if low := p.hex(4); low >= 0xdc00 && low < 0xe000 {
				r = (r-0xd800)<<10 + (low - 0xdc00) + 0x10000
			}
		}
		b.WriteRune(r)
	default:
		b.WriteByte(c)
	}
}

// hex reads n hexadecimal digits.
func (p *literal) hex(n int) rune {
	end := min(p.i+n, len(p.s))
	v, err := strconv.ParseUint(p.s[p.i:end], 16, 32)
	p.i = end
	if err != nil {
		return utf8.RuneError
	}
	return rune(v)
}

func (p *literal) number() any {
	start := p.i
	for p.i < len(p.s) && (p.s[p.i] >= '0' && p.s[p.i] <= '9' || strings.IndexByte("+-.eE", p.s[p.i]) >= 0) {
		p.i++
	}
	v, err := strconv.ParseFloat(p.s[start:p.i], 64)
	if err != nil {
		return nil
	}
	return v
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '$' }

func (p *literal) name() string {
	start := p.i
	for p.i < len(p.s) && (letter(p.s[p.i]) || p.s[p.i] >= '0' && p.s[p.i] <= '9') {
		p.i++
	}
	return p.s[start:p.i]
}

// word reads what begins with a name: true, undefined, new Date(…).
func (p *literal) word(depth int) any {
	if strings.HasPrefix(p.s[p.i:], parseCall) {
		p.i += len(parseCall)
		return p.parsed(depth)
	}
	switch name := p.name(); name {
	case "true":
		return true
	case "false":
		return false
	case "null", "undefined", "NaN", "Infinity":
		return nil
	case "void":
		p.value(depth + 1)
		return nil
	case "new":
		p.space()
		p.name()
		if !p.accept('(') {
			return p.fail()
		}
		return p.argument(depth)
	default:
		if p.params[name] {
			return named(name)
		}
		if !p.accept('(') { // Array(3), Object.create(null)
			return p.fail()
		}
		p.argument(depth)
		return nil
	}
}

// argument reads the one argument of a call, or none.
func (p *literal) argument(depth int) any {
	if p.accept(')') {
		return nil
	}
	v := p.value(depth + 1)
	if !p.broken && !p.accept(')') {
		return p.fail()
	}
	return v
}

// parsed reads the string of JSON.parse.
func (p *literal) parsed(depth int) any {
	p.space()
	if p.i >= len(p.s) || strings.IndexByte("\"'`", p.s[p.i]) < 0 || depth > 2 {
		return p.fail()
	}
	text := p.text()
	p.accept(')')
	v, ok := parse(text)
	if !ok {
		return p.fail()
	}
	return v
}
