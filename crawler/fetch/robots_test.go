package fetch

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestRobotsAllowed(t *testing.T) {
	tests := []struct {
		name, robots, path string
		want               bool
	}{
		{"nothing said", "", "/x", true},
		{"closed for all", "User-agent: *\nDisallow: /", "/x", false},
		{"closed for another", "User-agent: other\nDisallow: /", "/x", true},
		{"own group wins over the star", "User-agent: *\nDisallow: /\nUser-agent: copydesk\nDisallow: /a", "/x", true},
		{"own group is obeyed", "User-agent: *\nDisallow:\nUser-agent: CopyDesk\nDisallow: /a", "/a/b", false},
		{"two names, one group", "User-agent: other\nUser-agent: copydesk\nDisallow: /a", "/a", false},
		{"two groups of one name are joined", "User-agent: copydesk\nDisallow: /a\n\nUser-agent: x\nDisallow: /b\n\nUser-agent: copydesk\nDisallow: /c", "/c", false},
		{"a rule before any name is ignored", "Disallow: /\nUser-agent: *\nDisallow: /a", "/x", true},
		{"longest match wins", "User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true},
		{"equal length: allow wins", "User-agent: *\nDisallow: /a\nAllow: /a", "/a", true},
		{"star in the middle", "User-agent: *\nDisallow: /*/private", "/a/private", false},
		{"star for a parameter in any place", "User-agent: *\nDisallow: /*?*b=2", "/x?a=1&b=2", false},
		{"end sign", "User-agent: *\nDisallow: /*.pdf$", "/x.pdf", false},
		{"end sign, not at the end", "User-agent: *\nDisallow: /*.pdf$", "/x.pdf?y", true},
		{"end sign after a star that has to go on", "User-agent: *\nDisallow: /*a$", "/aba", false},
		{"an end sign alone", "User-agent: *\nDisallow: /$", "/", false},
		{"many stars", "User-agent: *\nDisallow: /*a*a*a*a*a*a*a*b", "/" + strings.Repeat("a", 4000), true},
		{"query keeps its order", "User-agent: *\nDisallow: /x?b=1&a=2", "/x?b=1&a=2", false},
		{"escapes in small letters", "User-agent: *\nDisallow: /caf%c3%a9", "/caf%C3%A9", false},
		{"letters outside ASCII", "User-agent: *\nDisallow: /café", "/caf%C3%A9", false},
		{"the file itself", "User-agent: *\nDisallow: /", "/robots.txt", true},
		{"a harmless line that is wrong", "User-agent: *\nCrawl-delay: abc\nDisallow: /a", "/a", false},
		{"lines that end in CR", "User-agent: *\rDisallow: /a\r", "/a", false},
		{"byte order mark", "\xef\xbb\xbfUser-agent: *\nDisallow: /a", "/a", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := ParseRobots([]byte(tt.robots), "copydesk")
			if got := r.Allowed("https://a.example" + tt.path); got != tt.want {
				t.Errorf("Allowed(%.60q) = %v, want %v", tt.path, got, tt.want)
			}
		})
	}
}

func TestRobotsDelayAndSitemaps(t *testing.T) {
	body := "Sitemap: https://a.example/s.xml\nUser-agent: *\nCrawl-delay: 7\nUser-agent: copydesk\nCrawl-delay: 2.5\nDisallow:\nsitemap: /t.xml"
	r := ParseRobots([]byte(body), "copydesk")
	if r.CrawlDelay != 2500*time.Millisecond {
		t.Errorf("delay %v, want 2.5s", r.CrawlDelay)
	}
	if diff := cmp.Diff([]string{"https://a.example/s.xml", "/t.xml"}, r.Sitemaps); diff != "" {
		t.Error(diff)
	}
	if d := ParseRobots([]byte("User-agent: *\nCrawl-delay: 99999999"), "x").CrawlDelay; d != maxCrawlDelay {
		t.Errorf("a delay of years came out as %v", d)
	}
}

// A hostile file must cost no more than its reading.
func TestRobotsHostile(t *testing.T) {
	body := "User-agent: *\n" + strings.Repeat("Disallow: /"+strings.Repeat("*a", 40)+"\n", 4000)
	r := ParseRobots([]byte(body), "copydesk")
	start := time.Now()
	for range 20 {
		r.Allowed("https://a.example/" + strings.Repeat("a", 500))
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("20 tests took %v", took)
	}
}

// The published cases of RFC 9309's reference implementation, where they are
// at hand: COPYDESK_DATA names their folder.
func TestRobotsPublishedCases(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(dataDir(t), "robots_cases.json"))
	if err != nil {
		t.Skip(err)
	}
	var cases []struct {
		Test   string `json:"test"`
		Google bool   `json:"google_only"`
		Robots string `json:"robots"`
		Latin1 bool   `json:"robots_latin1"` // its code points are bytes
		Agent  string `json:"agent"`
		URL    string `json:"url"`
		Allow  bool   `json:"allow"`
	}
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		body := []byte(c.Robots)
		if c.Latin1 {
			body = nil
			for _, r := range c.Robots {
				body = append(body, byte(r))
			}
		}
		if got := ParseRobots(body, c.Agent).Allowed(c.URL); got != c.Allow {
			t.Errorf("%s (google only %v): agent %q url %q: %v, want %v\n%.300q", c.Test, c.Google, c.Agent, c.URL, got, c.Allow, body)
		}
	}
}

func dataDir(t *testing.T) string {
	t.Helper()
	if d := os.Getenv("COPYDESK_DATA"); d != "" {
		return d
	}
	for _, up := range []string{"../../../shared/data", "../../../../shared/data"} {
		if _, err := os.Stat(up); err == nil {
			return up
		}
	}
	t.Skip("no folder of published cases: set COPYDESK_DATA")
	return ""
}

func FuzzParseRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /a*b$\nCrawl-delay: 3", "/axb")
	f.Add("\xef\xbb\xbfuser-agent:x\rallow:/index.html", "/")
	f.Fuzz(func(t *testing.T, body, path string) {
		r := ParseRobots([]byte(body), "copydesk")
		more := ParseRobots([]byte(body+"\n# that is all\n"), "copydesk")
		if u := "https://a.example/" + path; len(body) < robotsBytes && r.Allowed(u) != more.Allowed(u) {
			t.Errorf("a comment at the end changes what is allowed: %v, %v", r.Allowed(u), more.Allowed(u))
		}
		if !r.Allowed("https://a.example/robots.txt") {
			t.Error("robots.txt itself is closed")
		}
	})
}
