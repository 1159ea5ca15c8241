package state

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestValues(t *testing.T) {
	type obj = map[string]any
	for name, tc := range map[string]struct {
		scripts []string
		want    []any
	}{
		"JSON":                {[]string{`{"a":{"b":[1,"x",null,true]}}`}, []any{obj{"a": obj{"b": []any{1.0, "x", nil, true}}}}},
		"assigned":            {[]string{`window.__APOLLO_STATE__ = {"a":"b"};window.x=1`}, []any{obj{"a": "b"}}},
		"assigned later":      {[]string{`window.Fusion=window.Fusion||{};Fusion.arcSite="x";Fusion.globalContent={"a":"b"};Fusion.c={}`}, []any{obj{"a": "b"}}},
		"a string to parse":   {[]string{`window.__PRELOADED_STATE__ = JSON.parse("{\"a\":\"b \\u0026 c\"}");`}, []any{obj{"a": "b & c"}}},
		"names and calls":     {[]string{`window.__INITIAL_STATE__={a:void 0,'b':!0,c:new Date("2024-01-02"),d:undefined,e:[,1,],g:Array(3),h:"\x41"}`}, []any{obj{"b": true, "c": "2024-01-02", "e": []any{nil, 1.0}, "h": "A"}}},
		"cut off":             {[]string{`{"a":{"b":"c","d":"e`}, []any{obj{"a": obj{"b": "c", "d": "e"}}}},
		"surrogates":          {[]string{`{"a":"\ud83d\ude00 \ud83d"}`}, []any{obj{"a": "😀 \uFFFD"}}},
		"escaped as Angular":  {[]string{`{&q;a&q;:&q;b &a; c&q;}`}, []any{obj{"a": "b & c"}}},
		"a call":              {[]string{`window.__NUXT__=(function(a,b){return {t:a,u:[b,{v:a}],w:!1}}("x",{y:2}));`}, []any{obj{"t": "x", "u": []any{obj{"y": 2.0}, obj{"v": "x"}}, "w": false}}},
		"a call without args": {[]string{`window.__NUXT__=(function(a){return {t:a,u:1}}`}, []any{obj{"u": 1.0}}},
		"a flat list":         {[]string{`[["Reactive",1],{"t":2,"u":3,"v":-1},"x",[4,2],["Date","2024-01-02"]]`}, []any{obj{"t": "x", "u": []any{"2024-01-02", "x"}}}},
		"a list in itself":    {[]string{`[{"t":1,"u":0},{"v":2,"w":1},"x"]`}, []any{obj{"t": obj{"v": "x"}}}},
		"a map and a set":     {[]string{`[{"t":1,"u":2},["Map",3,4],["Set",4,4],"k","x"]`}, []any{obj{"t": obj{"k": "x"}, "u": []any{"x", "x"}}}},
		"a list of numbers":   {[]string{`[1,2,3]`}, []any{[]any{1.0, 2.0, 3.0}}},
		"rows": {[]string{`self.__next_f.push([1,"1:I[5,[]]\n2:[\"$\",\"div\",null,{\"story\":{\"headline\":\"` + strings.Repeat("x", 90) + `\""])`, `self.__next_f.push([1,"}}]\n"])`},
			[]any{[]any{"$", "div", nil, obj{"story": obj{"headline": strings.Repeat("x", 90)}}}}},
		"nothing": {[]string{`var a = 1;`, ``}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := Values(tc.scripts, func(string) bool { return true })
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever stands in a script, reading it ends.
func FuzzValues(f *testing.F) {
	for _, s := range []string{`{"a":[1,2`, `window.__NUXT__=(function(a){return {b:a}}(1))`, `[["Reactive",1],{"a":0}]`, `window.__X__ = JSON.parse('{"a":1}')`, `self.__next_f.push([1,"1:[]"])`, `[{"a":1},["Map",0,0],["Set",1,1]]`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		Values([]string{s}, func(string) bool { return true })
	})
}

// Where two values hold each other, what is left out is the same whenever the
// list is read.
func TestFlatInTurn(t *testing.T) {
	script := []string{`[{"a":1,"b":2},{"t":3,"x":2},{"t":3,"y":1},"word"]`}
	every := func(string) bool { return true }
	first := Values(script, every)
	for range 30 {
		if diff := cmp.Diff(first, Values(script, every)); diff != "" {
			t.Fatal(diff)
		}
	}
}
