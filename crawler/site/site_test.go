package site

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"copydesk/extract"
)

const whole = `version: 1
defaults:
  user_agent: "copydesk/1.0 (+https://news.example/bot)"
  delay: 3s
  max_pages: 40
sites:
  - id: noticias-sur
    home: https://noticias.example/es
    languages: [es, en]
    timezone: America/Havana
    preset: drupal
    discover:
      feeds: auto
      sitemaps: none
      pages: [https://noticias.example/es/noticias]
      hosts: [blog.noticias.example]
    articles:
      include: ['^/es/noticias/[^/]+$']
      exclude: ['\?page=', '#comment']
      max_age: 30d
    urls: {keep_params: [ref], drop_params: [zone]}
    schedule: {every: 30m}
    windows: ['22:00-06:00']
    headers: {Accept-Language: es, X-Subscriber: '${SUBSCRIBER}'}
    cookies: {abo: '${ABO}'}
    limits: {decoded: 5MB, page: 40s, redirects: 4}
    archive: {keep_age: 1w}
    rules:
      body: ['.field--name-body']
      remove_text: ['^Publicidad$']
    tests:
      - file: page.html
        title: Un plan nuevo
  - home: https://www.second.example/
    delay: 500ms
    robots: off
    allow_private: true
    ports: [3000]
    schedule: {adaptive: true, min: 10m, max: 1d}
    discover: {feeds: [https://second.example/feed]}
`

func env(name string) (string, bool) {
	v, ok := map[string]string{"SUBSCRIBER": "s3cret", "ABO": "yes"}[name]
	return v, ok
}

func TestParseWhole(t *testing.T) {
	f, err := Parse("sites.yaml", []byte(whole), env)
	if err != nil {
		t.Fatal(err)
	}
	a, b := f.Sites[0], f.Sites[1]
	checks := []struct {
		name      string
		got, want any
	}{
		{"delay from the defaults", a.Policy.Delay, 3 * time.Second},
		{"own delay", b.Policy.Delay, 500 * time.Millisecond},
		{"max_pages from the defaults", b.MaxPages, 40},
		{"user agent", b.Policy.UserAgent, "copydesk/1.0 (+https://news.example/bot)"},
		{"max_age", a.Articles.MaxAge, 30 * 24 * time.Hour},
		{"feeds", fmt.Sprint(a.Discover.Feeds), "{true []}"},
		{"sitemaps", fmt.Sprint(a.Discover.Sitemaps), "{false []}"},
		{"named feeds", fmt.Sprint(b.Discover.Feeds), "{false [https://second.example/feed]}"},
		{"schedule", a.Schedule, Schedule{Every: 30 * time.Minute}},
		{"adaptive", b.Schedule, Schedule{Adaptive: true, Min: 10 * time.Minute, Max: 24 * time.Hour}},
		{"id from the home page", b.ID, "second.example"},
		{"time zone", a.Timezone.String(), "America/Havana"},
		{"window", a.Windows, []Window{{22 * time.Hour, 6 * time.Hour}}},
		{"header", a.Policy.Header.Get("X-Subscriber"), "s3cret"},
		{"harmless header", a.Policy.Header.Get("Accept-Language"), "es"},
		{"cookie", a.Policy.Cookies["abo"], "yes"},
		{"limits", a.Policy.Limits.Decoded, int64(5 << 20)},
		{"page time", a.Policy.Limits.Page, 40 * time.Second},
		{"archive", a.KeepAge, 7 * 24 * time.Hour},
		{"own rule wins over the preset's", a.RuleSet.Body, []string{".field--name-body"}},
		{"preset's rule", a.RuleSet.Title[0], "h1.page-header"},
		{"what is removed adds up", a.RuleSet.RemoveText[0], "^Publicidad$"},
		{"robots off", b.Policy.IgnoreRobots, true},
		{"private", b.Policy.AllowPrivate, true},
		{"ports", b.Policy.Ports, []int{3000}},
		{"links are followed", a.Discover.Links, true},
		{"warnings", len(f.Warnings), 2},
		{"no rules", b.Rules == nil, true},
		{"rules", a.Rules != nil, true},
	}
	for _, c := range checks {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	for u, want := range map[string]bool{
		"https://noticias.example/es/noticias/plan": true, "https://noticias.example/es/noticias/plan?page=2": false, "https://noticias.example/es/otro": false,
	} {
		if got := a.Articles.Wanted(u); got != want {
			t.Errorf("Wanted(%s) = %v", u, got)
		}
	}
}

func TestErrors(t *testing.T) {
	head := "version: 1\nsites:\n  - id: a\n    home: https://a.example/\n"
	tests := []struct{ name, in, want string }{
		{"unknown key", head + "    hoem: x\n", `f.yaml:5:5: unknown key "hoem"; did you mean "home"?`},
		{"unknown key at the top", "version: 1\nsitez: []\n", `f.yaml:2:1: unknown key "sitez"; did you mean "sites"?`},
		{"another program's key", "version: 1\nsites:\n  - id: a\n    url: https://a.example/\n", `f.yaml:4:5: unknown key "url"; did you mean "home"?`},
		{"a key of a block", head + "    max_age: 3d\n", `f.yaml:5:5: unknown key "max_age"; it belongs into the block "articles"`},
		{"a key like no other", head + "    schedule: {whenever: 3d}\n", `f.yaml:5:16: unknown key "whenever"; the keys here are adaptive, every, max, min`},
		{"unknown key deep", head + "    discover:\n      feed: auto\n", `f.yaml:6:7: unknown key "feed"`},
		{"a mark of the byte order", "\ufeff" + head + "    hoem: x\n", `f.yaml:5:5: unknown key "hoem"`},
		{"UTF-16", "\xff\xfev\x00e\x00r\x00", "f.yaml: it is UTF-16: save it as UTF-8"},
		{"the first of unknown keys", head + "    feeds: x\n    limits: {a: 1}\n    hoem: x\n", `f.yaml:5:5: unknown key "feeds"`},
		{"the first deep", head + "    limits: {depth: 1, a: 1}\n    hoem: x\n", `f.yaml:5:14: unknown key "depth"`},
		{"no version", "sites:\n  - {id: a, home: https://a.example}\n", "the version is missing; write version: 1 at the top"},
		{"wrong version", "version: 9\n", "f.yaml:1:10: version 9 is not known"},
		{"no sites", "version: 1\n", "no sites"},
		{"empty file", "", "the version is missing; write version: 1"},
		{"no home", "version: 1\nsites:\n  - id: a\n", "f.yaml:3:5: no home"},
		{"home is no address", "version: 1\nsites:\n  - id: a\n    home: news\n", `f.yaml:4:11: home "news" is no http or https address; did you mean https://news?`},
		{"home by ftp", "version: 1\nsites:\n  - id: a\n    home: ftp://a.example\n", "f.yaml:4:11"},
		{"bad id", "version: 1\nsites:\n  - id: A b\n    home: https://a.example\n", "f.yaml:3:9: id"},
		{"twice the same id", head + "  - id: a\n    home: https://b.example/\n", `f.yaml:5:9: id "a" stands twice, first at line 3`},
		{"twice the same key", head + "    home: https://b.example/\n", "f.yaml:5:"},
		{"bad selector place", head + "    rules:\n      remove_text: ['^ok$', '(']\n", "f.yaml:6:29: regular expression"},
		{"bad regexp", head + "    articles:\n      include: ['^/x', '(?<n>[']\n", `f.yaml:6:24: "(?<n>[": not a regular expression`},
		{"no span", head + "    delay: 5\n", `f.yaml:5:12: "5" has no unit`},
		{"unknown unit", head + "    delay: 5y\n", "f.yaml:5:12"},
		{"in the defaults", "version: 1\ndefaults:\n  delay: soon\nsites:\n  - {id: a, home: https://a.example}\n", "f.yaml:3:10"},
		{"unknown language", head + "    languages: [es, klingonese-x]\n", "f.yaml:5:21: language"},
		{"unknown time zone", head + "    timezone: Mars/Base\n", "f.yaml:5:15: time zone"},
		{"unknown preset", head + "    preset: drupall\n", `f.yaml:5:13: preset "drupall" is unknown; there are blogger, drupal`},
		{"a secret in the file", head + "    cookies: {a: abc}\n", "f.yaml:5:18: cookie a: a secret doesn't belong into the file"},
		{"a secret that isn't there", head + "    headers: {Authorization: 'Bearer ${NOPE}'}\n", "the environment has no NOPE"},
		{"a header of ours", head + "    headers: {Host: '${ABO}'}\n", `header "Host" can't be set`},
		{"list for text", head + "    timezone: [a]\n", "f.yaml:5:"},
		{"text for list", head + "    languages: es\n", "f.yaml:5:16"},
		{"text for number", head + "    max_pages: many\n", `f.yaml:5:16: "many" stands where a number is wanted`},
		{"feeds of the wrong kind", head + "    discover: {feeds: 7}\n", "f.yaml:5:23"},
		{"feeds by a wrong word", head + "    discover: {feeds: automatic}\n", `f.yaml:5:23: "automatic": write auto`},
		{"a feed that is no address", head + "    discover: {feeds: [x]}\n", "f.yaml:5:24"},
		{"window", head + "    windows: ['night']\n", "f.yaml:5:15"},
		{"schedule with both", head + "    schedule: {every: 1h, adaptive: true}\n", "exclude each other"},
		{"schedule with neither", head + "    schedule: {min: 1h}\n", "needs every"},
		{"schedule too short", head + "    schedule: {every: 1s}\n", "less than a minute"},
		{"port", head + "    ports: [0]\n", "f.yaml:5:13: port 0"},
		{"proxy", head + "    proxy: nowhere\n", "f.yaml:5:12"},
		{"size", head + "    limits: {decoded: much}\n", "f.yaml:5:23"},
		{"version 0", "version: 0\n", "f.yaml:1:10: version 0 is not known; this program reads version: 1"},
		{"tab", "version: 1\nsites:\n\t- id: a\n", "f.yaml:3:1: a tab indents this line: YAML takes spaces alone"},
		{"tab after spaces", "version: 1\nsites:\n  - id: a\n  \thome: https://a.example/\n", "f.yaml:4:3: a tab indents"},
		{"no dash", "version: 1\nsites:\n  a:\n    home: https://a.example/\n", "f.yaml:3:4: a block of keys (key: value) stands where a list (a dash before each) is wanted"},
		{"indented too far", "version: 1\nsites:\n  - id: a\n     home: https://a.example/\n", "is the line indented as those beside it?"},
		{"open quote", "version: 1\nsites: 'a\n", "f.yaml:2:"},
		{"a scalar", "hello", "f.yaml:1:1"},
		{"two documents", head + "---\nversion: 1\nsites:\n  - home: https://c.example/\n", "f.yaml:5:1: a second YAML document begins here"},
		{"deep brackets", "a: " + strings.Repeat("[", 5000), "nested more than 100 deep"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("f.yaml", []byte(tt.in), env)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			if !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") || len(err.Error()) > 400 {
				t.Errorf("got  %q\nwant %q in one line", err, tt.want)
			}
		})
	}
}

func TestLoadFiles(t *testing.T) {
	dir := t.TempDir()
	if _, err := Load(filepath.Join(dir, "none.yaml"), nil); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := Load(dir, nil); err == nil || strings.Contains(err.Error(), "\n") {
		t.Errorf("a folder: %v", err)
	}
	path := filepath.Join(dir, "sites.yaml")
	if err := os.WriteFile(path, []byte("version: 1\nsites:\n  - home: https://a.example\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if f.Sites[0].Policy.Delay != DefaultDelay || f.Dir() != dir || len(f.Warnings) != 1 {
		t.Errorf("%+v", f)
	}
	if _, unknown := f.Find([]string{"a.example", "b"}); unknown != "b" {
		t.Errorf("unknown site %q", unknown)
	}
}

func TestPresetsCompile(t *testing.T) {
	for _, name := range Presets() {
		set, ok := preset(name)
		if !ok {
			t.Errorf("%s is listed and not there", name)
		}
		if _, err := extract.Compile(set); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWindows(t *testing.T) {
	night := Site{Timezone: time.UTC, Windows: []Window{{22 * time.Hour, 6 * time.Hour}}}
	day := Site{Timezone: time.UTC, Windows: []Window{{9 * time.Hour, 12 * time.Hour}, {14 * time.Hour, 24 * time.Hour}}}
	tests := []struct {
		name string
		s    *Site
		at   string
		open bool
		next string
	}{
		{"night, before midnight", &night, "23:00", true, ""},
		{"night, after midnight", &night, "05:59", true, ""},
		{"night, at noon", &night, "12:00", false, "22:00"},
		{"day, open", &day, "10:00", true, ""},
		{"day, noon", &day, "13:00", false, "14:00"},
		{"day, early", &day, "03:00", false, "09:00"},
		{"no window", &Site{}, "03:00", true, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at, err := time.Parse("2006-01-02 15:04", "2026-03-01 "+tt.at)
			if err != nil {
				t.Fatal(err)
			}
			open, next := tt.s.Open(at)
			if open != tt.open || !open && next.Format("15:04") != tt.next {
				t.Errorf("open %v, next %v", open, next)
			}
		})
	}
}

func TestAddKeepsTheFile(t *testing.T) {
	tests := []struct{ name, before, after string }{
		{"no file", "", newFile + "  - id: new\n    home: https://new.example/\n"},
		{
			"comments stay", "# mine\nversion: 1\nsites: # all of them\n- id: a # first\n  home: https://a.example\n\n  # end of a\n",
			"# mine\nversion: 1\nsites: # all of them\n- id: a # first\n  home: https://a.example\n- id: new\n  home: https://new.example/\n\n  # end of a\n",
		},
		{
			"a key after the list", "version: 1\nsites:\n    - id: a\n      home: https://a.example\ndefaults:\n  delay: 1s\n",
			"version: 1\nsites:\n    - id: a\n      home: https://a.example\n    - id: new\n      home: https://new.example/\ndefaults:\n  delay: 1s\n",
		},
		{"an empty list", "version: 1\nsites: []\n", "version: 1\nsites:\n  - id: new\n    home: https://new.example/\n"},
		{"no list", "version: 1\n", "version: 1\nsites:\n  - id: new\n    home: https://new.example/\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "s.yaml")
			if tt.before != "" {
				if err := os.WriteFile(path, []byte(tt.before), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := Add(path, Entry{ID: "new", Home: "https://new.example/"}, nil); err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.after, string(got)); diff != "" {
				t.Error(diff)
			}
			if err := Add(path, Entry{ID: "new", Home: "https://new.example/"}, nil); err == nil || !strings.Contains(err.Error(), "twice") {
				t.Errorf("the same site again: %v", err)
			}
			if again, _ := os.ReadFile(path); string(again) != string(got) {
				t.Error("a refused entry was written")
			}
		})
	}
}

// A sites file that a link leads to is changed where it lies.
func TestAddThroughLink(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "s.yaml"), filepath.Join(dir, "link.yaml")
	if err := errors.Join(os.WriteFile(file, []byte("\ufeffversion: 1\n"), 0o600), os.Symlink("s.yaml", link)); err != nil {
		t.Skipf("no links here: %v", err)
	}
	if err := Add(link, Entry{ID: "new", Home: "https://new.example/"}, nil); err != nil {
		t.Fatal(err)
	}
	if f, err := Load(file, nil); err != nil || len(f.Sites) != 1 {
		t.Errorf("%+v, %v", f, err)
	}
	if st, err := os.Lstat(link); err != nil || st.Mode().Type() != os.ModeSymlink {
		t.Errorf("the link is now %v, %v", st.Mode(), err)
	}
}

func TestAddFull(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.yaml")
	e := Entry{
		ID: "on", Home: "https://new.example/a?b=c&d=é", Languages: []string{"es", "en"}, Preset: "drupal",
		Feeds: []string{"https://new.example/feed: x"}, Sitemaps: []string{"https://new.example/s.xml"}, Pages: []string{"https://new.example/noticias"},
		Settings: map[string]string{"allow_private": "true"},
	}
	e.Feeds[0] = "https://new.example/feed?x=1"
	if err := Add(path, e, nil); err != nil {
		t.Fatal(err)
	}
	f, err := Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := f.Sites[0]
	if s.ID != "on" || s.Home != "https://new.example/a?b=c&d=%C3%A9" || !s.Policy.AllowPrivate || s.Discover.Feeds.URLs[0] != e.Feeds[0] || s.Discover.Pages[0] != e.Pages[0] {
		t.Errorf("%+v", s)
	}
	if err := os.WriteFile(path, []byte("version: 1\nsites: [{id: a, home: https://a.example}]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Add(path, e, nil); err == nil || !strings.Contains(err.Error(), "brackets") {
		t.Errorf("a list in brackets: %v", err)
	}
}

func TestCompare(t *testing.T) {
	a := &extract.Article{Title: "A", Text: "one two", Authors: []string{"X"}, PageType: extract.TypeArticle, Quality: extract.Quality{Verdict: extract.OK}}
	pass := Test{Title: "A", Authors: []string{"X"}, Contains: []string{"one"}, Excludes: []string{"three"}}
	if f := pass.compare(a); len(f) != 0 {
		t.Errorf("%q", f)
	}
	fail := Test{Title: "B", Authors: []string{"Y"}, Language: "es", DatePublished: "2024-01-01", Contains: []string{"three"}, Excludes: []string{"one"}, NotArticle: true}
	if f := fail.compare(a); len(f) != 7 {
		t.Errorf("%d failures: %q", len(f), f)
	}
	s := Site{Tests: []Test{{File: "none.html"}}}
	if r := s.RunTests(t.TempDir()); len(r[0].Failures) != 1 {
		t.Errorf("a missing file: %+v", r)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(whole)
	f.Add("version: 1\nsites: [{id: a, home: https://a.example}]")
	f.Fuzz(func(t *testing.T, in string) {
		file, err := Parse("f.yaml", []byte(in), env)
		if again, err2 := Parse("f.yaml", []byte(in), env); fmt.Sprint(err) != fmt.Sprint(err2) || err == nil && len(again.Sites) != len(file.Sites) {
			t.Errorf("read twice, differently: %v, %v", err, err2)
		}
		if err != nil {
			if s := err.Error(); strings.Contains(s, "\n") || !strings.Contains(s, "f.yaml") {
				t.Errorf("an error of several lines, or without its place: %q", s)
			}
			return
		}
		ids := map[string]bool{}
		for _, s := range file.Sites {
			if s.ID == "" || s.Home == "" || ids[s.ID] {
				t.Errorf("a site without id or home, or with another's: %+v", s)
			}
			ids[s.ID] = true
			if s.Policy.Delay < 0 || s.Policy.Concurrency < 0 || s.MaxPages < 0 || s.Schedule.Every < 0 {
				t.Errorf("a bound below zero: %+v", s)
			}
		}
	})
}
