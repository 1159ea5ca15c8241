package extract_test

import (
	"errors"
	"strings"
	"testing"

	"copydesk/extract"
)

func TestRules(t *testing.T) {
	rules, err := extract.Compile(extract.RuleSet{
		Body: []string{"div.story"}, Title: []string{"xpath://h2[@class='head']"}, DatePublished: []string{"span.when@data-day"},
		Remove: []string{".box"}, RemoveText: []string{`^Anzeige:`}, Authors: []string{".who"},
	})
	if err != nil {
		t.Fatal(err)
	}
	a := page(t, `<html lang="de"><body><h2 class="head">The rules' headline</h2><span class="when" data-day="2024-05-04">gestern</span><span class="who">Von Ada Lind</span>
<div class="story"><p>Short one.</p><div class="box"><p>`+para1+`</p></div><p>Anzeige: buy bricks</p><p>`+para2+`</p></div><div class="other"><p>`+para3+`</p></div></body></html>`, rules)
	if want := "Short one.\n\n" + para2; a.Text != want {
		t.Errorf("text %q", a.Text)
	}
	if a.Title != "The rules' headline" || a.DatePublished != "2024-05-04" || len(a.Authors) != 1 || a.Authors[0] != "Ada Lind" {
		t.Errorf("title %q, date %q, authors %q", a.Title, a.DatePublished, a.Authors)
	}
	if a.Extraction.Rules == "" {
		t.Error("the rules leave no fingerprint")
	}
}

func TestBadRules(t *testing.T) {
	for field, set := range map[string]extract.RuleSet{
		"body":        {Body: []string{"div[["}},
		"title":       {Title: []string{"ok", "xpath://["}},
		"remove":      {Remove: []string{"h1 ~ p"}},
		"remove_text": {RemoveText: []string{"("}},
		"authors":     {Authors: []string{""}},
		"timezone":    {Timezone: "Mars/Olympus"},
	} {
		_, err := extract.Compile(set)
		var bad *extract.RuleError
		if !errors.As(err, &bad) || bad.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// What a site's rules name is the text, though its scripts are to show it.
func TestRulesNameHiddenText(t *testing.T) {
	rules, err := extract.Compile(extract.RuleSet{Body: []string{".story"}})
	if err != nil {
		t.Fatal(err)
	}
	const long = `<p>The ferry of Brackmere will not run before spring, the harbour board said on Tuesday, because nobody can be found to mend its chain.</p>`
	page := `<html><head><title>Ferry waits for its chain</title></head><body><main><h1>Ferry waits for its chain</h1><div class="story">` + long + `<p>For forty years the smith of the upper town mended it, who has retired now.</p><p>He left neither a pupil nor a drawing of how it is done, and the town has none.</p></div><div class="story" hidden><p>Until then one walks to the bridge at Tollen.</p></div></main></body></html>`
	a, err := extract.FromPage(extract.Page{URL: "https://news.example/2025/05/ferry-chain", Body: []byte(page)}, rules)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(a.Text, "bridge at Tollen") {
		t.Errorf("text is\n%s", a.Text)
	}
}
