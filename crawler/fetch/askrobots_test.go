package fetch

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestRobotsByStatus(t *testing.T) {
	tests := []struct {
		name    string
		handler http.HandlerFunc
		allowed bool
	}{
		{"200 open", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "User-agent: *\nDisallow: /other") }, true},
		{"200 closed", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "User-agent: *\nDisallow: /x") }, false},
		{"404 is open", http.NotFound, true},
		{"403 is open", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(403) }, true},
		{"500 is closed", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) }, false},
		{"503 is closed", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(503) }, false},
		{"429 is closed", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(429) }, false},
		{"a loop is open", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/robots.txt", 301) }, true},
		{"a page in its place is open", func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "<!doctype html>\nUser-agent: *\nDisallow: /")
		}, true},
		{"a redirect is followed", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.Redirect(w, r, "/r.txt", 302)
				return
			}
			io.WriteString(w, "User-agent: *\nDisallow: /x")
		}, false},
		{"a redirect to a private address is closed", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "http://10.0.0.7/robots.txt", 302) }, false},
		{"a redirect to a port that is not allowed is closed", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://b.example:22/robots.txt", 302)
		}, false},
		{"a redirect to another scheme is open", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "ftp://b.example/robots.txt", 302) }, true},
		{"endless", func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "User-agent: *\nDisallow: /x\n"+strings.Repeat("#\n", 2<<20))
		}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &web{hosts: map[string]http.Handler{"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.URL.Path == "/x" {
						page("x")(w, r)
						return
					}
					tt.handler(w, r)
				})}}
				_, err := New(Config{Transport: w}).Get(t.Context(), Request{URL: "https://a.example/x"})
				var refused *RefusedError
				if tt.allowed != (err == nil) || err != nil && (!errors.As(err, &refused) || refused.Rule != RuleRobots) {
					t.Errorf("allowed %v, got %v", tt.allowed, err)
				}
			})
		})
	}
}

func TestRobotsIsAskedOnceADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &web{hosts: map[string]http.Handler{"a.example": page("x")}}
		store := &hosts{}
		count := func() (n int) {
			for _, u := range w.log {
				if strings.HasSuffix(u, "/robots.txt") {
					n++
				}
			}
			return n
		}
		get := func() {
			t.Helper()
			if _, err := New(Config{Transport: w, Hosts: store}).Get(t.Context(), Request{URL: "https://a.example/x"}); err != nil {
				t.Fatal(err)
			}
		}
		get()
		time.Sleep(23 * time.Hour)
		get()
		if n := count(); n != 1 {
			t.Errorf("asked %d times within a day, want once", n)
		}
		time.Sleep(2 * time.Hour)
		get()
		if n := count(); n != 2 {
			t.Errorf("asked %d times, want again after a day", n)
		}
	})
}

func TestRobotsOfEachHop(t *testing.T) {
	w := &web{hosts: map[string]http.Handler{
		"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
				return
			}
			http.Redirect(w, r, "https://b.example/closed", 302)
		}),
		"b.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				io.WriteString(w, "User-agent: *\nDisallow: /closed")
				return
			}
			t.Errorf("%s was asked for", r.URL)
		}),
	}}
	_, err := New(Config{Transport: w}).Get(t.Context(), Request{URL: "https://a.example/x", Policy: &Policy{}})
	var refused *RefusedError
	if !errors.As(err, &refused) || refused.Rule != RuleRobots {
		t.Errorf("got %v", err)
	}
}

// A robots.txt that is redirected to where we may not go is asked for once in a
// run, and closes the site no longer than the settings stay as they are.
func TestRobotsElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &web{hosts: map[string]http.Handler{
			"a.example": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					http.Redirect(w, r, "http://10.0.0.7/robots.txt", 302)
					return
				}
				page("x")(w, r)
			}),
			"10.0.0.7": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "User-agent: *\nDisallow: /other") }),
		}}
		store := &hosts{}
		c := New(Config{Transport: w, Hosts: store})
		for range 3 {
			_, err := c.Get(t.Context(), Request{URL: "https://a.example/x"})
			if err == nil || !strings.Contains(err.Error(), "robots.txt redirects to http://10.0.0.7/robots.txt, which closes the site: 10.0.0.7 is not a public address") {
				t.Errorf("got %v", err)
			}
		}
		if len(w.log) != 1 {
			t.Errorf("asked for %q", w.log)
		}
		for name, c := range map[string]*Client{"same run": c, "next run": New(Config{Transport: w, Hosts: store})} {
			if _, err := c.Get(t.Context(), Request{URL: "https://a.example/x", Policy: &Policy{AllowPrivate: true}}); err != nil {
				t.Errorf("%s, with the address allowed: %v", name, err)
			}
		}
	})
}
