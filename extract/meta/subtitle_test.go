package meta

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A standfirst is told by its class, or by the page's description; a year in it is
// no date.
func TestStandfirst(t *testing.T) {
	paragraph := "<p>" + strings.Repeat("The ferry crossed the river again on Monday, with bells and with flags on both of its masts. ", 3) + "</p>"
	const lead = "After nine years on the slip the ferry is back, and nobody had to pay on its first day."
	for name, test := range map[string]struct{ page, want string }{
		"class":                        {`<p class="subtitle">` + lead + `</p><div>` + paragraph + `</div>`, lead},
		"class and a year":             {`<p class="subtitle">Council backs 2025 budget plan after long debate</p><div>` + paragraph + `</div>`, "Council backs 2025 budget plan after long debate"},
		"class and a date":             {`<p class="subtitle">Published on 2 May 2024</p><div>` + paragraph + `</div>`, ""},
		"description":                  {`<meta name="description" content="` + lead + `"><p class="a_st">` + lead + `</p><div>` + paragraph + `</div>`, lead},
		"description of another text":  {`<meta name="description" content="The ferry and its flags in pictures of our readers."><p class="a_st">` + lead + `</p><div>` + paragraph + `</div>`, ""},
		"description is the beginning": {`<meta name="description" content="` + lead + `"><div><p>` + lead + `</p>` + paragraph + `</div>`, ""},
	} {
		root, err := html.Parse(strings.NewReader(`<html lang="en"><h1>The ferry is back</h1>` + test.page))
		if err != nil {
			t.Fatal(err)
		}
		if got := Read(root, Options{}).Subtitle.Text; got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
