package fetch

import (
	"bytes"
	"mime"
	"net/http"
	"strings"
)

// sniff names what a body is by its first bytes when that is no text, and ""
// when it may be a page. What the server calls it doesn't count.
func sniff(head []byte) string {
	for _, m := range [...]struct{ magic, kind string }{
		{"%PDF-", "pdf"}, {"\x7fELF", "binary"}, {"\xca\xfe\xba\xbe", "binary"}, {"\xfe\xed\xfa", "binary"},
		{"PK\x03\x04", "archive"}, {"PK\x05\x06", "archive"}, {"7z\xbc\xaf\x27\x1c", "archive"}, {"Rar!\x1a\x07", "archive"},
		{"\xfd7zXZ\x00", "archive"}, {"BZh", "archive"}, {"\x1f\x8b\x08", "archive"}, {"\x28\xb5\x2f\xfd", "archive"},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "document"}, {"{\\rtf", "document"}, {"%!PS", "document"},
		{"ID3", "audio"}, {"OggS", "audio"}, {"fLaC", "audio"}, {"\x1aE\xdf\xa3", "video"}, {"FLV\x01", "video"},
		{"\x00\x00\x01\x00", "image"}, {"II*\x00", "image"}, {"MM\x00*", "image"}, {"8BPS", "image"},
		{"SQLite format 3\x00", "binary"}, {"\x00asm", "binary"}, {"MZ\x90\x00", "binary"},
	} {
		if bytes.HasPrefix(head, []byte(m.magic)) {
			return m.kind
		}
	}
	if len(head) > 12 && string(head[4:8]) == "ftyp" {
		return "video"
	}
	kind, _, _ := strings.Cut(http.DetectContentType(head), "/")
	switch kind {
	case "image", "video", "audio", "font":
		return kind
	}
	return ""
}

// unusable names what a declared content type is when no page can be read
// from it, and "" when one may.
func unusable(contentType string, head []byte) string {
	t, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		t, _, _ = strings.Cut(strings.ToLower(contentType), ";")
		t = strings.TrimSpace(t)
	}
	if t == "" || strings.HasPrefix(t, "text/") && !isCode(t) || strings.Contains(t, "html") || strings.HasSuffix(t, "xml") || looksHTML(head) {
		return ""
	}
	major, minor, _ := strings.Cut(t, "/")
	switch {
	case major == "image" || major == "video" || major == "audio" || major == "font":
		return major
	case strings.HasSuffix(minor, "json"):
		return "json"
	case strings.HasSuffix(minor, "javascript"), isCode(t):
		return "script"
	case minor == "octet-stream", minor == "unknown", minor == "x-unknown", minor == "download", minor == "force-download":
		return "" // said by servers that don't know
	default:
		return minor
	}
}

func isCode(t string) bool {
	return t == "text/css" || t == "text/javascript" || t == "text/csv" || t == "text/calendar" || t == "text/vcard"
}

// looksHTML says whether the first bytes are those of a page, whatever it is
// called.
func looksHTML(head []byte) bool {
	head = bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html")) || bytes.HasPrefix(head, []byte("<head"))
}
