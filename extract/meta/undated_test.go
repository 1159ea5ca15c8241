package meta

import "testing"

// A byline is given as it was printed, but for the dates and times around it.
func TestUndated(t *testing.T) {
	for byline, want := range map[string]string{
		"By Ada Lind":                  "By Ada Lind",
		"By Ada Lind, Senior Reporter": "By Ada Lind, Senior Reporter",
		"Von Ada Lind, 3. Juni 2024, 10:12 Uhr · Lesezeit: 3 Min.": "Von Ada Lind",
		"By Ada Lind | Updated on 4 May 2024":                      "By Ada Lind",
		"By Ada Lind. Last Updated on December 11, 2025":           "By Ada Lind.",
		"Posted by Ada Lind on Tuesday, August 29, 2023":           "Posted by Ada Lind",
		"3 June 2024 by Ada Lind":                                  "by Ada Lind",
		"25.10.2022 - Ada Lind":                                    "Ada Lind",
		"By Ada Lind | Chief Editor | 4 min read":                  "By Ada Lind | Chief Editor",
		"2024 Ada Lind": "2024 Ada Lind",
	} {
		if got := undated(byline, []string{"Ada Lind"}); got != want {
			t.Errorf("undated(%q) = %q, want %q", byline, got, want)
		}
	}
}
