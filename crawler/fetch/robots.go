package fetch

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/jimsmart/grobotstxt"
	"golang.org/x/text/encoding/unicode"
)

// Bounds on a robots.txt: RFC 9309 asks for at least 500 KiB; the others keep
// a hostile file from costing more than its reading. A long line needs none:
// matching is linear in it.
const (
	robotsBytes   = 500 << 10
	robotsRules   = 10_000
	maxCrawlDelay = 5 * time.Minute
)

// Robots is a robots.txt as it concerns one product token. The zero value
// allows everything.
type Robots struct {
	Sitemaps   []string
	CrawlDelay time.Duration

	specific, global group
	sawSpecific      bool
}

type group struct {
	rules []rule
	delay time.Duration
}

type rule struct {
	allow bool
	parts []string // literal parts between the stars
	end   bool     // "$" at the end
	size  int      // of the pattern as written: the longest match wins
}

// ParseRobots reads a robots.txt for an agent, given by its product token.
func ParseRobots(body []byte, token string) *Robots {
	h := &robotsHandler{agent: token, robots: &Robots{}}
	if bytes.HasPrefix(body, []byte("\xff\xfe")) || bytes.HasPrefix(body, []byte("\xfe\xff")) {
		if b, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(body); err == nil {
			body = b
		}
	}
	grobotstxt.Parse(tameRobots(body), h)
	r := h.robots
	r.CrawlDelay = r.global.delay
	if r.sawSpecific {
		r.CrawlDelay = r.specific.delay
	}
	return r
}

// Allowed says whether a URL may be asked for.
func (r *Robots) Allowed(url string) bool {
	path := robotsPath(url)
	if path == "/robots.txt" {
		return true
	}
	allow, disallow := r.specific.match(path)
	if allow > 0 || disallow > 0 {
		return allow >= disallow
	}
	if r.sawSpecific {
		return true
	}
	allow, disallow = r.global.match(path)
	return allow >= disallow
}

// match gives the sizes of the longest rules that match.
func (g *group) match(path string) (allow, disallow int) {
	for i := range g.rules {
		ru := &g.rules[i]
		switch {
		case ru.allow && ru.size > allow && ru.match(path):
			allow = ru.size
		case !ru.allow && ru.size > disallow && ru.match(path):
			disallow = ru.size
		}
	}
	return allow, disallow
}

// match looks for the parts one after the other, each as early as it comes:
// the cost is linear in the path, whatever the number of stars.
func (r *rule) match(path string) bool {
	first, rest := r.parts[0], r.parts[1:]
	if !strings.HasPrefix(path, first) {
		return false
	}
	path = path[len(first):]
	for i, p := range rest {
		if r.end && i == len(rest)-1 {
			return strings.HasSuffix(path, p)
		}
		at := strings.Index(path, p)
		if at < 0 {
			return false
		}
		path = path[at+len(p):]
	}
	return !r.end || path == ""
}

func newRule(pattern string, allow bool) rule {
	r := rule{allow: allow, size: len(pattern)}
	if p, ok := strings.CutSuffix(pattern, "$"); ok {
		pattern, r.end = p, true
	}
	for strings.Contains(pattern, "**") {
		pattern = strings.ReplaceAll(pattern, "**", "*")
	}
	r.parts = strings.Split(pattern, "*")
	return r
}

// robotsHandler gathers the rules of the agent's groups and of "*".
type robotsHandler struct {
	agent  string
	robots *Robots

	inSpecific, inGlobal, sawRule bool
}

func (h *robotsHandler) HandleRobotsStart() {}
func (h *robotsHandler) HandleRobotsEnd()   {}

func (h *robotsHandler) HandleUserAgent(_ int, value string) {
	if h.sawRule {
		h.inSpecific, h.inGlobal, h.sawRule = false, false, false
	}
	if strings.HasPrefix(value, "*") && (len(value) == 1 || value[1] == ' ' || value[1] == '\t') {
		h.inGlobal = true
		return
	}
	if token := productToken(value); token != "" && strings.EqualFold(token, h.agent) {
		h.inSpecific, h.robots.sawSpecific = true, true
	}
}

func (h *robotsHandler) HandleAllow(_ int, value string)    { h.add(value, true) }
func (h *robotsHandler) HandleDisallow(_ int, value string) { h.add(value, false) }

func (h *robotsHandler) add(value string, allow bool) {
	g := h.group()
	if g == nil {
		return
	}
	h.sawRule = true
	if value == "" || len(g.rules) >= robotsRules {
		return
	}
	g.rules = append(g.rules, newRule(value, allow))
	if i := strings.LastIndexByte(value, '/'); allow && i >= 0 && strings.HasPrefix(value[i+1:], "index.htm") {
		g.rules = append(g.rules, newRule(value[:i+1]+"$", true)) // allowing the index file allows its folder
	}
}

func (h *robotsHandler) group() *group {
	switch {
	case h.inSpecific:
		return &h.robots.specific
	case h.inGlobal:
		return &h.robots.global
	}
	return nil
}

func (h *robotsHandler) HandleSitemap(_ int, value string) {
	if len(h.robots.Sitemaps) < 200 && value != "" {
		h.robots.Sitemaps = append(h.robots.Sitemaps, value)
	}
}

func (h *robotsHandler) HandleUnknownAction(_ int, action, value string) {
	if g := h.group(); g != nil && strings.EqualFold(action, "crawl-delay") {
		secs, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err == nil && secs > 0 {
			g.delay = min(time.Duration(min(secs, 1e6)*float64(time.Second)), maxCrawlDelay)
		}
	}
}

// productToken is the name at the beginning of a User-Agent or of a
// robots.txt's user-agent line.
func productToken(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !('a' <= c|0x20 && c|0x20 <= 'z' || c == '-' || c == '_') {
			return s[:i]
		}
	}
	return s
}

// tameRobots cuts a robots.txt to its bounds and takes off what editors put
// before it.
func tameRobots(b []byte) string {
	if len(b) > robotsBytes {
		b = b[:robotsBytes]
		if i := bytes.LastIndexByte(b, '\n'); i > 0 {
			b = b[:i] // half a rule is another rule
		}
	}
	bom := []byte("\xef\xbb\xbf")
	for n := len(bom); n > 0; n-- {
		if bytes.HasPrefix(b, bom[:n]) {
			b = b[n:]
			break
		}
	}
	// Escapes are written in one way here, because the parser spoils digits
	// when it does so.
	return upperEscapes(escapeHigh(bytes.ReplaceAll(b, []byte{0}, nil)))
}

// robotsPath is the path and query of a URL with its escapes in upper case,
// which is how rules are kept.
func robotsPath(url string) string {
	_, rest, ok := strings.Cut(url, "://")
	if !ok {
		rest = strings.TrimPrefix(url, "//")
	}
	rest, _, _ = strings.Cut(rest, "#")
	i := strings.IndexAny(rest, "/?;")
	if i < 0 {
		return "/"
	}
	path := rest[i:]
	if path[0] != '/' {
		path = "/" + path
	}
	return upperEscapes(path)
}

// escapeHigh escapes what is not ASCII.
func escapeHigh(b []byte) string {
	const hex = "0123456789ABCDEF"
	out := make([]byte, 0, len(b))
	for _, c := range b {
		if c >= 0x80 {
			out = append(out, '%', hex[c>>4], hex[c&15])
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

func upperEscapes(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	out := []byte(s)
	for i := 0; i+2 < len(out); i++ {
		if out[i] == '%' && isHex(out[i+1]) && isHex(out[i+2]) {
			out[i+1] &^= upperBit(out[i+1])
			out[i+2] &^= upperBit(out[i+2])
			i += 2
		}
	}
	return string(out)
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

// upperBit is the bit that makes a letter lower-case; digits have none to clear.
func upperBit(c byte) byte {
	if c >= 'a' {
		return 0x20
	}
	return 0
}
