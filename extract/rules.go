package extract

import (
	"fmt"
	"hash/fnv"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"time"

	"golang.org/x/net/html"

	"copydesk/extract/body"
	"copydesk/extract/dom"
)

// RuleSet is what a site's entry says about its pages. Each field of an
// article is a list of selectors of which the first that matches counts: CSS,
// or XPath after "xpath:", with "@attr" at the end for an attribute's value.
type RuleSet struct {
	Body          []string `yaml:"body"`
	Title         []string `yaml:"title"`
	Subtitle      []string `yaml:"subtitle"`
	Authors       []string `yaml:"authors"`
	DatePublished []string `yaml:"date_published"`
	DateModified  []string `yaml:"date_modified"`
	Image         []string `yaml:"image"`
	Section       []string `yaml:"section"`
	Tags          []string `yaml:"tags"`
	NextPage      []string `yaml:"next_page"`
	Remove        []string `yaml:"remove"`      // elements to leave out of the body
	RemoveText    []string `yaml:"remove_text"` // blocks of text to leave out: RE2, matched in the block's whole text

	Languages []string `yaml:"-"` // the site's languages, for dates and labels
	Timezone  string   `yaml:"-"` // IANA name, for times without an offset
}

// RuleError is a rule that can't be used.
type RuleError struct {
	Field string // the key, such as "date_published"
	Index int    // which of the list, from 0
	Value string
	Err   error
}

func (e *RuleError) Error() string {
	return fmt.Sprintf("rules.%s[%d] %q: %v", e.Field, e.Index, e.Value, e.Err)
}

func (e *RuleError) Unwrap() error { return e.Err }

// Rules is a RuleSet made ready. A nil *Rules means none.
type Rules struct {
	set        RuleSet
	fields     map[string][]selector
	removeText []*regexp.Regexp
	location   *time.Location
	print      string
}

// Compile checks a RuleSet and makes it ready; the error is a *RuleError.
func Compile(set RuleSet) (*Rules, error) {
	r := &Rules{set: set, fields: map[string][]selector{}, print: fingerprintRules(set)}
	for field, list := range set.selectors() {
		for i, s := range list {
			sel, err := compileSelector(s)
			if err != nil {
				return nil, &RuleError{Field: field, Index: i, Value: s, Err: err}
			}
			r.fields[field] = append(r.fields[field], sel)
		}
	}
	for i, s := range set.RemoveText {
		re, err := regexp.Compile(s)
		if err != nil {
			return nil, &RuleError{Field: "remove_text", Index: i, Value: s, Err: err}
		}
		r.removeText = append(r.removeText, re)
	}
	if set.Timezone != "" {
		loc, err := time.LoadLocation(set.Timezone)
		if err != nil {
			return nil, &RuleError{Field: "timezone", Value: set.Timezone, Err: err}
		}
		r.location = loc
	}
	return r, nil
}

// selectors are the lists of selectors by key.
func (s *RuleSet) selectors() map[string][]string {
	return map[string][]string{"body": s.Body, "title": s.Title, "subtitle": s.Subtitle, "authors": s.Authors,
		"date_published": s.DatePublished, "date_modified": s.DateModified, "image": s.Image, "section": s.Section,
		"tags": s.Tags, "next_page": s.NextPage, "remove": s.Remove}
}

// fingerprintRules is a short name of a set of rules, "" for an empty one.
func fingerprintRules(set RuleSet) string {
	h := fnv.New64a()
	empty := len(set.RemoveText) == 0
	lists := set.selectors()
	lists["remove_text"] = set.RemoveText
	for _, k := range slices.Sorted(maps.Keys(lists)) {
		empty = empty && len(lists[k]) == 0
		fmt.Fprintf(h, "%s=%q;", k, lists[k])
	}
	if empty {
		return ""
	}
	return strconv.FormatUint(h.Sum64(), 16)
}

// onBody resolves the rules for the body on one page.
func (r *Rules) onBody(root *html.Node) *body.Rules {
	if r == nil || len(r.fields["body"])+len(r.fields["remove"])+len(r.removeText) == 0 {
		return nil
	}
	out := &body.Rules{RemoveText: r.removeText, Keep: map[*html.Node]bool{}, Remove: map[*html.Node]bool{}}
	for _, s := range r.fields["body"] {
		if nodes := bodyOf(s.find(root)); len(nodes) > 0 {
			for _, n := range nodes {
				out.Keep[n] = true
			}
			break
		}
	}
	for _, s := range r.fields["remove"] {
		for _, n := range s.find(root) {
			out.Remove[n] = true
		}
	}
	return out
}

// bodyOf picks the body among the elements that a selector matches: the one
// with most text, and those beside it; teasers of other stories often bear the
// same classes elsewhere.
func bodyOf(nodes []*html.Node) []*html.Node {
	var best *html.Node
	most := 0
	for _, n := range nodes {
		if l := len(dom.Text(n)); l > most {
			best, most = n, l
		}
	}
	var out []*html.Node
	for _, n := range nodes {
		if best != nil && n.Parent == best.Parent {
			out = append(out, n)
		}
	}
	return out
}

// values are what the first matching selector of a field gives, and that
// selector.
func (r *Rules) values(root *html.Node, field string) ([]string, string) {
	if r == nil {
		return nil, ""
	}
	for _, s := range r.fields[field] {
		var out []string
		for _, n := range s.find(root) {
			if v := s.value(n); v != "" {
				out = append(out, v)
			}
		}
		if len(out) > 0 {
			return out, s.text
		}
	}
	return nil, ""
}
