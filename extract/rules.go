package extract

import (
	"fmt"
	"regexp"
	"slices"
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
	removeText []*regexp.Regexp
}

// Compile checks a RuleSet and makes it ready; the error is a *RuleError.
func Compile(set RuleSet) (*Rules, error) {
	r := &Rules{set: set}
	for i, s := range set.RemoveText {
		re, err := regexp.Compile(s)
		if err != nil {
			return nil, &RuleError{Field: "remove_text", Index: i, Value: s, Err: err}
		}
		r.removeText = append(r.removeText, re)
	}
	r.set.Languages = slices.Clone(set.Languages)
	return r, nil
}
