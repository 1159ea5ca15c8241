package site

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// All that is wrong with a file is told at once, in the order of its lines, and
// each thing once.
func TestErrorsAtOnce(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"several sites", `version: 1
sites:
  - id: a
    home: news
    delay: 5
  - id: a
    home: https://b.example/
    languages: [es, klingonese-x]
    discover: {pages: [x], hosts: ["a/b"]}
`, []string{
			`f.yaml:4:11: home "news" is no http or https address; did you mean https://news?`,
			`f.yaml:5:12: "5" has no unit; write it as 30s, 5m, 2h or 30d`,
			`f.yaml:6:9: id "a" stands twice, first at line 3: give each site its own`,
			`f.yaml:8:21: language "klingonese-x" is unknown; write it as es or pt-BR`,
			`f.yaml:9:24: page "x" is no http or https address; did you mean https://x?`,
			`f.yaml:9:36: host "a/b": a name alone, such as blog.news.example`,
		}},
		{"defaults are told of once", `version: 1
defaults: {delay: soon, ports: [0]}
sites:
  - {id: a, home: https://a.example/}
  - {id: b, home: https://b.example/, ports: [0]}
`, []string{
			`f.yaml:2:19: "soon" is no span of time; write it as 30s, 5m, 2h or 30d`,
			`f.yaml:2:33: port 0: between 1 and 65535`,
			`f.yaml:5:47: port 0: between 1 and 65535`,
		}},
		{"keys without a meaning, and what is wrong beside them", `version: 1
sites:
  - id: a
    url: https://a.example/
    hoem: x
    delay: 5
    schedule: {evry: 1h}
`, []string{
			`f.yaml:4:5: unknown key "url"; did you mean "home"?`,
			`f.yaml:5:5: unknown key "hoem"; did you mean "home"?`,
			`f.yaml:6:12: "5" has no unit; write it as 30s, 5m, 2h or 30d`,
			`f.yaml:7:16: unknown key "evry"; did you mean "every"?`,
		}},
		{"and a value of the wrong kind", `version: 1
sites:
  - id: a
    hoem: https://a.example/
    max_pages: many
`, []string{
			`f.yaml:4:5: unknown key "hoem"; did you mean "home"?`,
			`f.yaml:5:16: "many" stands where a number is wanted`,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("f.yaml", []byte(tt.in), nil)
			var several Errors
			if !errors.As(err, &several) {
				t.Fatalf("got %v", err)
			}
			var got []string
			for _, e := range several {
				got = append(got, e.Error())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			var one *Error
			if !errors.As(err, &one) {
				t.Error("no *Error among them")
			}
		})
	}
}

// However much is wrong, it stays readable.
func TestErrorsBounded(t *testing.T) {
	var alike, unlike strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&alike, "  - {id: s%d, home: 'https://s%d.example/', delay: 5}\n", i, i)
		fmt.Fprintf(&unlike, "  - {id: s%d, home: news%d}\n", i, i)
	}
	var several Errors
	_, err := Parse("f.yaml", []byte("version: 1\nsites:\n"+alike.String()), nil)
	if !errors.As(err, &several) || len(several) != mostAlike || several[2].Line != 5 || !strings.HasSuffix(several[2].Msg, "; the same 997 more times") {
		t.Errorf("%d errors: %v", len(several), err)
	}
	_, err = Parse("f.yaml", []byte("version: 1\nsites:\n"+unlike.String()), nil)
	if !errors.As(err, &several) || len(several) != mostErrors+1 || !strings.Contains(several[mostErrors].Msg, "there is more") {
		t.Errorf("%d errors: %v", len(several), err)
	}
}
