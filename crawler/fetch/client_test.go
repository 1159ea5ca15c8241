package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRedirects(t *testing.T) {
	w := &web{hosts: map[string]http.Handler{
		"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/two":
				http.Redirect(w, r, "/one", 301)
			case "/one":
				http.Redirect(w, r, "https://user:pw@b.example/end#x", 302)
			case "/loop":
				http.Redirect(w, r, "/loop2", 302)
			case "/loop2":
				http.Redirect(w, r, "/loop", 302)
			case "/inside":
				w.Header().Set("Location", "http://127.0.0.1/admin")
				w.WriteHeader(302)
			case "/metadata":
				w.Header().Set("Location", "http://169.254.169.254/")
				w.WriteHeader(302)
			case "/scheme":
				w.Header().Set("Location", "file:///etc/passwd")
				w.WriteHeader(302)
			case "/cookie":
				if _, err := r.Cookie("seen"); err == nil {
					page("with cookie")(w, r)
					return
				}
				w.Header().Set("Set-Cookie", "seen=1")
				http.Redirect(w, r, "/cookie", 302)
			case "/out":
				http.Redirect(w, r, "https://out.example/", 302)
			case "/nowhere":
				w.WriteHeader(302)
			default:
				var n int
				if _, err := fmt.Sscanf(r.URL.Path, "/n%d", &n); err == nil {
					http.Redirect(w, r, fmt.Sprintf("/n%d", n+1), 302)
					return
				}
				http.NotFound(w, r)
			}
		}),
		"b.example": page("end"),
	}}
	c := New(Config{Transport: w})
	scope := func(u string) error {
		if strings.Contains(u, "out.example") {
			return errors.New("not of this site")
		}
		return nil
	}
	get := func(path string) (*Response, error) {
		return c.Get(t.Context(), Request{URL: "https://a.example" + path, Scope: scope, Policy: &Policy{
			Home: "https://a.example/", Header: http.Header{"X-Subscriber": {"secret"}}, Cookies: map[string]string{"abo": "secret"},
		}})
	}
	resp, err := get("/two")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"https://a.example/one", "https://b.example/end"}, resp.Hops); diff != "" {
		t.Error(diff)
	}
	if string(resp.Body) != "end" || resp.FinalURL != "https://b.example/end" {
		t.Errorf("%q from %s", resp.Body, resp.FinalURL)
	}
	for i, u := range w.log {
		own := strings.HasPrefix(u, "https://a.example")
		if sent := w.seen[i].Get("X-Subscriber") != "" || strings.Contains(w.seen[i].Get("Cookie"), "secret"); sent != own {
			t.Errorf("%s: secrets sent: %v", u, sent)
		}
	}
	if resp, err := get("/cookie"); err != nil || string(resp.Body) != "with cookie" {
		t.Errorf("a site that sets a cookie and sends back: %v", err)
	}
	var netErr *NetError
	for _, p := range []string{"/loop", "/n1"} {
		if _, err := get(p); !errors.As(err, &netErr) || netErr.Op != "redirects" {
			t.Errorf("%s: %v", p, err)
		}
	}
	var refused *RefusedError
	for p, rule := range map[string]Rule{"/inside": RuleAddress, "/metadata": RuleAddress, "/scheme": RuleScheme, "/out": RuleScope} {
		if _, err := get(p); !errors.As(err, &refused) || refused.Rule != rule {
			t.Errorf("%s: %v", p, err)
		}
	}
	var status *StatusError
	if _, err := get("/nowhere"); !errors.As(err, &status) || status.Code != 302 {
		t.Errorf("a redirect to nowhere: %v", err)
	}
}

func TestConditional(t *testing.T) {
	w := &web{hosts: map[string]http.Handler{"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` && r.Header.Get("If-Modified-Since") == "Mon, 01 Jan 2024 00:00:00 GMT" {
			w.WriteHeader(304)
			return
		}
		page("x")(w, r)
	})}}
	resp, err := New(Config{Transport: w}).Get(t.Context(), Request{URL: "https://a.example/x", ETag: `"1"`, LastModified: "Mon, 01 Jan 2024 00:00:00 GMT", Policy: &Policy{IgnoreRobots: true}})
	if err != nil || !resp.NotModified {
		t.Errorf("%+v, %v", resp, err)
	}
}

func TestStatuses(t *testing.T) {
	for code, temporary := range map[int]bool{204: false, 206: false, 400: false, 401: false, 403: false, 404: false, 410: false, 429: true, 451: false, 500: true, 502: true, 503: true, 504: true} {
		w := &web{hosts: map[string]http.Handler{"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(code) })}}
		_, err := New(Config{Transport: w}).Get(t.Context(), Request{URL: "https://a.example/", Policy: &Policy{IgnoreRobots: true}})
		var status *StatusError
		if !errors.As(err, &status) || status.Code != code || status.Temporary() != temporary {
			t.Errorf("%d: %v", code, err)
		}
	}
}

type panicking struct{}

func (panicking) RoundTrip(*http.Request) (*http.Response, error) { panic("a library's bug") }

func TestPanicIsAnError(t *testing.T) {
	c := New(Config{Transport: panicking{}})
	for range 2 { // the host's slot must come free again
		_, err := c.Get(t.Context(), Request{URL: "https://a.example/", Policy: &Policy{IgnoreRobots: true}})
		var bug *BugError
		if !errors.As(err, &bug) || len(bug.Stack) == 0 {
			t.Errorf("got %v", err)
		}
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("stop")
	cancel(stop)
	_, err := New(Config{Transport: slowWeb{}}).Get(ctx, Request{URL: "https://a.example/", Policy: &Policy{IgnoreRobots: true}})
	if !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}

// A real server on loopback, through real sockets.
func TestOne(t *testing.T) {
	srv := httptest.NewServer(page("<p>Grüße"))
	defer srv.Close()
	host := strings.TrimPrefix(srv.URL, "http://")
	got, err := One(t.Context(), srv.URL+"/x", Config{AllowPrivate: []string{host}}, Policy{})
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Body) != "<p>Grüße" || got.URL != srv.URL+"/x" || got.Status != 200 || got.FetchedAt.IsZero() {
		t.Errorf("%+v", got)
	}
	if _, err := One(t.Context(), srv.URL+"/x", Config{}, Policy{}); err == nil {
		t.Error("a private address was let through")
	}
}
