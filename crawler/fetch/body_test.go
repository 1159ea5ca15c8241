package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"
)

func encoded(t *testing.T, name string, b []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	var w io.WriteCloser
	var err error
	switch name {
	case "gzip":
		w = gzip.NewWriter(&buf)
	case "br":
		w = brotli.NewWriter(&buf)
	case "zstd":
		w, err = zstd.NewWriter(&buf)
	case "deflate":
		w, err = flate.NewWriter(&buf, 6)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestEncodings(t *testing.T) {
	text := []byte("<!doctype html><p>" + strings.Repeat("words of our own ", 300))
	bomb := append([]byte("<!doctype html>"), bytes.Repeat([]byte(" "), 9<<20)...)
	for _, name := range []string{"gzip", "br", "zstd", "deflate"} {
		t.Run(name, func(t *testing.T) {
			get := func(body []byte) (*Response, error) {
				w := &web{hosts: map[string]http.Handler{"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Content-Encoding", name)
					w.Header().Set("Content-Type", "text/html")
					w.Write(body)
				})}}
				return New(Config{Transport: w}).Get(t.Context(), Request{URL: "https://a.example/", Policy: &Policy{IgnoreRobots: true}})
			}
			good := encoded(t, name, text)
			resp, err := get(good)
			if err != nil || !bytes.Equal(resp.Body, text) || resp.Wire != int64(len(good)) {
				t.Fatalf("%v", err)
			}
			var content *ContentError
			if _, err := get(encoded(t, name, bomb)); !errors.As(err, &content) || content.Kind != "bomb" {
				t.Errorf("a bomb: %v", err)
			}
			var netErr *NetError
			if _, err := get(good[:len(good)-5]); !errors.As(err, &netErr) || netErr.Op != "torn" {
				t.Errorf("a cut stream: %v", err)
			}
		})
	}
}

// A sitemap's name ends in .xml.gz; Colly would unpack it a second time.
func TestGzippedSitemap(t *testing.T) {
	const want = "<?xml version=\"1.0\"?><urlset></urlset>"
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, want)
	z.Close()
	for _, ctype := range []string{"application/gzip", "application/x-gzip", "application/xml"} {
		t.Run(ctype, func(t *testing.T) {
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					http.NotFound(w, r)
					return
				}
				w.Header().Set("Content-Type", ctype)
				w.Write(packed.Bytes())
			})
			c := New(Config{Transport: &web{hosts: map[string]http.Handler{"a.example": h}}})
			resp, err := c.Get(t.Context(), Request{URL: "https://a.example/sitemap.xml.gz", Kind: Sitemap, Policy: &Policy{}})
			if err != nil {
				t.Fatal(err)
			}
			if string(resp.Body) != want {
				t.Errorf("got %q, want %q", resp.Body, want)
			}
		})
	}
}

func TestContent(t *testing.T) {
	tests := []struct{ name, contentType, encoding, body, kind string }{
		{"HTML", "text/html", "", "<p>x", ""},
		{"no type", "", "", "<p>x", ""},
		{"XHTML", "application/xhtml+xml", "", "<html/>", ""},
		{"text", "text/plain", "", "words", ""},
		{"HTML under a wrong type", "application/json", "", "<!doctype html><p>x", ""},
		{"gzip that is none", "text/html", "gzip", "<p>x", ""},
		{"empty", "text/html", "", "", ""},
		{"PDF under HTML", "text/html", "", "%PDF-1.7\n", "pdf"},
		{"PNG under HTML", "text/html", "", "\x89PNG\r\n\x1a\n\x00\x00", "image"},
		{"JPEG under HTML", "text/html", "", "\xff\xd8\xff\xe0\x00\x10JFIF", "image"},
		{"ELF under HTML", "text/html", "", "\x7fELF\x02\x01", "binary"},
		{"zip under HTML", "text/html", "", "PK\x03\x04\x14\x00", "archive"},
		{"gzip under HTML", "text/html", "", "\x1f\x8b\x08\x00\x00", "archive"},
		{"MP4 under HTML", "text/html", "", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", "video"},
		{"MP3 under HTML", "text/html", "", "ID3\x03\x00", "audio"},
		{"declared PDF", "application/pdf", "", "x", "pdf"},
		{"declared image", "image/png", "", "x", "image"},
		{"JSON", "application/json", "", `{"a":1}`, "json"},
		{"script", "text/javascript", "", "x()", "script"},
		{"unknown encoding", "text/html", "rot13", "<p>x", "encoding"},
		{"four encodings", "text/html", "gzip, gzip, gzip, gzip", "<p>x", "encoding"},
		{"too large", "text/html", "", "<p>" + strings.Repeat("x", 11<<20), "too_large"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := &web{hosts: map[string]http.Handler{"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header()["Content-Type"] = nil
				if tt.contentType != "" {
					w.Header().Set("Content-Type", tt.contentType)
				}
				if tt.encoding != "" {
					w.Header().Set("Content-Encoding", tt.encoding)
				}
				io.WriteString(w, tt.body)
			})}}
			resp, err := New(Config{Transport: w}).Get(t.Context(), Request{URL: "https://a.example/", Policy: &Policy{IgnoreRobots: true}})
			if tt.kind == "" {
				if err != nil || string(resp.Body) != tt.body {
					t.Errorf("got %v", err)
				}
				return
			}
			var content *ContentError
			if !errors.As(err, &content) || content.Kind != tt.kind {
				t.Errorf("got %v, want %s", err, tt.kind)
			}
		})
	}
}

// slowBody gives a byte at a time, or none at all after the first.
type slowBody struct {
	every time.Duration
	stop  bool
	ctx   context.Context
	n     int
}

func (b *slowBody) Read(p []byte) (int, error) {
	if b.n > 0 {
		d := b.every
		if b.stop {
			d = 24 * time.Hour
		}
		select {
		case <-time.After(d):
		case <-b.ctx.Done():
			return 0, b.ctx.Err()
		}
	}
	b.n++
	return copy(p, "x"), nil
}

func (*slowBody) Close() error { return nil }

type slowWeb struct{ every, header time.Duration }

func (w slowWeb) RoundTrip(req *http.Request) (*http.Response, error) {
	if w.header > 0 {
		select {
		case <-time.After(w.header):
		case <-req.Context().Done():
			return nil, req.Context().Err()
		}
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Request: req, ContentLength: -1,
		Body: &slowBody{every: w.every, stop: w.every == 0, ctx: req.Context()}}, nil
}

func TestTimeouts(t *testing.T) {
	tests := []struct {
		name string
		web  slowWeb
		want time.Duration
		err  error
	}{
		{"a body that stops", slowWeb{}, 15 * time.Second, errIdle},
		{"a body that drips", slowWeb{every: 5 * time.Second}, 60 * time.Second, errPageTime},
		{"a header that never comes", slowWeb{header: time.Hour}, 45 * time.Second, errIdle},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				_, err := New(Config{Transport: tt.web}).Get(t.Context(), Request{URL: "https://a.example/", Policy: &Policy{IgnoreRobots: true}})
				var netErr *NetError
				if !errors.As(err, &netErr) || netErr.Op != "timeout" || !errors.Is(err, tt.err) {
					t.Errorf("got %v", err)
				}
				if took := time.Since(start); took != tt.want {
					t.Errorf("took %v, want %v", took, tt.want)
				}
			})
		})
	}
}

func TestTornBody(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000")
		io.WriteString(w, "<p>short")
	}))
	defer srv.Close()
	_, err := New(Config{AllowPrivate: []string{"127.0.0.1"}}).Get(t.Context(), Request{URL: srv.URL, Policy: &Policy{IgnoreRobots: true}})
	var netErr *NetError
	if !errors.As(err, &netErr) || netErr.Op != "torn" {
		t.Errorf("got %v", err)
	}
}

// Bodies whose size nobody says are read into room that is used again: none may
// be seen to change by those that come later, nor show what was there before.
func TestBodiesShareNoRoom(t *testing.T) {
	bodyOf := func(i int) []byte {
		size := []int{0, 1, 100, 40 << 10, 200 << 10, 3 << 20}[i%6]
		return bytes.Repeat([]byte{byte('a' + i%26)}, size)
	}
	s := newScratch()
	var wg sync.WaitGroup
	bodies := make([][]byte, 120)
	for w := range 4 {
		wg.Go(func() {
			for i := w; i < len(bodies); i += 4 {
				resp := &http.Response{StatusCode: 200, ContentLength: -1, Header: http.Header{"Content-Type": {"text/html"}}, Body: io.NopCloser(bytes.NewReader(bodyOf(i)))}
				body, _, err := s.readBody(resp, "https://a.example/", Page, Limits{}.withDefaults(), func() {})
				if err != nil {
					t.Error(err)
				}
				bodies[i] = body
			}
		})
	}
	wg.Wait()
	for i, body := range bodies {
		if !bytes.Equal(body, bodyOf(i)) {
			t.Errorf("body %d has %d bytes, or other ones than were sent", i, len(body))
		}
	}
}

func BenchmarkReadBody(b *testing.B) {
	page := bytes.Repeat([]byte("<p>word</p>"), 15_000)
	s := newScratch()
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		resp := &http.Response{StatusCode: 200, ContentLength: -1, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(page))}
		if _, _, err := s.readBody(resp, "https://a.example/", Page, Limits{}.withDefaults(), func() {}); err != nil {
			b.Fatal(err)
		}
	}
}
