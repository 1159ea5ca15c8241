package site

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// parseDuration reads "30d", "2h30m", "2s": Go's units, and d and w.
func parseDuration(s string) (time.Duration, error) {
	rest := strings.TrimSpace(s)
	var total time.Duration
	for rest != "" {
		i := strings.IndexFunc(rest, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
		if i < 0 {
			return 0, fmt.Errorf("%q has no unit; write it as 30s, 5m, 2h or 30d", s)
		}
		if i == 0 {
			return 0, fmt.Errorf("%q is no span of time; write it as 30s, 5m, 2h or 30d", s)
		}
		n, err := strconv.ParseFloat(rest[:i], 64)
		if err != nil {
			return 0, fmt.Errorf("%q is no span of time; write it as 30s, 5m, 2h or 30d", s)
		}
		rest = rest[i:]
		j := strings.IndexFunc(rest, func(r rune) bool { return r >= '0' && r <= '9' })
		if j < 0 {
			j = len(rest)
		}
		unit, ok := unitOf(strings.TrimSpace(rest[:j]))
		if !ok {
			return 0, fmt.Errorf("%q has an unknown unit; write it as 30s, 5m, 2h or 30d", s)
		}
		if d := n * float64(unit); d > float64(100*365*24*time.Hour) {
			return 0, fmt.Errorf("%q is longer than a hundred years", s)
		}
		total += time.Duration(n * float64(unit))
		rest = rest[j:]
	}
	return total, nil
}

func unitOf(s string) (time.Duration, bool) {
	switch s {
	case "ms":
		return time.Millisecond, true
	case "s":
		return time.Second, true
	case "m", "min":
		return time.Minute, true
	case "h":
		return time.Hour, true
	case "d":
		return 24 * time.Hour, true
	case "w":
		return 7 * 24 * time.Hour, true
	}
	return 0, false
}

// parseSize reads "10MB", "512 KiB", "1000".
func parseSize(s string) (int64, error) {
	t := strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(s), " ", ""))
	i := strings.IndexFunc(t, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	if i < 0 {
		i = len(t)
	}
	n, err := strconv.ParseFloat(t[:i], 64)
	if err != nil {
		return 0, fmt.Errorf("%q is no size; write it as 500KB or 10MB", s)
	}
	units := map[string]float64{"": 1, "B": 1, "K": 1 << 10, "KB": 1 << 10, "KIB": 1 << 10, "M": 1 << 20, "MB": 1 << 20, "MIB": 1 << 20, "G": 1 << 30, "GB": 1 << 30, "GIB": 1 << 30}
	u, ok := units[t[i:]]
	if !ok || n*u < 1 || n*u > 1<<40 {
		return 0, fmt.Errorf("%q is no size; write it as 500KB or 10MB", s)
	}
	return int64(n * u), nil
}

// parseWindow reads "22:00-06:00".
func parseWindow(s string) (Window, error) {
	from, to, ok := strings.Cut(s, "-")
	f, err1 := clock(from)
	t, err2 := clock(to)
	if !ok || err1 != nil || err2 != nil || f == t {
		return Window{}, fmt.Errorf("%q is no span of hours; write it as 22:00-06:00", s)
	}
	return Window{From: f, To: t}, nil
}

func clock(s string) (time.Duration, error) {
	if strings.TrimSpace(s) == "24:00" {
		return 24 * time.Hour, nil
	}
	t, err := time.Parse("15:04", strings.TrimSpace(s))
	if err != nil {
		return 0, err
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}

// maxPattern bounds a regular expression: matching is linear in the text and
// in the pattern.
const maxPattern = 1000

func compilePattern(s string) (*regexp.Regexp, error) {
	if len(s) > maxPattern {
		return nil, fmt.Errorf("a pattern of more than %d bytes", maxPattern)
	}
	re, err := regexp.Compile(s)
	if err != nil {
		return nil, fmt.Errorf("not a regular expression (RE2): %v", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	return re, nil
}

// errLiteral is a secret that stands in the file.
var errLiteral = errors.New("a secret doesn't belong into the file; write it as ${NAME} and set NAME in the environment")

// expand replaces ${NAME}. plain says that a value without any may stand as it
// is.
func expand(s string, plain bool, getenv Getenv) (string, error) {
	var out strings.Builder
	found := false
	for {
		i := strings.Index(s, "${")
		if i < 0 {
			break
		}
		end := strings.IndexByte(s[i:], '}')
		if end < 0 {
			return "", errors.New("${ without a closing }")
		}
		name := s[i+2 : i+end]
		v, ok := getenv(name)
		if !ok {
			return "", fmt.Errorf("the environment has no %s; set it, or take the line out", name)
		}
		out.WriteString(s[:i])
		out.WriteString(v)
		s, found = s[i+end+1:], true
	}
	if !found && !plain {
		return "", errLiteral
	}
	out.WriteString(s)
	if v := out.String(); !strings.ContainsAny(v, "\r\n\x00") {
		return v, nil
	}
	return "", errors.New("the value has a line break in it")
}
