package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// mostErrors are told of a file at once: who has more begins with these. Of
// those that say the same of many places, such as a variable that isn't set, the
// first mostAlike are told.
const (
	mostErrors = 50
	mostAlike  = 3
)

// Errors is all that is wrong with a sites file, two things at least, in the
// order of its lines. As a text it is one line.
type Errors []*Error

func (e Errors) Error() string {
	texts := make([]string, len(e))
	for i, one := range e {
		texts[i] = one.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap lets each of them be found.
func (e Errors) Unwrap() []error {
	out := make([]error, len(e))
	for i, one := range e {
		out[i] = one
	}
	return out
}

// findings are what was found wrong with a file so far.
type findings struct {
	all   Errors
	alike map[string]int    // how often the same was said
	last  map[string]*Error // the last that says it
	named map[string]bool   // what stands in a place that isn't the site's own, such as the defaults

	// strays says that there are keys without a meaning. What is missing isn't
	// told then: it may well be there, by another name.
	strays bool
}

func (f *findings) enough() bool { return len(f.all) > mostErrors }

// add notes that something is wrong with the value at a YAML path. What stands
// in the defaults is told once, and not for each site that they are laid under.
func (f *findings) add(loc *locator, path, msg string) {
	if f.enough() {
		return
	}
	if (f.strays || f.named[msg]) && loc.token(path) == nil {
		return
	}
	if f.named == nil {
		f.named, f.alike, f.last = map[string]bool{}, map[string]int{}, map[string]*Error{}
	}
	if strings.HasPrefix(path, "$.defaults.") {
		f.named[msg] = true
	}
	if f.alike[msg]++; f.alike[msg] > mostAlike {
		return
	}
	f.last[msg] = loc.at(path, "%s", msg)
	f.all = append(f.all, f.last[msg])
}

// fold says how often more the same was found as is told.
func (f *findings) fold() {
	for msg, n := range f.alike {
		if more := n - mostAlike; more > 0 {
			f.last[msg].Msg += fmt.Sprintf("; the same %d more times", more)
		}
	}
}

// err is all of it, nil when nothing is wrong and an *Error when one thing is.
func (f *findings) err(file string) error {
	f.fold()
	slices.SortStableFunc(f.all, func(a, b *Error) int { return cmp.Or(a.Line-b.Line, a.Column-b.Column) })
	switch {
	case len(f.all) == 0:
		return nil
	case len(f.all) == 1:
		return f.all[0]
	case f.enough():
		return append(f.all[:mostErrors:mostErrors], &Error{File: file, Msg: "there is more: put these right first"})
	}
	return f.all
}
