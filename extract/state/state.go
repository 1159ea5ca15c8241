// Package state reads the data that frameworks leave in a page's scripts for
// the browser to build the page from: __NEXT_DATA__, Apollo's cache, Fusion's
// globalContent, Nuxt's payload, the rows of React's server components. It
// makes plain values of them and knows nothing of articles.
//
// Start at Values.
package state

import (
	"regexp"
	"strings"
)

// MaxBytes is the largest script that is looked at.
const MaxBytes = 4 << 20

// Values are the values that the scripts hold, as encoding/json would give
// them, in the order of the scripts; rows of server components come first.
// References that a framework puts in place of shared values are followed
// where the whole of it is one table; the values may share what they hold, but
// nothing holds itself. Scripts and rows that are not wanted are left out.
func Values(scripts []string, wanted func(script string) bool) []any {
	var out []any
	for _, row := range Flight(scripts) {
		if !wanted(row) {
			continue
		}
		if v, ok := parse(row); ok {
			out = append(out, v)
		}
	}
	for _, s := range scripts {
		if len(s) > MaxBytes || IsFlight(s) || !wanted(s) {
			continue
		}
		if v, ok := value(s); ok {
			out = append(out, v)
		}
	}
	return out
}

// value reads one script.
func value(script string) (any, bool) {
	if IsCalled(script) {
		return called(script)
	}
	v, ok := parse(Start(script))
	if list, isList := v.([]any); isList {
		if root, ok := unflatten(list); ok {
			return root, true
		}
	}
	return v, ok
}

// assigned are the names to which scripts assign their data.
var assigned = regexp.MustCompile(`(?:Fusion\.globalContent|__[A-Z][A-Z_]*__|__remixContext)["'\]]*\s*=\s*`)

// Start is a script from the data on: from the bracket, or the string to be
// parsed, that is assigned to a name that is known, else from the first
// bracket. It is empty without one.
func Start(script string) string {
	if trimmed := strings.TrimLeft(script, " \t\r\n"); trimmed != "" && (trimmed[0] == '{' || trimmed[0] == '[') {
		return trimmed
	}
	if loc := assigned.FindStringIndex(script); loc != nil {
		rest := script[loc[1]:]
		if rest != "" && (rest[0] == '{' || rest[0] == '[') || strings.HasPrefix(rest, parseCall) {
			return rest
		}
	}
	i := strings.IndexAny(script, "{[")
	if i < 0 {
		return ""
	}
	return script[i:]
}

// calledState begins data that is the result of a function.
var calledState = regexp.MustCompile(`^\s*window\.__NUXT__\s*=\s*\(?\s*function`)

// IsCalled says whether a script's data is the result of a function that it
// calls, with names for values that stand in it more than once: Nuxt 2 does so.
func IsCalled(script string) bool { return calledState.MatchString(script) }
