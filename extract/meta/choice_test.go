package meta

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Days in the many places where publishers put them, and days that are not
// the article's.
func TestPublished(t *testing.T) {
	story := "<p>" + "The ferry sails again after eleven weeks in the yard, its master said. " + "</p>"
	for _, tc := range []struct{ name, lang, head, body, want string }{
		{"dateline", "de", "", `<h1>Fähre fährt wieder</h1><p>Hallerstedt, 12. Mai 2023 – Die Fähre fährt nach elf Wochen in der Werft wieder zu den Inseln, teilte die Reederei am Montag mit, und die Besatzung freut sich auf die erste Überfahrt.</p>`, "2023-05-12"},
		{"data of a script", "en", `<script id="__NEXT_DATA__" type="application/json">{"props":{"pageProps":{"story":{"publishedAt":"2023-05-12T08:00:00+02:00","title":"Ferry"}}}}</script>`, "<h1>Ferry sails again</h1>" + story, "2023-05-12T08:00:00+02:00"},
		{"a meta by another name", "en", `<meta name="w-published-date" content="2023-05-12T06:03:43Z">`, "<h1>Ferry sails again</h1>" + story, "2023-05-12T06:03:43Z"},
		{"the month first, as the machine's date shows", "en-GB", `<meta property="article:published_time" content="2023-05-12">`, `<h1>Ferry sails again</h1><div class="post-date">05/12/2023</div>` + story, "2023-05-12"},
		{"hAtom's only date", "en", "", `<h1>Ferry sails again</h1><time class="entry-date updated" datetime="2023-05-12T08:00:00+02:00">12 May 2023</time>` + story, "2023-05-12T08:00:00+02:00"},
		{"the printed update is not it", "en", `<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2021-02-03","dateModified":"2023-05-12"}</script>`, `<h1>Ferry sails again</h1><p class="date">Updated 12 May 2023</p>` + story, "2021-02-03"},
		{"nor is it without a label", "en", `<meta property="article:published_time" content="2021-02-03"><meta property="article:modified_time" content="2023-05-12">`, `<h1>Ferry sails again</h1><p class="post-meta">12 May 2023</p>` + story, "2021-02-03"},
		{"the day on which a page is read", "en", "", `<div class="todays-date">12 May 2023</div><h1>Ferry sails again</h1>` + story, ""},
		{"the same moment in two zones", "en", `<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2023-05-12T23:30:00-05:00"}</script><meta property="article:published_time" content="2023-05-13T04:30:00Z">`, "<h1>Ferry sails again</h1>" + story, "2023-05-12T23:30:00-05:00"},
		{"a footer that says what it is", "en", "", `<h1>Ferry sails again</h1>` + story + `<footer>Page published <time datetime="2023-05-12">12 May 2023</time></footer>`, "2023-05-12"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := read(t, `<html lang="`+tc.lang+`"><head>`+tc.head+"</head><body>"+tc.body+"</body></html>")
			if got := f.Published.String(); got != tc.want {
				t.Errorf("got %q (%s), want %q", got, f.PubFrom.Source, tc.want)
			}
		})
	}
}

// Bylines of several shapes, and names that are nobody's here.
func TestAuthors(t *testing.T) {
	story := "<p>The ferry sails again after eleven weeks in the yard, its master said.</p>"
	for _, tc := range []struct {
		name, body string
		want       []string
	}{
		{"names in elements of their own", `<h1>Ferry sails</h1><span>By</span><div class="author-name"><a href="/author/a">Ana Lind</a></div><div class="author-name"><a href="/author/b">Bo Ek</a></div>` + story, []string{"Ana Lind", "Bo Ek"}},
		{"a name that is printed twice", `<h1>Ferry sails</h1><div class="byline"><span class="byline__author">Ana Lind Ana Lind</span></div>` + story, []string{"Ana Lind"}},
		{"the Hebrew and", `<h1>הגשר ייפתח</h1><p class="byline">מאת: דנה לוי ויוסי בן-דוד</p>` + story, []string{"דנה לוי", "יוסי בן-דוד"}},
		{"a name that begins like it", `<h1>הגשר ייפתח</h1><p class="byline">מאת: דנה כהן ורד</p>` + story, []string{"דנה כהן ורד"}},
		{"surname with particles first", `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry sails","author":[{"@type":"Person","name":"van der Berg, Piet"},{"@type":"Person","name":"Ana Lind"}]}</script><h1>Ferry sails</h1>` + story, []string{"Piet van der Berg", "Ana Lind"}},
		{"a weekday behind it", `<h1>Ferry sails</h1><div class="byline">By Ana Lind Thursday, November 9, 2023 4:41AM</div>` + story, []string{"Ana Lind"}},
		{"a day behind it", `<h1>Ferry sails</h1><div class="byline">By Ana Lind Nov 02</div>` + story, []string{"Ana Lind"}},
		{"all that somebody wrote", `<h1>Ferry sails</h1><a rel="author" href="/author/a">Zeige alle Beiträge von Ana Lind</a>` + story, []string{"Ana Lind"}},
		{"a name for an account", `<meta name="author" content="admin"><h1>Ferry sails</h1>` + story, nil},
		{"the last word of an interview", `<h1>Ferry sails</h1>` + story + `<p>Reporter: Thank you for your time</p>`, nil},
		{"links that are no names", `<h1>Ferry sails</h1><a href="/author/a">Full Bio</a>` + story, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := read(t, `<html lang="en"><body>`+tc.body+"</body></html>")
			if diff := cmp.Diff(tc.want, f.Authors); diff != "" {
				t.Errorf("from %s (-want +got):\n%s", f.Byline.Source, diff)
			}
		})
	}
}

func TestNickname(t *testing.T) {
	for raw, want := range map[string]string{"Bo2man": "Bo2man", "by delta_201": "delta_201", "Ana Lind": "", "admin": "", "12345": "", "more": ""} {
		if got := nickname(raw); got != want {
			t.Errorf("nickname(%q) = %q, want %q", raw, got, want)
		}
	}
}

// A title's quotation marks part nothing.
func TestQuotedTitle(t *testing.T) {
	f := read(t, `<html lang="de"><head><title>«Die Fähre fährt wieder» | Der Bote</title><meta property="og:site_name" content="Der Bote"></head><body><h1>«Die Fähre fährt wieder»</h1><p>Text.</p></body></html>`)
	if want := "«Die Fähre fährt wieder»"; f.Title.Text != want {
		t.Errorf("got %q, want %q", f.Title.Text, want)
	}
}
