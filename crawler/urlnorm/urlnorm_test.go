package urlnorm

import (
	"errors"
	"strings"
	"testing"
)

func TestResolve(t *testing.T) {
	const page = "https://news.example/world/today/index.html?id=7"
	n := New(Config{})
	base, err := n.Base(page)
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 150 {
		t.Errorf("%d cases, want at least 150", len(cases))
	}
	for _, c := range cases {
		t.Run(c.why, func(t *testing.T) {
			got, err := n.Resolve(base, c.in)
			if strings.HasPrefix(c.want, "!") {
				if err == nil {
					t.Fatalf("Resolve(%q) = %q, want an error (%s)", c.in, got, c.why)
				}
				if want := errorNamed(c.want); !errors.Is(err, want) {
					t.Fatalf("Resolve(%q): %v, want %v", c.in, err, want)
				}
				return
			}
			if err != nil {
				t.Fatalf("Resolve(%q): %v", c.in, err)
			}
			if got != c.want {
				t.Errorf("Resolve(%q)\n got %q\nwant %q\n(%s)", c.in, got, c.want, c.why)
			}
			again, err := n.URL(got)
			if err != nil || again != got {
				t.Errorf("normalised twice: %q, %v; once: %q", again, err, got)
			}
		})
	}
}

func errorNamed(s string) error {
	switch s {
	case "!scheme":
		return ErrScheme
	case "!same":
		return ErrSame
	case "!long":
		return ErrTooLong
	default:
		return ErrInvalid
	}
}

func TestSiteExceptions(t *testing.T) {
	n := New(Config{KeepParams: []string{"Ref", "utm_id"}, DropParams: []string{"zone", "x_*"}})
	tests := []struct{ name, in, want string }{
		{"a kept name stays", "https://a.example/x?ref=rss", "https://a.example/x?ref=rss"},
		{"kept wins over a built-in prefix", "https://a.example/x?utm_id=4&utm_source=b", "https://a.example/x?utm_id=4"},
		{"a dropped name goes", "https://a.example/x?zone=3&id=1", "https://a.example/x?id=1"},
		{"a dropped prefix goes", "https://a.example/x?x_a=1&x_b=2&xa=3", "https://a.example/x?xa=3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := n.URL(tt.in)
			if err != nil || got != tt.want {
				t.Errorf("URL(%q) = %q, %v; want %q", tt.in, got, err, tt.want)
			}
		})
	}
}

func TestBaseElement(t *testing.T) {
	n := New(Config{})
	base, err := n.Base("https://a.example/x/y")
	if err != nil {
		t.Fatal(err)
	}
	sub, err := n.Sub(base, "/z/")
	if err != nil {
		t.Fatal(err)
	}
	got, err := n.Resolve(sub, "story")
	if want := "https://a.example/z/story"; err != nil || got != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
	for _, bad := range []string{"ftp://a.example/", "mailto:a@b.example", "http://[::1", strings.Repeat("a", MaxLength+1)} {
		if b, err := n.Base(bad); err == nil {
			t.Errorf("Base(%.30q) = %v, want an error", bad, b)
		}
	}
}

func TestKey(t *testing.T) {
	tests := []struct {
		name, a, b string
		same       bool
	}{
		{"scheme", "http://a.example/x", "https://a.example/x", true},
		{"www", "https://www.a.example/x", "https://a.example/x", true},
		{"mobile host", "https://m.a.example/x", "https://www.a.example/x", true},
		{"AMP host", "https://amp.a.example/x", "https://a.example/x", true},
		{"another subdomain is another host", "https://blog.a.example/x", "https://a.example/x", false},
		{"final slash", "https://a.example/x/", "https://a.example/x", true},
		{"AMP path", "https://a.example/x/amp/", "https://a.example/x", true},
		{"AMP prefix", "https://a.example/amp/x", "https://a.example/x", true},
		{"AMP suffix of a file", "https://a.example/x.amp.html", "https://a.example/x.html", true},
		{"AMP parameter", "https://a.example/x?amp=1", "https://a.example/x", true},
		{"output type", "https://a.example/x?outputType=amp", "https://a.example/x", true},
		{"print view", "https://a.example/x?print=1", "https://a.example/x", true},
		{"print path", "https://a.example/x/print", "https://a.example/x", true},
		{"index file", "https://a.example/x/index.html", "https://a.example/x/", true},
		{"order of parameters", "https://a.example/x?b=2&a=1", "https://a.example/x?a=1&b=2", true},
		{"another value", "https://a.example/x?a=1", "https://a.example/x?a=2", false},
		{"another path", "https://a.example/x", "https://a.example/y", false},
		{"case of the path matters", "https://a.example/X", "https://a.example/x", false},
		{"a one-label host keeps its name", "https://m.local/x", "https://local/x", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := SameArticle(tt.a, tt.b); got != tt.same {
				t.Errorf("SameArticle(%q, %q) = %v; keys %q, %q", tt.a, tt.b, got, Key(tt.a), Key(tt.b))
			}
		})
	}
}

// The short way must give what the long way gives.
func TestPlainIsTheSame(t *testing.T) {
	n := New(Config{})
	base, err := n.Base("https://news.example/world/")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		short, ok := plain(base.origin, trim(c.in))
		if !ok {
			continue
		}
		u, err := base.parsed.Parse(trim(c.in))
		if err != nil {
			t.Fatal(err)
		}
		if long, err := n.form(u); err != nil || long != short {
			t.Errorf("%q: short way %q, long way %q, %v", c.in, short, long, err)
		}
	}
}

func FuzzNormalize(f *testing.F) {
	for _, c := range cases {
		f.Add(c.in)
	}
	n := New(Config{})
	base, err := n.Base("https://news.example/world/")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, href string) {
		got, err := n.Resolve(base, href)
		if err != nil {
			return
		}
		if len(got) > MaxLength {
			t.Fatalf("%d bytes", len(got))
		}
		again, err := n.URL(got)
		if err != nil || again != got {
			t.Errorf("%q: once %q, twice %q, %v", href, got, again, err)
		}
		if key := Key(got); Key(got) != key || key == "" {
			t.Errorf("%q: the key %q", got, key)
		}
		if strings.ContainsFunc(got, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			t.Errorf("%q: %q holds what no address may", href, got)
		}
		if !strings.HasPrefix(got, "http://") && !strings.HasPrefix(got, "https://") {
			t.Errorf("%q: %q is not http", href, got)
		}
	})
}

func BenchmarkResolve(b *testing.B) {
	n := New(Config{})
	base, err := n.Base("https://news.example/world/")
	if err != nil {
		b.Fatal(err)
	}
	for name, href := range map[string]string{
		"plain":    "/world/2024/05/a-story-about-something",
		"tracking": "/world/2024/05/a-story?utm_source=rss&id=4",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := n.Resolve(base, href); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
