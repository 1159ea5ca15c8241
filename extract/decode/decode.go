// Package decode turns the bytes of a page, as served or stored, into UTF-8
// text, and into a tree that is safe to walk. It refuses what is no page at
// all (pictures, PDF, archives), what is too large, and what would cost the
// parser more time or memory than a page may, and leaves out what no reader
// sees. It knows nothing of articles.
//
// Start at Bytes, Check and Prune.
package decode

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"mime"
	"strings"
	"unicode/utf8"
)

// The limits of a page, from measurements over 6,868 real ones: the largest
// was 5.3 MB.
const (
	MaxBytes = 20 << 20 // of a page, compression undone
)

// Errors that say what a page is not.
var (
	ErrNotHTML  = errors.New("not HTML")
	ErrTooLarge = errors.New("page too large")
)

// Text is a decoded page.
type Text struct {
	UTF8    []byte
	Charset string // what the bytes were taken for
	Plain   bool   // text without markup
}

// Bytes undoes gzip, refuses what is no text, and decodes to UTF-8 without a
// byte order mark or control characters. The result may share memory with
// body.
func Bytes(body []byte, contentType string) (Text, error) {
	body, err := gunzip(body)
	if err != nil {
		return Text{}, err
	}
	if len(body) > MaxBytes {
		return Text{}, fmt.Errorf("%w: %d MB, at most %d", ErrTooLarge, len(body)>>20, MaxBytes>>20)
	}
	if kind := binaryKind(body); kind != "" {
		return Text{}, fmt.Errorf("%w: the bytes are %s", ErrNotHTML, kind)
	}
	mediaType, params, _ := mime.ParseMediaType(contentType)
	if mediaType != "" && !textual(mediaType) && !looksLikeHTML(body) {
		return Text{}, fmt.Errorf("%w: the server calls it %s", ErrNotHTML, mediaType)
	}
	utf8Bytes, charset := toUTF8(body, params["charset"])
	utf8Bytes = dropControls(utf8Bytes)
	plain := mediaType == "text/plain" || mediaType == "" || mediaType == "text/markdown"
	if plain && looksLikeHTML(utf8Bytes) {
		plain = false
	}
	if !plain && mediaType != "text/html" && mediaType != "application/xhtml+xml" && !looksLikeHTML(utf8Bytes) {
		return Text{}, fmt.Errorf("%w: the server calls it %s", ErrNotHTML, mediaType)
	}
	return Text{UTF8: utf8Bytes, Charset: charset, Plain: plain}, nil
}

// gunzip undoes gzip of a page that was stored or served compressed without
// saying so.
func gunzip(body []byte) ([]byte, error) {
	if len(body) < 3 || body[0] != 0x1f || body[1] != 0x8b || body[2] != 8 {
		return body, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: damaged gzip: %w", ErrNotHTML, err)
	}
	out, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%w: damaged gzip: %w", ErrNotHTML, err)
	}
	return out, nil
}

func textual(mediaType string) bool {
	switch {
	case strings.HasPrefix(mediaType, "text/"):
		return true
	case strings.HasSuffix(mediaType, "+xml"), strings.HasSuffix(mediaType, "/xml"):
		return true
	}
	return false
}

// magics are the first bytes of what is often served under text/html by
// mistake.
var magics = []struct{ prefix, kind string }{
	{"%PDF-", "a PDF"},
	{"\x89PNG\r\n", "a PNG picture"},
	{"\xff\xd8\xff", "a JPEG picture"},
	{"GIF8", "a GIF picture"},
	{"PK\x03\x04", "a ZIP archive or Office file"},
	{"\x7fELF", "a program"},
	{"MZ\x90", "a program"},
	{"Rar!\x1a", "a RAR archive"},
	{"7z\xbc\xaf\x27\x1c", "a 7z archive"},
	{"ID3", "an MP3 file"},
	{"OggS", "an Ogg file"},
	{"\x00\x00\x00\x18ftyp", "an MP4 video"},
	{"\x00\x00\x00\x1cftyp", "an MP4 video"},
	{"\x00\x00\x00\x20ftyp", "an MP4 video"},
	{"\x1aE\xdf\xa3", "a Matroska video"},
	{"\xd0\xcf\x11\xe0", "an Office file"},
	{"wOFF", "a font"},
	{"wOF2", "a font"},
	{"BZh", "a bzip2 archive"},
	{"\xfd7zXZ", "an xz archive"},
	{"\x28\xb5\x2f\xfd", "a zstd archive"},
	{"SQLite format 3", "a SQLite database"},
}

// binaryKind tells by the first bytes what is no text; "" for what may be.
func binaryKind(body []byte) string {
	for _, m := range magics {
		if bytes.HasPrefix(body, []byte(m.prefix)) {
			return m.kind
		}
	}
	if len(body) > 12 && string(body[:4]) == "RIFF" {
		switch string(body[8:12]) {
		case "WEBP", "WAVE", "AVI ":
			return "a picture, sound or video"
		}
	}
	if mostlyControls(body) {
		return "binary data"
	}
	return ""
}

// mostlyControls is true when the first kilobyte holds more control
// characters than any text does. UTF-16 is let through: it has NULs on one
// side of each pair only.
func mostlyControls(body []byte) bool {
	head := body[:min(len(body), 1024)]
	if utf16Order(head) != "" {
		return false
	}
	n := 0
	for _, c := range head {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b {
			n++
		}
	}
	return len(head) > 0 && n*10 > len(head)
}

// sniffed is how far into a page markup is looked for, in bytes.
const sniffed = 8192

// looksLikeHTML is true when the page begins with markup, or markup that only
// HTML has stands in its first kilobytes: pages begin with comments,
// warnings of their server and blank lines too.
func looksLikeHTML(body []byte) bool {
	first := bytes.ToLower(body[:min(len(body), 512)])
	if bytes.Contains(first, []byte("<!doctype html")) || bytes.Contains(first, []byte("<html")) {
		return true
	}
	head := bytes.ToLower(body[:min(len(body), sniffed)])
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n\f")
	if utf16Order(head[:min(len(head), 1024)]) != "" {
		head = bytes.ReplaceAll(head, []byte{0}, nil)
	}
	for _, tag := range []string{"<!doctype html", "<html", "<head>", "<body", "<meta ", "<title>", "<link "} {
		if bytes.Contains(head, []byte(tag)) {
			return true
		}
	}
	for _, tag := range []string{"<article", "<div", "<p>", "<p ", "<h1", "<h2", "<title", "<table", "<script", "<!--", "<section", "<main", "<ul", "<span"} {
		if bytes.HasPrefix(head, []byte(tag)) {
			return true
		}
	}
	if len(head) > 1 && head[0] == '<' && head[1] >= 'a' && head[1] <= 'z' {
		return true
	}
	return bytes.Count(head, []byte("</p>"))+bytes.Count(head, []byte("</div>")) >= 2
}

// dropControls removes control characters that no text needs, NUL first among
// them: PostgreSQL refuses it and terminals obey others.
func dropControls(b []byte) []byte {
	if !hasControls(b) {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); {
		c := b[i]
		if c < utf8.RuneSelf {
			if !dropped(rune(c)) {
				out = append(out, c)
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if !dropped(r) {
			out = append(out, b[i:i+n]...)
		}
		i += n
	}
	return out
}

func dropped(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' && r != '\f' || r == 0x7f || r >= 0x80 && r < 0xa0 && r != 0x85
}

// suspect marks the bytes that may begin a dropped character.
var suspect = func() (t [256]bool) {
	for c := range 0x20 {
		t[c] = dropped(rune(c))
	}
	t[0x7f], t[0xc2] = true, true
	return t
}()

// hasControls looks at eight bytes at a time: on nearly all pages there is none.
func hasControls(b []byte) bool {
	for len(b) > 8 {
		if mayControl(binary.LittleEndian.Uint64(b)) && hasControl(b[:9]) {
			return true
		}
		b = b[8:]
	}
	return hasControl(b)
}

// mayControl says whether one of eight bytes is below 0x20, or 0x7f or 0xc2.
// A byte of 0 in a word is found as in Warren, Hacker's Delight, 6-1.
func mayControl(w uint64) bool {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	low := (w - 0x20*ones) &^ w
	del := w ^ 0x7f*ones
	c1 := w ^ 0xc2*ones
	return (low|(del-ones)&^del|(c1-ones)&^c1)&high != 0
}

func hasControl(b []byte) bool {
	for i, c := range b {
		if suspect[c] && (c != 0xc2 || i+1 < len(b) && b[i+1] < 0xa0 && b[i+1] != 0x85) {
			return true
		}
	}
	return false
}
