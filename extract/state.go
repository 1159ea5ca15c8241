package extract

import (
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"copydesk/extract/state"
)

// limits of a framework's state.
const (
	maxStateDepth  = 60
	maxStateGroups = 5000
)

// stateText finds the article's text in the data that a framework's page
// carries along (__NEXT_DATA__, Apollo, Fusion, Nuxt …): of all the places in
// it, paths with list positions left out, the one with most running text.
func stateText(scripts []string) (text, path string) {
	best := 0
	for _, s := range append(state.Flight(scripts), scripts...) {
		if len(s) > state.MaxBytes || state.IsFlight(s) {
			continue
		}
		groups := calledGroups
		if !state.IsCalled(s) {
			groups = func(s string) []*stateGroup { return stateGroups(state.Start(s)) }
		}
		for _, g := range groups(s) {
			if g.sentences > best && g.sentences >= 2 && g.words >= 40 {
				best, path = g.sentences, g.path
				text = strings.Join(g.texts, "\n\n")
			}
		}
	}
	return text, path
}

// stateGroup is the texts at one path, in order.
type stateGroup struct {
	path      string
	texts     []string
	sentences int
	words     int
	seen      map[string]bool
}

// stateReader walks JSON token by token: what comes first in the data stays
// first, and a script's tail after the value does no harm.
type stateReader struct {
	dec    *json.Decoder
	groups map[string]*stateGroup
	order  []string
}

func stateGroups(s string) []*stateGroup {
	r := &stateReader{dec: json.NewDecoder(strings.NewReader(s)), groups: map[string]*stateGroup{}}
	if err := r.value("", 0); err != nil && len(r.order) == 0 {
		return nil
	}
	return r.found()
}

// found are the groups in the order in which they began.
func (r *stateReader) found() []*stateGroup {
	out := make([]*stateGroup, 0, len(r.order))
	for _, p := range r.order {
		out = append(out, r.groups[p])
	}
	return out
}

var errDeep = errors.New("too deep")

func (r *stateReader) value(path string, depth int) error {
	if depth > maxStateDepth || len(path) > 1000 {
		return errDeep
	}
	t, err := r.dec.Token()
	if err != nil {
		return err
	}
	switch t := t.(type) {
	case string:
		r.text(path, t)
	case json.Delim:
		return r.container(path, depth, t)
	}
	return nil
}

func (r *stateReader) container(path string, depth int, open json.Delim) error {
	for r.dec.More() {
		at := path + "[]"
		if open == '{' {
			k, err := r.dec.Token()
			if err != nil {
				return err
			}
			name, _ := k.(string)
			at = path + "." + name
			if strings.ContainsAny(name, ":{") || len(name) > 40 { // Apollo's keys name single records
				at = path + ".*"
			}
		}
		if err := r.value(at, depth+1); err != nil {
			return err
		}
	}
	_, err := r.dec.Token()
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// text takes a string that reads like running text.
func (r *stateReader) text(path, s string) {
	if len(s) < 20 || strings.HasPrefix(s, "http") || !strings.Contains(s, " ") && len(s) < 200 {
		return
	}
	clean := paragraphs(s)
	if clean == "" || strings.ContainsAny(clean[:min(len(clean), 40)], "{}<>=") {
		return
	}
	g := r.groups[path]
	if g == nil {
		if len(r.order) >= maxStateGroups {
			return
		}
		g = &stateGroup{path: strings.TrimPrefix(path, "."), seen: map[string]bool{}}
		r.groups[path] = g
		r.order = append(r.order, path)
	}
	if g.seen[clean] {
		return
	}
	g.seen[clean] = true
	g.texts = append(g.texts, clean)
	g.words += countWords(clean)
	for _, end := range []string{". ", ".\n", "! ", "? ", "。", "।", "؟", "”"} {
		g.sentences += strings.Count(clean+"\n", end)
	}
}

// namedString is a string in JavaScript with the name of the field before it.
var namedString = regexp.MustCompile(`([A-Za-z_$][\w$]*)\s*:\s*("(?:[^"\\]|\\.)*")`)

// calledGroups are the texts in such data, by the names of their fields.
func calledGroups(script string) []*stateGroup {
	r := &stateReader{groups: map[string]*stateGroup{}}
	for _, m := range namedString.FindAllStringSubmatch(script, maxStateGroups) {
		if s, err := strconv.Unquote(strings.ReplaceAll(m[2], `\/`, `/`)); err == nil {
			r.text("."+m[1], s)
		}
	}
	return r.found()
}
