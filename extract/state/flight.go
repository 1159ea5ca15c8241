package state

import (
	"encoding/json"
	"strconv"
	"strings"
)

// React's server components come in pieces, self.__next_f.push([1,"…"]), that
// may break off anywhere; put together they are lines of a number, a colon and
// a value.

// flightPush begins a piece of server components' data.
const flightPush = "self.__next_f.push("

// flightHead is how far into a piece, in bytes, its text begins.
const flightHead = 60

// IsFlight says whether a script is such a piece.
func IsFlight(script string) bool {
	return strings.HasPrefix(strings.TrimSpace(script), flightPush)
}

// Flight are the values that all pieces together hold, each a JSON text.
func Flight(scripts []string) []string {
	var b strings.Builder
	for _, s := range scripts {
		if !IsFlight(s) || b.Len() > MaxBytes {
			continue
		}
		if at := strings.Index(s[:min(len(s), flightHead)], `,"`); at > 0 {
			p := literal{s: s, i: at + 1}
			b.WriteString(p.text())
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
