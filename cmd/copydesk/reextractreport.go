package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"copydesk/extract"
)

// fieldChange is what becomes of one key of an article. What is long is
// counted: a text in words, lists of links and pictures in their members.
type fieldChange struct {
	Field  string  `json:"field"`
	Old    *string `json:"old,omitempty"` // of short fields
	New    *string `json:"new,omitempty"`
	Unit   string  `json:"unit,omitempty"` // of long ones
	Before *int    `json:"before,omitempty"`
	After  *int    `json:"after,omitempty"`
}

// fieldChanges are the keys in which two states of an article differ, in the
// order of the article's.
func fieldChanges(old, fresh *extract.Article) []fieldChange {
	changes := []fieldChange{}
	was, is := shownFields(old), shownFields(fresh)
	for i := range was {
		if was[i].value == is[i].value {
			continue
		}
		c := fieldChange{Field: was[i].key}
		if unit, n := sizeOf(c.Field); unit != "" {
			before, after := n(old), n(fresh)
			c.Unit, c.Before, c.After = unit, &before, &after
		} else {
			c.Old, c.New = &was[i].value, &is[i].value
		}
		changes = append(changes, c)
	}
	return changes
}

// sizeOf says in what a long field is counted; "" for a short one.
func sizeOf(field string) (unit string, of func(*extract.Article) int) {
	switch field {
	case "text":
		return "words", func(a *extract.Article) int { return a.WordCount }
	case "images":
		return "pictures", func(a *extract.Article) int { return len(a.Images) }
	case "links":
		return "links", func(a *extract.Article) int { return len(a.Links) }
	}
	return "", nil
}

// String is the change in a few words: title "Old" -> "New", text 312 -> 280
// words.
func (c *fieldChange) String() string {
	if c.Unit != "" {
		if *c.Before == *c.After {
			return fmt.Sprintf("%s %d %s, others", c.Field, *c.After, c.Unit)
		}
		return fmt.Sprintf("%s %d -> %d %s", c.Field, *c.Before, *c.After, c.Unit)
	}
	return fmt.Sprintf("%s %s -> %s", c.Field, quoted(*c.Old), quoted(*c.New))
}

// quoted is a value short enough for a line in which others stand too.
func quoted(s string) string {
	const longest = 60
	if s == "" {
		return "null"
	}
	return `"` + clip(s, longest) + `"`
}

// reported is an article that changes, for --format json and jsonl.
type reported struct {
	URL     string        `json:"url"`
	ID      string        `json:"id"`
	Change  string        `json:"change"` // new or changed
	Before  int           `json:"characters_before"`
	After   int           `json:"characters_after"`
	Changes []fieldChange `json:"changes"`
}

// take counts a result in and lists what changed.
func (r *renewal) take(a *app, res *renewed) error {
	if res.err != nil {
		a.say("page %d %s: %s", res.id, oneLine(res.url), oneLine(res.err.Error()))
	}
	if !r.count(res) {
		return nil
	}
	if r.format != "text" {
		return r.takeJSON(a, res)
	}
	if r.Changed+r.Added == 1 {
		if _, err := fmt.Fprintln(a.out, "url\tcharacters before\tafter\tchanges"); err != nil {
			return err
		}
	}
	words := make([]string, len(res.changes))
	for i := range res.changes {
		words[i] = res.changes[i].String()
	}
	if res.added {
		words = []string{"new"}
	} else if len(words) == 0 {
		words = []string{"nothing but how it was extracted"}
	}
	_, err := fmt.Fprintf(a.out, "%s\t%d\t%d\t%s\n", oneLine(res.url), max(res.before, 0), res.after, strings.Join(strings.Fields(printable(strings.Join(words, "; "))), " "))
	return err
}

func (r *renewal) takeJSON(a *app, res *renewed) error {
	one := reported{URL: res.url, ID: res.article, Change: "changed", Before: max(res.before, 0), After: res.after, Changes: res.changes}
	if res.added {
		one.Change = "new"
	}
	if err := r.json.next(); err != nil {
		return err
	}
	e := json.NewEncoder(a.out)
	e.SetEscapeHTML(false)
	return e.Encode(one)
}
