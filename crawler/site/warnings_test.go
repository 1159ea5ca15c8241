package site

import (
	"strings"
	"testing"
)

func TestWarnTwice(t *testing.T) {
	const head = "version: 1\ndefaults: {user_agent: x}\nsites:\n"
	for _, c := range []struct {
		name, sites string
		want        []string
	}{
		{"two homes", "  - home: https://a.example/\n  - home: https://b.example/\n", nil},
		{"sections", "  - {id: a, home: https://a.example/}\n  - {id: b, home: https://a.example/sport}\n", nil},
		{"twice", "  - {id: a, home: 'https://a.example/'}\n  - {id: b, home: 'https://a.example'}\n", []string{"line 5: b has the home page of a, line 4:"}},
		{"by http, www and port", "  - {id: a, home: 'https://a.example/'}\n  - {id: b, home: 'http://www.A.example:80/#top'}\n", []string{"line 5: b has the home page of a, line 4:"}},
		{"shared out", "  - {id: a, home: https://a.example/, articles: {include: ['^/a/']}}\n  - {id: b, home: https://a.example/, articles: {include: ['^/b/']}}\n", nil},
		{"one takes all", "  - {id: a, home: https://a.example/}\n  - {id: b, home: https://a.example/, articles: {include: ['^/b/']}}\n", []string{"line 5: b has"}},
		{"seven times", strings.Repeat("  - {home: https://a.example/, id: aX}\n", 7), []string{"line 5:", "line 6:", "line 7:", "line 8:", "line 9:", "one more site"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			sites := c.sites
			for i := range strings.Count(sites, "X}") {
				sites = strings.Replace(sites, "X}", string(rune('a'+i))+"}", 1)
			}
			f, err := Parse("f.yaml", []byte(head+sites), nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(f.Warnings) != len(c.want) {
				t.Fatalf("got %q, want %q", f.Warnings, c.want)
			}
			for i, w := range c.want {
				if !strings.HasPrefix(f.Warnings[i], w) {
					t.Errorf("got %q, want %q", f.Warnings[i], w)
				}
			}
		})
	}
}
