package extract

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// React's server components come in pieces, self.__next_f.push([1,"…"]), that
// may break off anywhere; put together they are lines of a number, a colon and
// a value. Nuxt 2 hands its data over as a call of a function, with names for
// values that stand in it more than once: no JSON, but its strings are.

// flightPush begins a piece of server components' data.
const flightPush = "self.__next_f.push("

// isFlight says whether a script is such a piece.
func isFlight(script string) bool {
	return strings.HasPrefix(strings.TrimSpace(script), flightPush)
}

// flightValues are the values that all pieces together hold.
func flightValues(scripts []string) []string {
	var b strings.Builder
	for _, s := range scripts {
		if !isFlight(s) || b.Len() > maxState {
			continue
		}
		var piece []json.RawMessage
		if json.NewDecoder(strings.NewReader(strings.TrimSpace(s)[len(flightPush):])).Decode(&piece) != nil || len(piece) < 2 {
			continue
		}
		var text string
		if json.Unmarshal(piece[1], &text) == nil {
			b.WriteString(text)
		}
	}
	return flightRows(b.String())
}

// flightRows parts the data into its rows. A long text is a row of its own, the
// letter T and the number of its bytes in hexadecimal before it; it comes out
// as a list of one.
func flightRows(data string) (out []string) {
	for data != "" {
		_, row, ok := strings.Cut(data, ":")
		if !ok {
			return out
		}
		if text, rest, ok := flightText(row); ok {
			value, _ := json.Marshal([]string{strings.ToValidUTF8(text, "")})
			out = append(out, string(value))
			data = rest
			continue
		}
		row, data, _ = strings.Cut(row, "\n")
		if len(row) >= leastFlightRow && (row[0] == '[' || row[0] == '{') {
			out = append(out, row)
		}
	}
	return out
}

// leastFlightRow is the shortest row, in bytes, that is looked at: an article
// is longer, and such data has thousands of short ones.
const leastFlightRow = 100

// flightText reads a row that is a text, and what follows it. It looks no
// further than the number for what isn't one: rows are many.
func flightText(row string) (text, rest string, ok bool) {
	if !strings.HasPrefix(row, "T") {
		return "", "", false
	}
	comma := strings.IndexByte(row[:min(len(row), 10)], ',')
	if comma < 0 {
		return "", "", false
	}
	n, err := strconv.ParseUint(row[1:comma], 16, 32)
	if rest = row[comma+1:]; err != nil || n > uint64(len(rest)) {
		return "", "", false
	}
	return rest[:n], rest[n:], true
}

// calledState begins data that is the result of a function.
var calledState = regexp.MustCompile(`^\s*window\.__NUXT__\s*=\s*\(?\s*function`)

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
