package meta

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// Names as pages print them that tell machines nothing: each is found by its
// markup and place alone.
func TestBylinesWithoutMetadata(t *testing.T) {
	paragraph := "<p>" + strings.Repeat("The ferry crossed the river again on Monday, with bells and with flags on both of its masts. ", 3) + "</p>"
	space := strings.Repeat(" \n", 4000)
	for name, test := range map[string]struct {
		page string
		want []string
	}{
		"names side by side": {
			`<h1>The ferry is back</h1><div class="story-byline"><div><span>Ada Lind</span> <span>Bo Maria Quist</span></div></div>` + paragraph,
			[]string{"Ada Lind", "Bo Maria Quist"},
		},
		"address beside a portrait": {
			`<h1>The ferry is back</h1><figure><img src="/ada.jpg"><figcaption><address>By <a rel="author" href="/team/ada">Ada Lind</a></address><time>2 May 2024</time></figcaption></figure>` + paragraph,
			[]string{"Ada Lind"},
		},
		"space between tags is no distance": {
			`<h1>The ferry is back</h1>` + space + `<div class="byline">Ada Lind</div>` + space + paragraph,
			[]string{"Ada Lind"},
		},
		"article after teasers in articles": {
			`<article><a href="/x">Bees on the roof</a></article><h1>The ferry is back</h1><article><span class="byline">By Ada Lind</span>` + paragraph + `</article>`,
			[]string{"Ada Lind"},
		},
		"below the text": {
			`<h1>The ferry is back</h1>` + strings.Repeat(paragraph, 20) + `<div class="author-name">Ada Lind</div><ul><li><a href="/y">Bees</a></li></ul>`,
			[]string{"Ada Lind"},
		},
		"a job beside the name": {
			`<h1>The ferry is back</h1><a href="/author/ada"><div><p class="person_name">Ada Lind</p><p class="person_job">Harbour Editor</p></div></a>` + paragraph,
			[]string{"Ada Lind"},
		},
		"who checked the facts": {
			`<h1>The ferry is back</h1><p class="authors"><span>By</span> <a href="/author/ada">Ada Lind</a></p><p class="authors"><span>Fact-checked by</span> <a href="/author/bo">Bo Quist</a></p>` + paragraph,
			[]string{"Ada Lind"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			root, err := html.Parse(strings.NewReader(`<html lang="en">` + test.page))
			if err != nil {
				t.Fatal(err)
			}
			u := &url.URL{Scheme: "https", Host: "news.example", Path: "/ferry-is-back"}
			got := Read(root, Options{URL: u, Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}).Authors
			if !slices.Equal(got, test.want) {
				t.Errorf("authors %q, want %q", got, test.want)
			}
		})
	}
}

// Words before names that a language has for authors alone, and Turkish capitals.
func TestBylinesInLanguages(t *testing.T) {
	for _, test := range []struct{ lang, byline, want string }{
		{"sw", "Na Zawadi Otieno", "Zawadi Otieno"},
		{"sq", "Nga Arben Dervishi", "Arben Dervishi"},
		{"ca", "Per Mireia Soldevila", "Mireia Soldevila"},
		{"en", "Na Young Lee", "Na Young Lee"},
		{"lv", "Autori: Ilze Krastiņa", "Ilze Krastiņa"},
		{"nb", "Tekst og foto: Marit Lyngstad", "Marit Lyngstad"},
		{"fi", "Teksti ja kuvat: Maarit Salmela", "Maarit Salmela"},
		{"it", "Testo di Giulia Bertani", "Giulia Bertani"},
		{"pt", "Reportagem de Camila Teixeira", "Camila Teixeira"},
		{"vi", "Bài và ảnh: Trần Văn Nam", "Trần Văn Nam"},
		{"ar", "كتبت: سلمى الحداد", "سلمى الحداد"},
		{"zh", "文 | 李小红", "李小红"},
		{"tr", "AYŞE IŞIK", "Ayşe Işık"},
		{"de", "JAN IHDE", "Jan Ihde"},
	} {
		root, err := html.Parse(strings.NewReader(`<html lang="` + test.lang + `"><h1>1911</h1><div class="byline">` + test.byline + `</div>`))
		if err != nil {
			t.Fatal(err)
		}
		if got := Read(root, Options{}).Authors; !slices.Equal(got, []string{test.want}) {
			t.Errorf("%s: %s: %q", test.lang, test.byline, got)
		}
	}
}

// Words that introduce authors where readers see them are names where machines are
// told them.
func TestMachinesAreToldNames(t *testing.T) {
	for lang, name := range map[string]string{"sq": "Nga Nguyen", "ca": "Per Lindholm", "sw": "Na Li", "ro": "De Rossi Marco"} {
		root, err := html.Parse(strings.NewReader(`<html lang="` + lang + `"><script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Person","name":"` + name + `"}}</script><h1>1911</h1>`))
		if err != nil {
			t.Fatal(err)
		}
		if got := Read(root, Options{}).Authors; !slices.Equal(got, []string{name}) {
			t.Errorf("%s: %q, want %q", lang, got, name)
		}
	}
}

// The date in the caption of an author's portrait is the article's; that of a
// picture isn't.
func TestDateBesidePortrait(t *testing.T) {
	for caption, want := range map[string]string{
		`<address>By <a rel="author" href="/team/ada">Ada Lind</a></address><time>2 May 2024, 9:58</time>`: "2024-05-02",
		`The quay on <time>2 May 1999</time>`: "",
	} {
		root, err := html.Parse(strings.NewReader(`<html lang="en"><h1>The ferry is back</h1><figure><img src="/a.jpg"><figcaption>` + caption + `</figcaption></figure>`))
		if err != nil {
			t.Fatal(err)
		}
		if got := Read(root, Options{}).Published.String(); got != want {
			t.Errorf("%s: %q, want %q", caption, got, want)
		}
	}
}
