package meta

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

func read(t *testing.T, page string) *Fields {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	u, _ := url.Parse("https://www.wendcourier.example/news/bridge-reopens")
	return Read(root, Options{URL: u, Now: time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)})
}

// JSON-LD as publishers write it.
func TestJSONLD(t *testing.T) {
	for _, tc := range []struct{ name, script string }{
		{"plain", `{"@type":"NewsArticle","headline":"Bridge reopens","datePublished":"2024-05-04T08:00:00+02:00","author":{"@type":"Person","name":"Ada Lind"}}`},
		{"a list", `[{"@type":"Organization","name":"Wend Courier"},{"@type":"NewsArticle","headline":"Bridge reopens","datePublished":"2024-05-04T08:00:00+02:00","author":["Ada Lind"]}]`},
		{"a graph with references", `{"@graph":[{"@type":"Article","headline":"Bridge reopens","datePublished":"2024-05-04T08:00:00+02:00","author":{"@id":"#ada"}},{"@type":"Person","@id":"#ada","name":"Ada Lind"}]}`},
		{"several types", `{"@type":["NewsArticle","Article"],"headline":"Bridge reopens","datePublished":"2024-05-04T08:00:00+02:00","author":{"name":["Ada Lind"]}}`},
		{"comments", "/* by the CMS */ {\"@type\":\"NewsArticle\", // kind\n\"headline\":\"Bridge reopens\",\"datePublished\":\"2024-05-04T08:00:00+02:00\",\"author\":{\"name\":\"Ada Lind\"}}"},
		{"trailing commas", `{"@type":"NewsArticle","headline":"Bridge reopens","datePublished":"2024-05-04T08:00:00+02:00","author":[{"name":"Ada Lind",},],}`},
		{"line breaks in strings", "{\"@type\":\"NewsArticle\",\"description\":\"one\ntwo\",\"headline\":\"Bridge reopens\",\"datePublished\":\"2024-05-04T08:00:00+02:00\",\"author\":{\"name\":\"Ada\tLind\"}}"},
		{"quotation marks in strings", `{"@type":"NewsArticle","description":"the "old" bridge","headline":"Bridge reopens","datePublished":"2024-05-04T08:00:00+02:00","author":{"name":"Ada Lind"}}`},
		{"HTML entities", `{&quot;@type&quot;:&quot;NewsArticle&quot;,&quot;headline&quot;:&quot;Bridge reopens&quot;,&quot;datePublished&quot;:&quot;2024-05-04T08:00:00+02:00&quot;,&quot;author&quot;:{&quot;name&quot;:&quot;Ada Lind&quot;}}`},
		{"entities in values", `{"@type":"NewsArticle","headline":"Bridge&nbsp;reopens","datePublished":"2024-05-04T08:00:00+02:00","author":{"name":"Ada &lt;b&gt;Lind&lt;/b&gt;"}}`},
		{"CDATA", "//<![CDATA[\n" + `{"@type":"NewsArticle","headline":"Bridge reopens","datePublished":"2024-05-04T08:00:00+02:00","author":{"name":"Ada Lind"}}` + "\n//]]>"},
		{"cut off", `{"@type":"NewsArticle","headline":"Bridge reopens","datePublished":"2024-05-04T08:00:00+02:00","author":{"name":"Ada Lind"},"image":{"url":"https`},
		{"two values in a row", `{"@type":"WebSite","name":"Wend Courier"};{"@type":"NewsArticle","headline":"Bridge reopens","datePublished":"2024-05-04T08:00:00+02:00","author":{"name":"Ada Lind"}}`},
		{"types by address", `{"@type":"http://schema.org/NewsArticle","headline":"Bridge reopens","datePublished":"2024-05-04T08:00:00+02:00","author":{"@type":"Person","givenName":"Ada","familyName":"Lind"}}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := read(t, `<html lang="en"><head><script type="application/ld+json">`+tc.script+`</script></head><body></body></html>`)
			if f.Title.Text != "Bridge reopens" || f.Published.String() != "2024-05-04T08:00:00+02:00" || !slices.Equal(f.Authors, []string{"Ada Lind"}) {
				t.Errorf("title %q, date %q, authors %q", f.Title.Text, f.Published, f.Authors)
			}
			if f.PubFrom.Source != "json_ld:$.datePublished" {
				t.Errorf("the date is from %q", f.PubFrom.Source)
			}
		})
	}
}

func TestNames(t *testing.T) {
	for _, tc := range []struct {
		byline string
		want   []string
	}{
		{"By Ada Lind", []string{"Ada Lind"}},
		{"Von Ada Lind und Bo Ek", []string{"Ada Lind", "Bo Ek"}},
		{"Por Ada Lind y Bo Ek", []string{"Ada Lind", "Bo Ek"}},
		{"Par Ada Lind, Bo Ek et Cy Fox", []string{"Ada Lind", "Bo Ek", "Cy Fox"}},
		{"Автор: Ада Линд", []string{"Ада Линд"}},
		// initials, and surnames with a word for "and" in them
		{"By Ada E Lind", []string{"Ada E Lind"}},
		{"Ada A Lind and Bo I Ek", []string{"Ada A Lind", "Bo I Ek"}},
		{"BY ADA LIND AND CARL FOX", []string{"Ada Lind", "Carl Fox"}},
		{"ADA E LIND", []string{"Ada E Lind"}},
		{"Por Ana Ortega y Gasset", []string{"Ana Ortega y Gasset"}},
		{"Ana Ruiz y Pedro Gil", []string{"Ana Ruiz", "Pedro Gil"}},
		{"Ana y Pedro", []string{"Ana", "Pedro"}},
		{"Ana Ruiz y EFE", []string{"Ana Ruiz", "EFE"}},
		{"Maria dos Santos e Silva", []string{"Maria dos Santos e Silva"}},
		{"María de los Ángeles Ruiz", []string{"María de los Ángeles Ruiz"}},
		{"Jan in ’t Veld", []string{"Jan in ’t Veld"}},
		// the dot inside a name, and the one between two
		{"阿卜杜拉·买买提", []string{"阿卜杜拉·买买提"}},
		{"김민수·이영희 기자", []string{"김민수", "이영희"}},
		// a letter that is "and" before some Arabic names and the first of others
		{"بقلم: وليد صالح", []string{"وليد صالح"}},
		{"سارة وسام", []string{"سارة وسام"}},
		{"محمد علي وخالد صالح", []string{"محمد علي", "خالد صالح"}},
		{"محمد علي ووليد صالح", []string{"محمد علي", "وليد صالح"}},
		{"محمد علي و وليد صالح", []string{"محمد علي", "وليد صالح"}},
		{"محمد علي، سارة حسن", []string{"محمد علي", "سارة حسن"}},
		{"محمد رضا وحیدی نژاد", []string{"محمد رضا وحیدی نژاد"}},
		// words of days, jobs and places that people are called
		{"Sun Lee", []string{"Sun Lee"}},
		{"Domingo Sáenz", []string{"Domingo Sáenz"}},
		{"Robert Guest", []string{"Robert Guest"}},
		{"Paulo Silva Junior", []string{"Paulo Silva Junior"}},
		{"Special Guest", nil},
		{"文：林晓禾", []string{"林晓禾"}},
		{"Ada Lind, Senior Reporter", []string{"Ada Lind"}},
		{"Ada Lind | Wend Courier", []string{"Ada Lind"}},
		{"Lind, Ada", []string{"Ada Lind"}},
		{"ADA LIND", []string{"Ada Lind"}},
		{"Ada van der Lind and Bo de la Ek", []string{"Ada van der Lind", "Bo de la Ek"}},
		{"Ada Lind ada@wend.example", []string{"Ada Lind"}},
		{"Ada Lind @adalind", []string{"Ada Lind"}},
		{"By Ada Lind Updated 4 May 2024", []string{"Ada Lind"}},
		{"By Ada Lind, 4 May 2024", []string{"Ada Lind"}},
		{"Written by Ada Lind, MD. Reviewed by Bo Ek", []string{"Ada Lind"}},
		{"ByAda Lind", []string{"Ada Lind"}},
		{"Words: Ada Lind | Pictures: Bo Ek", []string{"Ada Lind"}},
		{"作者：许文清 浏览次数：238", []string{"许文清"}},
		{"Enviado por Ada Lind el Mié, 12/03/2014 - 08:15", []string{"Ada Lind"}},
		{"Words by Ada Lind. Pictures by Bo Ek.", []string{"Ada Lind"}},
		{"Text: Ada Lind Foto: Bo Ek", []string{"Ada Lind"}},
		{"Teksti: Ada Lind Kuvat: Bo Ek 3.9.2025", []string{"Ada Lind"}},
		{"Guest post by Ada Lind", []string{"Ada Lind"}},
		{"Di Ada dell'Orto e Bo Ek", []string{"Ada dell'Orto", "Bo Ek"}},
		{"Por João d’Ávila, de Vila Formosa", []string{"João d’Ávila"}},
		{"გიორგი ბერიძე", []string{"გიორგი ბერიძე"}},
		{"राम कुमार और गीता सिंह", []string{"राम कुमार", "गीता सिंह"}},
		{"Ada Lind ir Bo Ek", []string{"Ada Lind", "Bo Ek"}},
		{"责任编辑：周岚", nil},
		{"Von unserem Redakteur Bo Ek, Hamburg", []string{"Bo Ek"}},
		{"Von HAFEN-Online-Experte Bo Ek", []string{"Bo Ek"}},
		{"von Gesponserte Inhalte", nil},
		{"Autor: Bo Ek, Lesezeit: 5 min", []string{"Bo Ek"}},
		{"Door onze verslaggever Ada de Lind", []string{"Ada de Lind"}},
		{"By senior reporter Ada Lind", []string{"Ada Lind"}},
		{"Par Ada Lind, envoyée spéciale à Lyon", []string{"Ada Lind"}},
		{"김철수 기자", []string{"김철수"}},
		{"Автор: Ада Линд Обновлено 5 мая", []string{"Ада Линд"}},
		{"BY ADA McLIND", []string{"Ada McLind"}},
		{"Yann LE GOFFIC", []string{"Yann Le Goffic"}},
		{"YANN LE GOFFIC", []string{"Yann Le Goffic"}},
		{"Jean-Marc DUPONT et Ana DE LA CRUZ", []string{"Jean-Marc Dupont", "Ana de la Cruz"}},
		{"LINDEN Ada", []string{"Linden Ada"}},
		{"WSET Global", []string{"WSET Global"}},
		{"FlowGuard EMEA", []string{"FlowGuard EMEA"}},
		{"Hosted by Ada Lind", []string{"Ada Lind"}},
		{"Beküldte: Lind Ada", []string{"Lind Ada"}},
		{"Υποβλήθηκε από Ελένη Μαυρίδου την Τρί, 20/02/2024 - 11:15", []string{"Ελένη Μαυρίδου"}},
		{"Przesłane przez Ada Lind w pt, 12/03/2024 - 08:15", []string{"Ada Lind"}},
		{"Gönderen: Ada Lind", []string{"Ada Lind"}},
		{"Người đăng: Trần Thu Hà", []string{"Trần Thu Hà"}},
		{"Mwandishi: Neema Mwakyusa", []string{"Neema Mwakyusa"}},
		{"Reuters", []string{"Reuters"}},
		{"Staff Reporter", nil},
		{"admin", nil},
		{"Email the author", nil},
		{"Read more", nil},
		{"4 May 2024", nil},
		{"https://wend.example/ada", nil},
	} {
		if diff := cmp.Diff(tc.want, Names(tc.byline, "Wend Courier")); diff != "" {
			t.Errorf("Names(%q) (-want +got):\n%s", tc.byline, diff)
		}
	}
}

// A person's full name in small letters gets its capitals; an account's stays.
func TestCased(t *testing.T) {
	for name, want := range map[string]string{"ada lind": "Ada Lind", "maria de la cruz": "Maria de la Cruz", "Ada lind": "Ada lind", "adalind": "adalind", "ada lind 2": "ada lind 2"} {
		if got := cased(name); got != want {
			t.Errorf("cased(%q) = %q, want %q", name, got, want)
		}
	}
}

// A field's label in an element of its own is no part of a standfirst.
func TestLabelledSubtitle(t *testing.T) {
	f := read(t, `<html lang="es"><body><h1>Puente</h1><div class="field field-name-subtitle"><div class="field-label">Entradilla&nbsp;</div><div>Un tablero nuevo, un metro más alto</div></div><p>Texto.</p></body></html>`)
	if want := "Un tablero nuevo, un metro más alto"; f.Subtitle.Text != want {
		t.Errorf("got %q, want %q", f.Subtitle.Text, want)
	}
}

// The title is what readers see, without the site's name.
func TestTitle(t *testing.T) {
	for _, tc := range []struct{ name, head, body, want string }{
		{"site at the end", `<title>Bridge reopens after years | Wend Courier</title><meta property="og:site_name" content="Wend Courier">`, "", "Bridge reopens after years"},
		{"site at the beginning", `<title>Wend Courier: Bridge reopens after years</title><meta property="og:site_name" content="Wend Courier">`, "", "Bridge reopens after years"},
		{"host as the site", `<title>Bridge reopens after years - wendcourier.example</title>`, "", "Bridge reopens after years"},
		{"live", `<title>Bridge reopens after years | Live</title>`, "", "Bridge reopens after years"},
		{"the headline on the page", `<title>Bridge | Wend Courier</title><meta property="og:title" content="You won't believe this bridge"><meta property="og:site_name" content="Wend Courier">`, `<h1>Bridge reopens after years</h1>`, "Bridge reopens after years"},
		{"the logo is an h1 too", `<title>Bridge reopens after years</title><meta property="og:site_name" content="Wend Courier">`, `<h1>Wend Courier</h1><h1>Bridge reopens after years</h1>`, "Bridge reopens after years"},
		{"a dash of its own", `<title>Bridge reopens – after eleven years</title>`, `<h1>Bridge reopens – after eleven years</h1>`, "Bridge reopens – after eleven years"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if f := read(t, "<html><head>"+tc.head+"</head><body>"+tc.body+"<p>text</p></body></html>"); f.Title.Text != tc.want {
				t.Errorf("got %q (%s), want %q", f.Title.Text, f.Title.Source, tc.want)
			}
		})
	}
}

// Dates and names of others are nobody's here.
func TestOthers(t *testing.T) {
	f := read(t, `<html lang="en"><body><h1>Bridge reopens</h1><p>Text.</p>
<aside class="related"><h3>Older</h3><span class="byline">By Bo Ek</span><time datetime="2021-01-01">1 January 2021</time></aside>
<ol class="comment-list"><li class="comment"><span class="author">By Otilia Brand</span><time datetime="2024-05-05">5 May 2024</time></li></ol>
<blockquote class="twitter-tweet"><p>The bridge is back!</p>— Bo Ek (@boek) <a href="https://twitter.com/boek/status/1">May 3, 2024</a></blockquote>
<footer><p>© 2019 Wend Courier</p><span class="date">2019-01-01</span></footer></body></html>`)
	if len(f.Authors) > 0 || !f.Published.IsZero() {
		t.Errorf("authors %q, date %s from %s", f.Authors, f.Published, f.PubFrom.Source)
	}
}

func TestCanonical(t *testing.T) {
	for _, tc := range []struct{ name, href, want string }{
		{"its own", "https://www.wendcourier.example/news/bridge", "https://www.wendcourier.example/news/bridge"},
		{"relative", "/news/bridge", "https://www.wendcourier.example/news/bridge"},
		{"the front page", "https://www.wendcourier.example/", ""},
		{"another host's front", "https://portal.example/", ""},
		{"no address", "javascript:void(0)", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if f := read(t, `<html><head><link rel="canonical" href="`+tc.href+`"></head></html>`); f.Canonical.Text != tc.want {
				t.Errorf("got %q, want %q", f.Canonical.Text, tc.want)
			}
		})
	}
}

func TestImage(t *testing.T) {
	f := read(t, `<html><head><meta property="og:image" content="/media/bridge-1200x675.jpg"></head><body><h1>T</h1><figure><img data-src="/media/bridge-600x300.jpg" src="data:image/gif;base64,R0" alt="The bridge"><figcaption>The bridge on Monday. Photo: Bo Ek</figcaption></figure></body></html>`)
	want := &Image{URL: "https://www.wendcourier.example/media/bridge-1200x675.jpg", Alt: "The bridge", Caption: "The bridge on Monday.", Credit: "Bo Ek"}
	if diff := cmp.Diff(want, f.Image); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if f := read(t, `<html><head><script type="application/ld+json">{"@type":"NewsArticle","headline":"T","image":""}</script></head><body><h1>T</h1></body></html>`); f.Image != nil {
		t.Errorf("no picture, but the image is %+v", f.Image)
	}
	if f := read(t, `<html><head><meta property="og:image" content="/static/logo.png"></head></html>`); f.Image != nil {
		t.Errorf("a logo is the image: %+v", f.Image)
	}
}

func FuzzParseDate(f *testing.F) {
	f.Add("10 January 2022 12:30 pm EST", "en")
	f.Add("۱۴۰۰/۱۰/۲۰", "fa")
	f.Add("171113 4:1.1332151919", "")
	f.Add("1JAn0A0:00-0:100000000", "0")
	now := time.Date(2024, 6, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s, lang string) {
		d := ParseDate(s, DateContext{Language: lang, Now: now})
		if d.IsZero() {
			return
		}
		if d.Year < 1990 || d.Time().After(now.Add(48*time.Hour)) {
			t.Errorf("ParseDate(%q) = %v", s, d)
		}
		if again := ParseDate(d.String(), DateContext{Now: now}); !again.SameDay(d) {
			t.Errorf("%q reads as %v, and that as %v", s, d, again)
		}
	})
}

// What <title> adds to the headline is the site's name, whether a link to its front
// page says so, too (in words, by its picture or by its label) or nothing does;
// with no such addition, the site is called what its logo says.
func TestSiteNameOfFrontLink(t *testing.T) {
	for _, tc := range []struct{ name, added, link, want string }{
		{"words", " | The Quay", `<a href="/">The  Quay</a>`, "The Quay"},
		{"picture", " | The Quay", `<a href="https://news.example"><img src="/l.png" alt="The Quay logo"></a>`, "The Quay"},
		{"label", " | The Quay", `<a href="/" aria-label="The Quay"><svg></svg></a>`, "The Quay"},
		{"title alone", " | The Quay", `<a href="/">Front page</a>`, "The Quay"},
		{"no name", " | all you need to know", `<a href="/">Front page</a>`, ""},
		{"a kind of page", " | Blog", `<a href="/">Front page</a>`, ""},
		{"logo alone", "", `<a href="/"><img src="/l.png" alt="The Quay logo"></a>`, "The Quay"},
		{"the address has a word of it", "", `<a href="/">Quay News</a>`, "Quay News"},
		{"nothing says that it is one", "", `<a href="/">The Quay</a>`, ""},
		{"another host's", "", `<a href="https://quay.example/"><img src="/l.png" alt="The Quay"></a>`, ""},
		{"another page", "", `<a href="/quay"><img src="/l.png" alt="The Quay"></a>`, ""},
	} {
		root, err := html.Parse(strings.NewReader(`<html><head><title>Ferry sails again` + tc.added + `</title></head><body><header>` + tc.link + `</header><h1>Ferry sails again</h1><p>The ferry sails again after eleven weeks in the yard.</p></body></html>`))
		if err != nil {
			t.Fatal(err)
		}
		u, _ := url.Parse("https://news.example/ferry-sails-again")
		if f := Read(root, Options{URL: u}); f.SiteName.Text != tc.want || f.Title.Text != "Ferry sails again" {
			t.Errorf("%s: site %q, title %q", tc.name, f.SiteName.Text, f.Title.Text)
		}
	}
}
