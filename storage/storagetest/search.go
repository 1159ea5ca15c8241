package storagetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"copydesk/extract"
	"copydesk/storage"
)

func searchCases() map[string]func(*testing.T, Store) {
	return map[string]func(*testing.T, Store){
		"search: words, phrases, filters": searchTable,
		"search: ranking":                 searchRanking,
		"search: snippets":                searchSnippets,
		"search: revisions":               searchRevisions,
		"search: hostile queries":         searchHostile,
	}
}

// library saves articles to search in.
func library(t *testing.T, s Store) {
	t.Helper()
	for i, c := range []struct{ site, title, text, author, language string }{
		{site, "Storm over the coast", "The storm tore roofs away. Wind speed was high on the northern coast.", "Ana Lind", "en"},
		{site, "Calm returns", "After the wind, calm. Roofers are busy and the coast road is open.", "Bo Ek", "en"},
		{"south", "Tormenta en la región", "La tormenta dañó los techos de la costa.", "Ana María Ruiz", "es"},
		{"south", "北京大学宣布新计划", "据新华社报道，北京大学今天宣布了一项新的研究计划。", "王小明", "zh"},
		{"south", "東京タワーの夜", "東京タワーはライトアップされた。カタカナも探せる。", "佐藤", "ja"},
		{"south", "ข่าวประเทศไทย", "รัฐบาลประเทศไทยประกาศแผนใหม่", "สมชาย", "th"},
		{"south", "서울의 봄", "서울에서 새로운 축제가 열렸다.", "김", "ko"},
	} {
		a := article(i)
		a.SiteID, a.Title, a.Text, a.Authors, a.Language, a.Byline = c.site, c.title, c.text, []string{c.author}, c.language, ""
		a.Subtitle, a.Summary, a.Tags, a.Host = "", "", nil, c.site+".example"
		a.DatePublished = fmt.Sprintf("2026-03-%02d", i+1)
		v := visit(a, start())
		v.SiteID = c.site
		save(t, s, v)
	}
}

func find(t *testing.T, s Store, query string) []storage.Hit {
	t.Helper()
	q, err := storage.ParseQuery(query, time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatalf("ParseQuery(%q): %v", query, err)
	}
	return must(s.Search(t.Context(), q, 10))(t)
}

func searchTable(t *testing.T, s Store) {
	library(t, s)
	for query, want := range map[string][]int{
		"coast": {0, 1}, "COAST": {0, 1}, "storm coast": {0}, "calm coast": {1}, `"wind speed"`: {0}, `"speed wind"`: nil,
		"roof*": {0, 1}, "roof": nil, `"coast ro*"`: {1}, `"coast ro"*`: {1}, "coast -storm": {1}, `coast -"coast road"`: {0},
		"region": {2}, "dano": {2}, "DAÑÓ": {2}, "author:ana": {0, 2}, `author:"ana lind"`: {0}, "author:lind storm": {0},
		"author:storm": nil, "author:mar*": {2}, "site:south region": {2}, "site:north region": nil, "site:north": {0, 1},
		"site:north.example": {0, 1}, "coast since:2026-03-02": {1}, "coast until:2026-03-02": {0}, "coast since:7d": {0, 1},
		"coast since:6d": {1}, "lang:es": {2}, "lang:zh,ja": {3, 4}, "site:north,south coast": {0, 1},
		"北京": {3}, "北京大学": {3}, "大学": {3}, "学": {3}, "京北": nil, "計": nil, "研究计划": {3}, "東京": {4}, "タワー": {4},
		"ライト": {4}, "探せる": {4}, "京": {3, 4}, "ประเทศ": {5}, "ไทย": {5}, "แผน": {5}, "서울": {6}, "축제": {6}, "author:王": {3},
		"author:小明": {3}, "新华社 研究": {3}, "zebra": nil, "storm site:south": nil,
	} {
		var got []int
		for _, h := range find(t, s, query) {
			var n int
			fmt.Sscanf(h.Article.URL, "https://north.example/story-%d", &n)
			got = append(got, n)
		}
		slices.Sort(got)
		same(t, query, want, got)
	}
}

func searchRanking(t *testing.T, s Store) {
	texts := []struct{ title, text string }{
		{"Weekend notes", "There was a festival and much else. " + strings.Repeat("Other things happened on that day as well. ", 60)},
		{"Festival opens", "The festival opened with music. Everybody danced at the festival."},
		{"Music everywhere", "The festival had music, and the festival had food, said the mayor."},
		{"Roads", "No word of it here."},
	}
	for i, c := range texts {
		a := article(i)
		a.Title, a.Text, a.Subtitle, a.Summary, a.Tags = c.title, c.text, "", "", nil
		save(t, s, visit(a, start()))
	}
	var titles []string
	hits := find(t, s, "festival")
	for i, h := range hits {
		titles = append(titles, h.Article.Title)
		if h.Score <= 0 || i > 0 && h.Score > hits[i-1].Score {
			t.Errorf("score %v of %q", h.Score, h.Article.Title)
		}
	}
	same(t, "order", []string{"Festival opens", "Music everywhere", "Weekend notes"}, titles)
	q, err := storage.ParseQuery("festival", start())
	if err != nil {
		t.Fatal(err)
	}
	one := must(s.Search(t.Context(), q, 1))(t)
	if len(one) != 1 || one[0].Article.Title != "Festival opens" {
		t.Errorf("the best one is not first: %+v", one)
	}
}

func searchSnippets(t *testing.T, s Store) {
	library(t, s)
	for query, want := range map[string]string{
		"roofs":        "The storm tore \x02roofs\x03 away. Wind speed was high on the northern coast.",
		`"wind speed"`: "The storm tore roofs away. \x02Wind speed\x03 was high on the northern coast.",
		"danó":         "La tormenta \x02dañó\x03 los techos de la costa.",
		"研究计划":         "据新华社报道，北京大学今天宣布了一项新的\x02研究计划\x03。",
	} {
		hits := find(t, s, query)
		if len(hits) != 1 {
			t.Errorf("%s: %d hits, want 1", query, len(hits))
			continue
		}
		same(t, query, want, hits[0].Snippet)
	}
}

func searchRevisions(t *testing.T, s Store) {
	a := article(1)
	a.Text = "The old wording with a zebra in it."
	save(t, s, visit(a, start()))
	b := article(1)
	b.Text = "The new wording with an okapi in it."
	save(t, s, visit(b, start().Add(time.Hour)))
	if n := len(find(t, s, "zebra")); n != 0 {
		t.Errorf("an old revision's word is found %d times", n)
	}
	if n := len(find(t, s, "okapi")); n != 1 {
		t.Errorf("a new revision's word is found %d times, want 1", n)
	}
	for i := range 20 { // over and over: the index must not keep what is gone
		b.Text = fmt.Sprintf("Wording %d with a lynx%d in it.", i, i)
		save(t, s, visit(b, start().Add(time.Duration(i+2)*time.Hour)))
	}
	if n := len(find(t, s, "lynx*")); n != 1 {
		t.Errorf("the article is found %d times, want 1", n)
	}
	if n := len(find(t, s, "lynx3")); n != 0 {
		t.Errorf("a passing revision's word is found %d times", n)
	}
}

func searchHostile(t *testing.T, s Store) {
	library(t, s)
	for _, query := range []string{
		`coast"`, `"`, `coast AND`, `OR coast`, `NEAR coast`, `coast NOT`, `title:coast`, `coast' OR 1=1 --`, `(coast`, `coast)`,
		`*coast`, `co*ast`, `coast **`, `"coast*`, `-`, `coast -`, `^coast`, `{coast}`, "coast\x00storm", `search:coast`, `coast:storm`,
		`NOT`, `AND OR NOT`, strings.Repeat("coast ", 300),
	} {
		q, err := storage.ParseQuery(query, start())
		if err != nil {
			continue // a query without a word says so
		}
		if _, err := s.Search(t.Context(), q, 5); err != nil {
			t.Errorf("%.40q: %v", query, err)
		}
	}
	if hits := find(t, s, "coast AND storm"); len(hits) != 0 {
		t.Errorf("AND is a word like any other, but finds %d", len(hits))
	}
	odd := article(9)
	odd.Quality.Verdict, odd.Title = extract.OK, `"quoted" AND (NEAR) *`
	save(t, s, visit(odd, start()))
	if len(find(t, s, "near quoted")) != 1 {
		t.Error("a title full of syntax is not found")
	}
}
