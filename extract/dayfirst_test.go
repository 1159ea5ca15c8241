package extract_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"copydesk/extract"
)

// A date in numbers is read as its text's language has it, whatever the page
// declares, and as the page's address has it.
func TestDayFirst(t *testing.T) {
	german := "<p>" + strings.Repeat("Die Fähre fährt wieder über den Fluss, und auf beiden Masten sind Fahnen zu sehen. ", 8) + "</p>"
	english := "<p>" + strings.Repeat("The ferry crosses the river again, and there are flags on both of the masts that it has. ", 8) + "</p>"
	for _, test := range []struct{ lang, url, date, text, want string }{
		{"en-US", "https://courier.example.com/faehre", "03/02/2025", german, "2025-02-03"},
		{"en", "https://courier.example.com/faehre", "3-2-2025", german, "2025-02-03"},
		{"", "https://courier.example.com/faehre", "03/02/2025", german, "2025-02-03"},
		{"", "https://courier.example.de/faehre", "03/02/2025", german, "2025-02-03"},
		{"de", "https://courier.example.com/faehre", "03/02/2025", german, "2025-02-03"},
		{"en-US", "https://courier.example.com/ferry", "03/02/2025", english, "2025-03-02"},
		{"en-US", "https://courier.example.com/2025/02/ferry", "03/02/2025", english, "2025-02-03"},
		{"en-US", "https://courier.example.com/2025/02/03/ferry", "03/02/2025", english, "2025-02-03"},
		{"en-GB", "https://courier.example.com/2025/03/ferry", "03/02/2025", english, "2025-03-02"},
		{"en-US", "https://courier.example.com/faehre", "12/03/2025", german, "2025-03-12"},
	} {
		html := fmt.Sprintf(`<html lang=%q><title>Ferry</title><h1>Ferry / Fähre</h1><span class="posted-on">%s</span>%s`, test.lang, test.date, test.text)
		a, err := extract.FromPage(extract.Page{URL: test.url, Body: []byte(html), FetchedAt: time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if a.DatePublished != test.want {
			t.Errorf("%q %s %s: %s, want %s", test.lang, test.url, test.date, a.DatePublished, test.want)
		}
	}
}
