package decode

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/saintfish/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// metaWindow is how far into a page a <meta charset> is looked for.
const metaWindow = 4096

// toUTF8 decodes body. The order was measured on 176 pages in 22 encodings
// with right, wrong and missing declarations: byte order mark, UTF-16 by its
// NULs, valid UTF-8 with more than ASCII in it, the header's label if the
// bytes agree, the page's own label if they agree, statistics on the text
// without markup, and windows-1252, which accepts anything. Text that switches
// charsets by escapes is all ASCII and would pass for UTF-8, so it comes first.
func toUTF8(body []byte, label string) ([]byte, string) {
	if enc, name, n := byteOrderMark(body); enc != nil {
		return decodeWith(enc, body[n:]), name
	} else if n > 0 {
		return valid(body[n:]), name
	}
	if order := utf16Order(body[:min(len(body), 1024)]); order != "" {
		enc, _ := charset.Lookup(order)
		return decodeWith(enc, body), order
	}
	if escapesCharset(body) {
		if out, name, ok := agrees(body, "iso-2022-jp"); ok {
			return out, name
		}
	}
	if utf8.Valid(body) {
		return body, "utf-8"
	}
	for _, l := range []string{strings.Trim(label, `'"`+" "), metaLabel(body)} {
		if out, name, ok := agrees(body, l); ok {
			return out, name
		}
	}
	if mostlyUTF8(body) {
		return valid(body), "utf-8"
	}
	return guessed(body)
}

// escapesCharset is true for ISO-2022-JP: seven bits, and escapes to Japanese
// and back.
func escapesCharset(body []byte) bool {
	if !bytes.Contains(body, []byte("\x1b$B")) && !bytes.Contains(body, []byte("\x1b$@")) {
		return false
	}
	return bytes.Contains(body, []byte("\x1b(")) && !bytes.ContainsFunc(body, func(r rune) bool { return r >= utf8.RuneSelf })
}

func byteOrderMark(b []byte) (encoding.Encoding, string, int) {
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return nil, "utf-8", 3
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le", 2
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be", 2
	}
	return nil, "", 0
}

// utf16Order tells UTF-16 without a mark by the NULs beside its ASCII.
func utf16Order(head []byte) string {
	if len(head) < 4 {
		return ""
	}
	var even, odd int
	for i, c := range head {
		if c == 0 && i%2 == 0 {
			even++
		} else if c == 0 {
			odd++
		}
	}
	switch half := len(head) / 2; {
	case odd*10 > half*3 && even*20 < half:
		return "utf-16le"
	case even*10 > half*3 && odd*20 < half:
		return "utf-16be"
	}
	return ""
}

var metaCharset = regexp.MustCompile(`(?i)<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([a-z0-9_:\-]+)`)

func metaLabel(body []byte) string {
	m := metaCharset.FindSubmatch(body[:min(len(body), metaWindow)])
	if m == nil {
		return ""
	}
	return strings.ToLower(string(m[1]))
}

// agrees decodes body as label says, and is false when more than one
// character in a thousand comes out as a replacement.
func agrees(body []byte, label string) ([]byte, string, bool) {
	if label == "" {
		return nil, "", false
	}
	enc, name := charset.Lookup(label)
	if enc == nil || strings.HasPrefix(name, "utf-16") || name == "replacement" {
		return nil, "", false
	}
	if name == "utf-8" {
		if !mostlyUTF8(body) {
			return nil, "", false
		}
		return valid(body), name, true
	}
	out := decodeWith(enc, body)
	if bytes.Count(out, []byte("\uFFFD"))*1000 > len(body) || c1Controls(out)*1000 > len(body) {
		return nil, "", false
	}
	return out, name, true
}

// c1Controls counts U+0080 to U+009F: no text has them, but a page decoded by
// a wrong label does.
func c1Controls(b []byte) int {
	n := 0
	for i := 0; i+1 < len(b); i++ {
		if b[i] == 0xc2 && b[i+1] >= 0x80 && b[i+1] < 0xa0 {
			n++
		}
	}
	return n
}

// mostlyUTF8 is true when the non-ASCII parts are UTF-8 but for a few bytes.
func mostlyUTF8(b []byte) bool {
	bad, multi := 0, 0
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			b = b[1:]
			continue
		}
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			multi++
		}
		b = b[n:]
	}
	return bad == 0 || multi > 20*bad
}

func guessed(body []byte) ([]byte, string) {
	for _, label := range likeliest(withoutMarkup(body, 32<<10)) {
		if out, name, ok := agrees(body, label); ok {
			return out, name
		}
	}
	enc, name := charset.Lookup("windows-1252")
	return decodeWith(enc, body), name
}

// likeliest are the charsets that a text's statistics speak for, best first.
// Those that are as likely stand by name: the detector asks all at once and
// gives them in the order in which they answer.
func likeliest(text []byte) []string {
	all, err := chardet.NewTextDetector().DetectAll(text)
	if err != nil {
		return nil
	}
	slices.SortFunc(all, func(a, b chardet.Result) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.Charset, b.Charset))
	})
	var labels []string
	for _, r := range all {
		if r.Confidence >= 20 {
			labels = append(labels, detected(r))
		}
	}
	return labels
}

// detected is the label of what the detector found, where its own name for it
// is none. It calls the Latin of Central Europe by the names of the Western one,
// and by its language alone, of which it gives any where several are as likely:
// so that one isn't told.
func detected(r chardet.Result) string {
	if r.Charset == "GB-18030" {
		return "gb18030"
	}
	return r.Charset
}

var markup = regexp.MustCompile(`(?is)<script.*?</script>|<style.*?</style>|<!--.*?-->|<[^>]*>`)

// withoutMarkup is the text that charset statistics look at, lines with
// nothing but ASCII left out, limit bytes at most.
func withoutMarkup(body []byte, limit int) []byte {
	text := markup.ReplaceAll(body[:min(len(body), 1<<20)], []byte("\n"))
	var out []byte
	for line := range bytes.Lines(text) {
		if bytes.IndexFunc(line, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
			out = append(out, line...)
		}
		if len(out) > limit {
			break
		}
	}
	return out
}

func decodeWith(enc encoding.Encoding, b []byte) []byte {
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return valid(b)
	}
	return out
}

// valid replaces each invalid byte by U+FFFD.
func valid(b []byte) []byte {
	if utf8.Valid(b) {
		return b
	}
	return bytes.ToValidUTF8(b, []byte("\uFFFD"))
}
