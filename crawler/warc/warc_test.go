package warc

import (
	"bufio"
	"bytes"
	"crypto/sha1"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/nlnwa/gowarc/v3"

	"copydesk/crawler/fetch"
	"copydesk/storage"
)

func at(n int) time.Time {
	return time.Date(2026, 3, 4, 5, 6, 7, 123456000, time.UTC).Add(time.Duration(n) * time.Second)
}

// somePages have bytes that are no text, headers that repeat, and addresses
// that redirects led away from.
func somePages() []storage.PageRecord {
	html := func(s string) []byte {
		return []byte("<!DOCTYPE html><title>" + s + "</title>\r\n\r\n" + s + "\x00\xff\r\n\r\n")
	}
	head := map[string][]string{"Content-Type": {"text/html; charset=windows-1252"}, "X-Two": {"a", "b"}, "Link": {`<https://a.example/?a=1&b=2>; rel="next"`}}
	return []storage.PageRecord{
		{URL: "https://a.example/1", FinalURL: "https://a.example/1", FetchedAt: at(1), Status: 200, Header: head, Body: html("one")},
		{URL: "https://a.example/short", FinalURL: "https://a.example/2?x=%20y", FetchedAt: at(2), Status: 404, Header: head, Body: html(strings.Repeat("two ", 40_000))},
		{URL: "https://a.example/empty", FetchedAt: at(3), Status: 200, Header: map[string][]string{}, Body: []byte{}},
		{URL: "https://a.example/4", FinalURL: "https://a.example/4", FetchedAt: at(4), Status: 200, Header: map[string][]string{"Content-Type": {"text/html"}}, Body: html("WARC/1.1\r\nWARC-Type: response\r\n\r\n")},
	}
}

func written(t *testing.T, packing Compression, pages []storage.PageRecord) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, packing, "copydesk/test", at(0))
	if err != nil {
		t.Fatal(err)
	}
	for i := range pages {
		if err := w.Page(&pages[i]); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func TestWrittenAndReadBack(t *testing.T) {
	for _, packing := range []Compression{Plain, Gzip, Zstd} {
		t.Run("as "+string(packing), func(t *testing.T) {
			pages := somePages()
			i := 0
			for got, err := range Read(bytes.NewReader(written(t, packing, pages))) {
				if err != nil {
					t.Fatal(err)
				}
				p := pages[i]
				want := &fetch.Response{URL: p.URL, FinalURL: p.FinalURL, Status: p.Status, Header: p.Header, Body: p.Body, Started: p.FetchedAt, Wire: int64(len(p.Body))}
				if want.FinalURL == "" {
					want.FinalURL = p.URL
				}
				if v := p.Header["Content-Type"]; len(v) > 0 {
					want.ContentType = v[0]
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("page %d (-want +got):\n%s", i, diff)
				}
				i++
			}
			if i != len(pages) {
				t.Errorf("%d pages came back, want %d", i, len(pages))
			}
		})
	}
}

// What is written is valid to the letter, for a reader that forgives nothing.
func TestWrittenIsValid(t *testing.T) {
	for _, packing := range []Compression{Plain, Gzip} {
		in := bufio.NewReader(bytes.NewReader(written(t, packing, somePages())))
		u := gowarc.NewUnmarshaler(gowarc.WithStrictValidation())
		kinds := map[string]int{}
		for {
			rec, offset, problems, err := u.Unmarshal(in)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || len(problems) > 0 || offset != 0 {
				t.Fatalf("%v, %v, %d bytes between records", err, problems, offset)
			}
			kinds[rec.Type().String()]++
			if rec.Version() != gowarc.V1_1 {
				t.Errorf("version %s", rec.Version())
			}
			checkDigest(t, rec)
		}
		if diff := cmp.Diff(map[string]int{"warcinfo": 1, "metadata": 1, "response": 4}, kinds); diff != "" {
			t.Error(diff)
		}
	}
}

// checkDigest computes the digest of the block without the library.
func checkDigest(t *testing.T, rec gowarc.WarcRecord) {
	t.Helper()
	raw, err := rec.Block().RawBytes()
	if err != nil {
		t.Fatal(err)
	}
	h := sha1.New()
	if _, err := io.Copy(h, raw); err != nil {
		t.Fatal(err)
	}
	if got, want := rec.WarcHeader().Get(gowarc.WarcBlockDigest), "sha1:"+base32.StdEncoding.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
	if rec.Type() == gowarc.Response && !strings.HasPrefix(rec.WarcHeader().Get(gowarc.WarcPayloadDigest), "sha1:") {
		t.Error("no digest of the payload")
	}
}

// wild is a record as other crawlers write them.
func wild(kind, target, block string) string {
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2026-03-04T05:06:07Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-%012d>\r\n"+
		"Content-Type: application/http; msgtype=%s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", kind, target, len(block), kind, len(block), block)
}

func zipped(s string) string {
	var b strings.Builder
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, s) // into memory
	_ = z.Close()
	return b.String()
}

func readAllOf(t *testing.T, file string) (bodies []string, errs []error) {
	t.Helper()
	for resp, err := range Read(strings.NewReader(file)) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		bodies = append(bodies, string(resp.Body))
	}
	return bodies, errs
}

func TestReadWild(t *testing.T) {
	const page, ok = "<!doctype html><p>Hello", "HTTP/1.1 200 OK\r\n"
	for _, c := range []struct{ name, record, want string }{
		{"plain", wild("response", "https://a.example/", ok+"Content-Type: text/html\r\n\r\n"+page), page},
		{"gzip", wild("response", "https://a.example/", ok+"Content-Encoding: gzip\r\n\r\n"+zipped(page)), page},
		{"gzip undone", wild("response", "https://a.example/", ok+"Content-Encoding: gzip\r\n\r\n"+page), page},
		{"chunked", wild("response", "https://a.example/", ok+"Transfer-Encoding: chunked\r\n\r\n9\r\n<!doctype\r\ne\r\n html><p>Hello\r\n0\r\n\r\n"), page},
		{"chunks undone", wild("response", "https://a.example/", ok+"Transfer-Encoding: chunked\r\n\r\n"+page), page},
		{"wrong length", wild("response", "https://a.example/", ok+"Content-Length: 4\r\n\r\n"+page), page},
		{"broken header", wild("response", "https://a.example/", "HTTP/1.0 200\nno colon\nB ad: x\nContent-Type: text/html\n\n"+page), page},
		{"address in brackets", wild("response", "<https://a.example/>", ok+"Content-Type: text/html\r\n\r\n"+page), page},
		{"request", wild("request", "https://a.example/", "GET / HTTP/1.1\r\n\r\n"), ""},
		{"dns", wild("response", "dns:a.example", "20260304050607\na.example. 300 IN A 10.1.1.1\n"), ""},
		{"revisit", wild("revisit", "https://a.example/", ok+"\r\n"), ""},
	} {
		bodies, errs := readAllOf(t, c.record)
		if got := strings.Join(bodies, "|"); got != c.want || len(errs) > 0 {
			t.Errorf("%s: %q, %v; want %q", c.name, got, errs, c.want)
		}
	}
	resource := strings.NewReplacer("application/http; msgtype=resource", "text/html").Replace(wild("resource", "https://a.example/", page))
	if bodies, errs := readAllOf(t, resource); len(bodies) != 1 || bodies[0] != page || len(errs) > 0 {
		t.Errorf("resource: %q, %v", bodies, errs)
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct{ name, block string }{
		{"no HTTP", "hello\r\n\r\n"}, {"no status", "HTTP/1.1 abc\r\n\r\nx"}, {"picture", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n\x00\x00"},
		{"cut gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + zipped("hello hello hello")[:20]},
		{"bomb", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + zipped(strings.Repeat("\x00", 8<<20))},
	} {
		after := wild("response", "https://a.example/2", "HTTP/1.1 200 OK\r\n\r\n<p>after")
		bodies, errs := readAllOf(t, wild("response", "https://a.example/1", c.block)+after)
		if len(errs) != 1 || len(bodies) != 1 || bodies[0] != "<p>after" {
			t.Errorf("%s: %q, %v", c.name, bodies, errs)
		}
	}
}

// Damage costs the record that it is in, in each kind of file.
func TestReadDamaged(t *testing.T) {
	for _, packing := range []Compression{Plain, Gzip} {
		whole := written(t, packing, somePages())
		for _, c := range []struct {
			name   string
			damage func([]byte) []byte
			least  int // pages that come all the same
		}{
			{"cut at the end", func(b []byte) []byte { return b[:len(b)-20] }, 3},
			{"a byte changed", func(b []byte) []byte { b[len(b)-60] ^= 0x55; return b }, 3},
			{"garbage before it", func(b []byte) []byte { return append([]byte("garbage\n"), b...) }, 4},
		} {
			bodies, errs := readAllOf(t, string(c.damage(bytes.Clone(whole))))
			if len(bodies) < c.least || len(errs) == 0 && c.least < 4 {
				t.Errorf("%s %s: %d pages, %v", packing, c.name, len(bodies), errs)
			}
		}
	}
	if bodies, errs := readAllOf(t, strings.Repeat("no archive at all ", 1000)); len(bodies) > 0 || len(errs) == 0 {
		t.Errorf("no WARC: %d pages, %v", len(bodies), errs)
	}
	for name, file := range map[string]string{"empty": "", "empty gzip": zipped(""), "breaks": "\r\n\r\n"} {
		if bodies, errs := readAllOf(t, file); len(bodies) > 0 || len(errs) != 1 || !errors.Is(errs[0], ErrDamaged) {
			t.Errorf("%s: %d pages, %v; want it to be said that there is no record", name, len(bodies), errs)
		}
	}
	if bodies, errs := readAllOf(t, string(written(t, Gzip, nil))); len(bodies)+len(errs) > 0 {
		t.Errorf("a file that says who wrote it and nothing more: %d pages, %v", len(bodies), errs)
	}
}

// A file that was compressed as a whole has all of its records in one member.
func TestReadOneMember(t *testing.T) {
	var records []string
	for i := range 40 {
		records = append(records, wild("response", fmt.Sprint("https://a.example/", i), fmt.Sprintf("HTTP/1.1 200 OK\r\n\r\n<p>%d %s", i, strings.Repeat("x", i*997))))
	}
	whole := strings.Join(records, "")
	two := zipped(strings.Join(records[:7], "")) + zipped(strings.Join(records[7:], "\r\n"))
	for name, file := range map[string]string{"one": zipped(whole), "two": two, "breaks between": strings.ReplaceAll(two, "\x1f\x8b\x08", "\r\n\x1f\x8b\x08")} {
		if bodies, errs := readAllOf(t, file); len(bodies) != 40 || len(errs) > 0 || !strings.HasPrefix(bodies[39], "<p>39 x") {
			t.Errorf("%s: %d pages, %v", name, len(bodies), errs)
		}
	}
	cut := zipped(whole)
	if bodies, errs := readAllOf(t, cut[:len(cut)-3]); len(bodies) != 39 || len(errs) != 1 {
		t.Errorf("without its checksum: %d pages, %v", len(bodies), errs)
	}
	holed := zipped("lost" + records[0][4:] + whole)
	if bodies, errs := readAllOf(t, holed); len(bodies) != 40 {
		t.Errorf("a record without a beginning: %d pages, %v", len(bodies), errs)
	}
}

func TestReadWithDictionary(t *testing.T) {
	record := wild("response", "https://a.example/", "HTTP/1.1 200 OK\r\n\r\n<p>hello hello")
	var samples [][]byte
	for i := range 200 {
		samples = append(samples, []byte(wild("response", fmt.Sprint("https://a.example/", i), fmt.Sprintf("HTTP/1.1 200 OK\r\nX-Number: %x\r\n\r\n<p>hello number %d", i*i*7919, i*104729))))
	}
	dictionary, err := zstd.BuildDict(zstd.BuildDictOptions{ID: 7, Contents: samples, History: bytes.Join(samples[:20], nil), Offsets: [3]int{1, 4, 8}})
	if err != nil {
		t.Fatal(err)
	}
	packer, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderDict(dictionary))
	if err != nil {
		t.Fatal(err)
	}
	for name, dict := range map[string][]byte{"as it is": dictionary, "compressed": packer.EncodeAll(dictionary, nil)} {
		n := len(dict)
		file := append([]byte{0x5d, 0x2a, 0x4d, 0x18, byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)}, dict...)
		for range 3 {
			file = enc.EncodeAll([]byte(record), file)
		}
		if bodies, errs := readAllOf(t, string(file)); len(bodies) != 3 || len(errs) > 0 {
			t.Errorf("%s: %d pages, %v", name, len(bodies), errs)
		}
	}
}

// zeros never end; read counts what was taken of them.
type zeros struct{ read int }

func (z *zeros) Read(p []byte) (int, error) {
	clear(p)
	z.read += len(p)
	return len(p), nil
}

// What holds no record is given up; a hole between two is passed over.
func TestNoRecords(t *testing.T) {
	var z zeros
	n := 0
	for _, err := range Read(&z) {
		if n++; !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "is it a WARC file?") {
			t.Errorf("%v", err)
		}
	}
	if n != 1 || z.read > 2*maxRecord {
		t.Errorf("%d errors after %d bytes", n, z.read)
	}
	record := wild("response", "https://a.example/", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x")
	for name, hole := range map[string]string{"small": strings.Repeat("\x00", 5000), "large": strings.Repeat("\x00", 3<<20)} {
		if bodies, _ := readAllOf(t, record+hole+record); len(bodies) != 2 {
			t.Errorf("a %s hole: %d pages, want 2", name, len(bodies))
		}
	}
	if _, errs := readAllOf(t, "<p>a page"); len(errs) != 1 || !strings.Contains(errs[0].Error(), "is it a WARC file?") {
		t.Errorf("a page for a WARC file: %v", errs)
	}
}

func TestAnswerIsSafe(t *testing.T) {
	p := storage.PageRecord{URL: "https://a.example/", Status: 200, FetchedAt: at(1), Body: []byte("<p>body"),
		Header: http.Header{"X-Evil": {"a\r\n\r\n<p>injected"}}}
	bodies, errs := readAllOf(t, string(written(t, Plain, []storage.PageRecord{p})))
	if len(errs) > 0 || len(bodies) != 1 || bodies[0] != "<p>body" {
		t.Errorf("%q, %v", bodies, errs)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(wild("response", "https://a.example/", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")))
	f.Add([]byte(zipped(wild("resource", "https://a.example/", "<p>x"))))
	f.Add([]byte("\x5d\x2a\x4d\x18\x02\x00\x00\x00ab\x28\xb5\x2f\xfd"))
	f.Fuzz(func(t *testing.T, data []byte) {
		whole := written(t, Gzip, []storage.PageRecord{{URL: "https://a.example/", Status: 200, FetchedAt: at(1), Body: data}})
		bodies, errs := readAllOf(t, string(whole))
		var content *fetch.ContentError // for what is no page by its first bytes
		if len(bodies)+len(errs) != 1 || len(errs) == 1 && !errors.As(errs[0], &content) || len(bodies) == 1 && bodies[0] != string(data) {
			t.Errorf("%q was written and %q read, %v", data, bodies, errs)
		}
		n := 0
		for resp := range Read(bytes.NewReader(data)) {
			if resp == nil {
				t.Fatal("no answer")
			}
			if n++; n > 10_000 {
				t.Fatal("it never ends")
			}
		}
	})
}
