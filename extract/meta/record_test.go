package meta

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// statePage is a page whose head says nothing but its title, with a script.
func statePage(script string) string {
	return `<html lang="en"><head><title>The chain ferry stays | Harbour Notes</title></head><body><h1>The chain ferry stays</h1><p>The ferry of Brackmere stays for another two years.</p>` + script + `</body></html>`
}

// What the state of a page's framework says of the article is read where
// nothing else says it, whatever the content management system calls it.
func TestStateRecord(t *testing.T) {
	rows := `4:["$","$L9",null,{"story":{"headline":"The chain ferry stays","standfirst":"The board needs a smith","bylines":[{"name":"Mara Quill"},{"name":"Ben Oduya"}],"firstPublished":"2024-03-05T08:00:00Z","lastUpdated":"2024-03-06T09:00:00Z","topics":[{"title":"Ferries"},{"title":"Smiths"}],"primaryCategory":{"title":"Harbour"}},"more":[{"headline":"Market moves","bylines":[{"name":"Cy Fox"}],"firstPublished":"2023-01-01T00:00:00Z"}]}]` + "\n"
	push := func(s string) string {
		quoted, _ := json.Marshal(s)
		return `<script>self.__next_f.push([1,` + string(quoted) + `])</script>`
	}
	for name, script := range map[string]string{
		"Next":               `<script id="__NEXT_DATA__" type="application/json">{"props":{"pageProps":{"menu":[{"title":"The chain ferry stays","url":"/x"}],"article":{"title":"The chain ferry stays","subtitle":"The board needs a smith","publishedAt":"2024-03-05T08:00:00Z","updatedAt":"2024-03-06T09:00:00Z","authors":[{"firstName":"Mara","lastName":"Quill"},{"fullName":"Ben Oduya"}],"category":{"name":"Harbour"},"tags":["Ferries","Smiths"]},"related":[{"title":"Market moves","publishedAt":"2023-01-01T00:00:00Z","authors":[{"name":"Cy Fox"}]}]}}}</script>`,
		"WordPress's fields": `<script id="__NEXT_DATA__" type="application/json">{"props":{"post":{"title":{"rendered":"The chain ferry stays"},"subtitle":"The board needs a smith","date":"2024-03-05T08:00:00Z","modified":"2024-03-06T09:00:00Z","_embedded":{"author":[{"name":"Mara Quill"},{"name":"Ben Oduya"}],"wp:term":[[{"taxonomy":"category","name":"Harbour"}],[{"taxonomy":"post_tag","name":"Ferries"},{"taxonomy":"post_tag","name":"Smiths"}]]}}}}</script>`,
		"fields in fields":   `<script type="application/json">{"page":{"sys":{"id":"1"},"fields":{"title":"The chain ferry stays","dek":"The board needs a smith","publishDate":1709625600,"lastUpdated":1709715600000,"author":[{"fields":{"name":"Mara Quill"}},{"fields":{"name":"Ben Oduya"}}],"category":{"fields":{"title":"Harbour"}},"tags":[{"fields":{"label":"Ferries"}},{"fields":{"label":"Smiths"}}]}},"filler":"` + strings.Repeat("x", leastState) + `"}</script>`,
		"Fusion":             `<script>window.Fusion=window.Fusion||{};Fusion.arcSite="x";Fusion.globalContent={"type":"story","headlines":{"basic":"The chain ferry stays"},"subheadlines":{"basic":"The board needs a smith"},"display_date":"2024-03-05T08:00:00Z","created_date":"2024-03-01T08:00:00Z","last_updated_date":"2024-03-06T09:00:00Z","credits":{"by":[{"type":"author","name":"Mara Quill"},{"type":"author","name":"Ben Oduya"}]},"taxonomy":{"primary_section":{"name":"Harbour"},"tags":[{"text":"Ferries"},{"text":"Smiths"}]},"filler":"` + strings.Repeat("x", leastState) + `"};Fusion.contentCache={}</script>`,
		"Apollo":             `<script>window.__APOLLO_STATE__={"Post:2":{"title":"Market moves","createdAt":1,"author":{"__ref":"User:3"}},"Post:1":{"title":"The chain ferry stays","subtitle":"The board needs a smith","firstPublishedAt":1709625600000,"latestPublishedAt":1709715600000,"authors":[{"__ref":"User:1"},{"__ref":"User:2"}],"category":{"__ref":"Tag:0"},"tags":[{"__ref":"Tag:1"},{"__ref":"Tag:2"}]},"User:1":{"name":"Mara Quill"},"User:2":{"name":"Ben Oduya"},"User:3":{"name":"Cy Fox"},"Tag:0":{"name":"Harbour"},"Tag:1":{"displayTitle":"Ferries"},"Tag:2":{"displayTitle":"Smiths"}}</script>`,
		"Nuxt's call":        `<script>window.__NUXT__=(function(a,b){return {data:[{article:{title:a,lead:"The board needs a smith",published_at:"2024-03-05T08:00:00Z",updated_at:"2024-03-06T09:00:00Z",authors:[{name:b},{name:"Ben Oduya"}],category:{name:"Harbour"},tags:[{name:"Ferries"},{name:"Smiths"}]}}],more:[{title:"Market moves",published_at:"2023-01-01",author:"Cy Fox"}],filler:"` + strings.Repeat("x", leastState) + `"}}("The chain ferry stays","Mara Quill"));</script>`,
		"Nuxt's list":        `<script type="application/json" id="__NUXT_DATA__">[["Reactive",1],{"data":2,"filler":20},{"title":3,"chapo":4,"publicationDate":5,"updatedAt":6,"authors":7,"section":12,"tags":14},"The chain ferry stays","The board needs a smith",["Date","2024-03-05T08:00:00Z"],"2024-03-06T09:00:00Z",[8,10],{"name":9},"Mara Quill",{"name":11},"Ben Oduya",{"label":13},"Harbour",[15,17],{"name":16},"Ferries",{"name":18},"Smiths","","` + strings.Repeat("x", leastState) + `"]</script>`,
		"server components":  push(rows[:200]) + push(rows[200:]),
		"one byline":         `<script type="application/json">{"a":{"headline":"The chain ferry stays","standfirst":"The board needs a smith","byline":"By Mara Quill and Ben Oduya","publishDate":"2024-03-05T08:00:00Z","updateDate":"","lastUpdated":"2024-03-06T09:00:00Z","section":"Harbour","keywords":"Ferries, Smiths","filler":"` + strings.Repeat("x", leastState) + `"}}</script>`,
	} {
		t.Run(name, func(t *testing.T) {
			f := read(t, statePage(script))
			got := []any{f.Title.Text, f.Authors, f.Published.Time().Unix(), f.Modified.Time().Unix(), f.Subtitle.Text, f.Section.Text, f.Tags}
			want := []any{"The chain ferry stays", []string{"Mara Quill", "Ben Oduya"}, int64(1709625600), int64(1709715600), "The board needs a smith", "Harbour", []string{"Ferries", "Smiths"}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if !strings.HasPrefix(f.Byline.Source, "state:") {
				t.Errorf("the authors are from %q", f.Byline.Source)
			}
			if f.Signals.ArticleNode {
				t.Error("a state is no JSON-LD")
			}
		})
	}
}

// The page's own address tells its record where <title> is the site's name
// alone; an object that is called like the page but is no article, or another
// story, says nothing.
func TestStateRecordChoice(t *testing.T) {
	page := func(title, state string) string {
		return `<html lang="en"><head><title>` + title + `</title></head><body><div id="app"></div><script id="__NEXT_DATA__" type="application/json">` + state + `</script></body></html>`
	}
	for name, tc := range map[string]struct{ page, title, author, date string }{
		"by address":     {page("Harbour Notes", `{"a":[{"title":"Market moves","slug":"market","author":"Cy Fox","date":"2023-01-01"},{"title":"The bridge reopens","slug":"bridge-reopens","author":"Mara Quill","date":"2024-03-05"}]}`), "The bridge reopens", "Mara Quill", "2024-03-05"},
		"no article":     {page("The bridge reopens", `{"menu":[{"title":"The bridge reopens","url":"/x","createdAt":"2024-01-01"}]}`), "The bridge reopens", "", ""},
		"others' alone":  {page("The bridge reopens", `{"more":[{"title":"Market moves","author":"Cy Fox","date":"2023-01-01"}]}`), "The bridge reopens", "", ""},
		"a photographer": {page("The bridge reopens", `{"a":{"title":"The bridge reopens","date":"2024-03-05","contributors":[{"name":"Ina Holm","role":"Photographer"},{"name":"Mara Quill","role":"Writer"}]}}`), "The bridge reopens", "Mara Quill", "2024-03-05"},
	} {
		f := read(t, tc.page)
		if f.Title.Text != tc.title || strings.Join(f.Authors, ";") != tc.author || f.Published.String() != tc.date {
			t.Errorf("%s: title %q, authors %q, date %q", name, f.Title.Text, f.Authors, f.Published)
		}
	}
}

// JSON-LD that names the day and the author is not added to; what readers see
// is surer than a state's day.
func TestStateRecordAfterOthers(t *testing.T) {
	state := `<script id="__NEXT_DATA__" type="application/json">{"a":{"title":"The chain ferry stays","date":"2024-03-04","author":"Cy Fox","section":"Harbour"}}</script>`
	f := read(t, statePage(`<script type="application/ld+json">{"@type":"NewsArticle","headline":"The chain ferry stays","datePublished":"2024-03-05","author":"Mara Quill"}</script>`+state))
	if f.Published.String() != "2024-03-05" || f.Authors[0] != "Mara Quill" || f.Section.Text != "" {
		t.Errorf("date %q, authors %q, section %q", f.Published, f.Authors, f.Section.Text)
	}
	f = read(t, strings.Replace(statePage(state), "</h1>", `</h1><p class="date">5 March 2024</p>`, 1))
	if f.Published.String() != "2024-03-05" {
		t.Errorf("date %q", f.Published)
	}
}

// A state may hold one value in many places. However much it unfolds to, what is
// looked at is bounded.
func TestStateRecordShared(t *testing.T) {
	const n = 20_000
	const title = `"title":"The chain ferry stays"`
	var table, wraps strings.Builder
	for i := range n {
		fmt.Fprintf(&table, `,"k%d":1`, i)
	}
	for i := 2; i < 90; i++ { // each holds the next in two places
		fmt.Fprintf(&wraps, `,{"basic":%d,"text":%d,"a":1}`, i+1, i+1)
	}
	table.WriteString(`,` + title + `,"slug":"x","date":{"z":1}`)
	for name, script := range map[string]string{
		"a table in a list": `<script>window.__NUXT__=(function(a){return {l:[` + strings.Repeat("a,", n) + `1]}}({z:1` + table.String() + `}))</script>`,
		"a table's author":  `<script>window.__APOLLO_STATE__={"P":{` + title + `,"date":"2024-03-05","authors":[` + strings.Repeat(`{"__ref":"T"},`, n) + `1]},"T":{"z":1` + table.String() + `}}</script>`,
		"in its wrappings":  `<script type="application/json">[{"title":2,"a":1,"b":1},"The chain ferry stays"` + wraps.String() + `,{"a":1}` + strings.Repeat(" ", leastState) + `]</script>`,
	} {
		if f := read(t, statePage(script)); f.Title.Text != "The chain ferry stays" {
			t.Errorf("%s: title %q", name, f.Title.Text)
		}
	}
}

// Of two fields with one name but for its marks, the same one is taken whenever
// a page is read.
func TestStateRecordSameNames(t *testing.T) {
	page := statePage(`<script id="__NEXT_DATA__" type="application/json">{"a":{"title":"The chain ferry stays","published_at":"2024-03-05","publishedAt":"2024-03-04","PublishedAt":"2024-03-03","author":"Mara Quill"}}</script>`)
	first := read(t, page).Published
	for range 30 {
		if again := read(t, page).Published; again != first {
			t.Fatalf("published %s, and then %s", first, again)
		}
	}
}
