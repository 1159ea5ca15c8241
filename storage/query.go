package storage

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// Query is what a search looks for: all of its terms, none of Not, within
// what the filters leave. Lists are alternatives.
type Query struct {
	Terms     []Term
	Not       []Term
	Authors   []Term // all of them, among the article's authors
	Sites     []string
	Languages []string
	Since     time.Time
	Until     time.Time
}

// Term is a run of tokens that stand side by side: a word, or a phrase.
type Term struct {
	Tokens []string
	Prefix bool // the last token is only the beginning of one
}

// ErrQuery is a search query that can't be understood.
var ErrQuery = errors.New("bad query")

// ParseQuery reads a query as people type it: words, "phrases", begin*, -not,
// site:ID, author:NAME, author:"TWO NAMES", lang:es, since:7d, since:2026-01-02
// and until: likewise. A word that only looks like a filter is a word.
func ParseQuery(s string, now time.Time) (Query, error) {
	var q Query
	for _, w := range splitQuery(s) {
		if err := q.add(w, now); err != nil {
			return Query{}, err
		}
	}
	switch {
	case IsAhead(q.Since, now):
		return Query{}, fmt.Errorf("%w: since:%s lies in the future, where nothing is dated: is the year right?", ErrQuery, q.Since.Format(time.DateOnly))
	case !q.Since.IsZero() && !q.Until.IsZero() && !q.Since.Before(q.Until):
		return Query{}, fmt.Errorf("%w: since: is not before until:, so that nothing lies between them", ErrQuery)
	}
	if len(q.Terms)+len(q.Authors) == 0 {
		if len(q.Not) > 0 {
			return Query{}, fmt.Errorf("%w: only words to leave out: add one to look for", ErrQuery)
		}
		if len(q.Sites)+len(q.Languages) == 0 && q.Since.IsZero() && q.Until.IsZero() {
			return Query{}, fmt.Errorf("%w: %q has no word in it: give one to look for", ErrQuery, s)
		}
	}
	return q, nil
}

// furthestEast is how far the clocks of the easternmost islands are ahead of UTC.
const furthestEast = 14 * time.Hour

// IsAhead says whether a day or a time lies in the future, wherever on earth
// its day was meant.
func IsAhead(t, now time.Time) bool {
	if t.Equal(t.UTC().Truncate(24 * time.Hour)) {
		t = t.Add(-furthestEast)
	}
	return t.After(now)
}

// queryWord is a piece of a query: key:value, a phrase, a word.
type queryWord struct {
	key, value string
	not        bool
	quoted     bool
}

// QueryHints are what a query may mean other than it is read, a line each.
func QueryHints(s string) (hints []string) {
	if strings.Count(s, `"`)%2 == 1 {
		hints = append(hints, `a quote is not closed: the phrase goes to the end of the query`)
	}
	for _, w := range splitQuery(s) {
		key, value, ok := strings.Cut(w.value, ":")
		switch {
		case w.quoted || w.key != "":
		case ok && isOperator(key) && value != "" && !strings.HasPrefix(value, "/"):
			hints = append(hints, fmt.Sprintf("%s: is looked for as a word: the filters are site:, author:, lang:, since: and until:", key))
		case w.value == "OR" || w.value == "AND" || w.value == "NOT":
			hints = append(hints, w.value+` is looked for as a word: all words are wanted anyway, and -word leaves one out`)
		}
	}
	return hints
}

// isOperator says whether a word before a colon looks like one of those that
// other search engines have.
func isOperator(key string) bool {
	return key != "" && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// splitQuery cuts a query at spaces outside of quotes. A quote left open ends
// with the query.
func splitQuery(s string) []queryWord {
	var words []queryWord
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		var w queryWord
		if rest, ok := strings.CutPrefix(s, "-"); ok && rest != "" && rest[0] != ' ' {
			w.not, s = true, rest
		}
		end := strings.IndexAny(s, " \t\r\n\"")
		if key, _, ok := strings.Cut(s, ":"); ok && filterKey(key) && (end < 0 || len(key) < end) {
			w.key, s = key, s[len(key)+1:]
		}
		w.quoted = strings.HasPrefix(s, `"`)
		w.value, s = cutValue(s)
		words = append(words, w)
	}
	return words
}

func filterKey(key string) bool {
	switch key {
	case "site", "author", "since", "until", "lang":
		return true
	}
	return false
}

// cutValue takes a quoted phrase, with a star after it if there is one, or a
// word from the front of s.
func cutValue(s string) (value, rest string) {
	if strings.HasPrefix(s, `"`) {
		value, rest, _ = strings.Cut(s[1:], `"`)
		if strings.HasPrefix(rest, "*") {
			return value + "*", rest[1:]
		}
		return value, rest
	}
	end := strings.IndexAny(s, " \t\r\n\"")
	if end < 0 {
		return s, ""
	}
	return s[:end], s[end:]
}

func (q *Query) add(w queryWord, now time.Time) (err error) {
	switch w.key {
	case "":
		if t, ok := newTerm(w.value); ok && w.not {
			q.Not = append(q.Not, t)
		} else if ok {
			q.Terms = append(q.Terms, t)
		}
		return nil
	case "author":
		if t, ok := newTerm(w.value); ok && !w.not {
			q.Authors = append(q.Authors, t)
			return nil
		}
	case "site", "lang":
		if w.value != "" && !w.not {
			names := strings.Split(w.value, ",")
			if w.key == "site" {
				q.Sites = append(q.Sites, names...)
				return nil
			}
			for _, l := range names {
				if tag, err := language.Raw.Parse(l); err == nil { // EN_us is en-US
					l = tag.String()
				}
				q.Languages = append(q.Languages, l)
			}
			return nil
		}
	case "since":
		q.Since, err = parseWhen(w, now)
	case "until":
		q.Until, err = parseWhen(w, now)
	}
	if w.not {
		return fmt.Errorf("%w: -%s: can't be used: leave out words only", ErrQuery, w.key)
	}
	if err == nil && w.key != "since" && w.key != "until" {
		err = fmt.Errorf("%w: %s: needs a value, as in %s:name", ErrQuery, w.key, w.key)
	}
	return err
}

// newTerm is the term of a word or phrase; false when no token is in it.
func newTerm(s string) (Term, bool) {
	body, star := strings.CutSuffix(s, "*")
	t := Term{Prefix: star}
	last := Token{}
	for tok := range Tokens(body) {
		t.Tokens = append(t.Tokens, tok.Text)
		last = tok
	}
	n := len(t.Tokens)
	if n == 0 {
		return Term{}, false
	}
	r, size := utf8.DecodeRuneInString(last.Text)
	if inRun(r) && size == len(last.Text) { // the lone end of a run, which text may go on from
		if n > 1 && endsWith(t.Tokens[n-2], r) {
			t.Tokens = t.Tokens[:n-1]
		} else {
			t.Prefix = true
		}
	}
	return t, true
}

func endsWith(s string, r rune) bool {
	last, size := utf8.DecodeLastRuneInString(s)
	return last == r && size < len(s)
}

// parseWhen reads 7d, 12h, 2w, a day or an RFC 3339 time.
func parseWhen(w queryWord, now time.Time) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, w.value); err == nil {
			return t, nil
		}
	}
	if n := len(w.value); n > 1 {
		count, err := strconv.Atoi(w.value[:n-1])
		unit := map[byte]time.Duration{'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}[w.value[n-1]]
		if err == nil && unit > 0 && count >= 0 && count < 100_000 {
			return now.Add(-time.Duration(count) * unit), nil
		}
	}
	return time.Time{}, fmt.Errorf("%w: %s:%s is no time: write %s:7d or %s:2026-01-31",
		ErrQuery, w.key, w.value, w.key, w.key)
}
