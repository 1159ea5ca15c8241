package site

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Entry is a new site for the file: what `sites add` found out about it.
type Entry struct {
	ID        string
	Home      string
	Languages []string
	Preset    string
	Feeds     []string // none means auto
	Sitemaps  []string
	Pages     []string
	Settings  map[string]string // further keys with plain values, such as allow_private: "true"
}

// newFile is what a sites file begins with.
const newFile = `version: 1
#defaults:
#  user_agent: "copydesk/1.0 (+https://example.org/bot)"  # whom a site's owner can write to
sites:
`

// Add appends an entry to a sites file, creating it when it isn't there. The
// rest of the file, with its comments, stays as it is. A file that would not
// be right afterwards isn't written.
func Add(path string, e Entry, getenv Getenv) error {
	old, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		old, err = []byte(newFile), nil
	}
	if err != nil {
		return &Error{File: path, Msg: fmt.Sprintf("can't be read: %v", errors.Unwrap(err))}
	}
	b, err := insert(path, old, e)
	if err != nil {
		return err
	}
	if _, err := Parse(path, b, getenv); err != nil {
		return err
	}
	return replace(path, b)
}

// Holds is the site of a file that an address is the home page of, nil when none
// is: with or without www, by http or https.
func (f *File) Holds(home string) *Site {
	plain := plainHome(home)
	for i := range f.Sites {
		if plainHome(f.Sites[i].Home) == plain {
			return &f.Sites[i]
		}
	}
	return nil
}

func plainHome(home string) string {
	if _, rest, ok := strings.Cut(home, "://"); ok {
		home = rest
	}
	return strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(home), "www."), "/")
}

// Quote writes a text as a value that YAML reads as that text.
func Quote(s string) string { return scalar(s) }

// insert puts the entry at the end of the list of sites.
func insert(path string, old []byte, e Entry) ([]byte, error) {
	lines := strings.Split(strings.ReplaceAll(string(old), "\r\n", "\n"), "\n")
	start := -1
	for i, l := range lines {
		if l == "sites:" || strings.HasPrefix(l, "sites: ") || strings.HasPrefix(l, "sites:\t") {
			start = i
		}
	}
	if start < 0 {
		lines = append(trimBlank(lines), "sites:")
		start = len(lines) - 1
	}
	value, _, _ := strings.Cut(strings.TrimPrefix(lines[start], "sites:"), "#")
	switch strings.TrimSpace(value) {
	case "":
	case "[]", "~", "null":
		lines[start] = "sites:"
	default:
		return nil, &Error{File: path, Line: start + 1, Column: 1, Msg: "the list of sites is written in brackets; write one site a line, with a dash before each"}
	}
	end, indent := start+1, "  "
	found := false
	for i := start + 1; i < len(lines); i++ {
		l := lines[i]
		trimmed := strings.TrimLeft(l, " ")
		if trimmed == "" || strings.HasPrefix(trimmed, "#") {
			continue
		}
		if len(trimmed) == len(l) && !strings.HasPrefix(l, "-") {
			break // the next key of the file
		}
		if !found && strings.HasPrefix(trimmed, "-") {
			indent, found = l[:len(l)-len(trimmed)], true
		}
		end = i + 1
	}
	out := append([]string{}, lines[:end]...)
	out = append(out, e.lines(indent)...)
	out = append(out, lines[end:]...)
	return []byte(strings.Join(trimBlank(out), "\n") + "\n"), nil
}

func trimBlank(lines []string) []string {
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

func (e *Entry) lines(indent string) []string {
	out := []string{indent + "- id: " + scalar(e.ID)}
	add := func(format string, args ...any) {
		out = append(out, indent+"  "+fmt.Sprintf(format, args...))
	}
	add("home: %s", scalar(e.Home))
	if len(e.Languages) > 0 {
		add("languages: [%s]", strings.Join(e.Languages, ", "))
	}
	if e.Preset != "" {
		add("preset: %s", scalar(e.Preset))
	}
	for _, k := range []string{"allow_private", "ports", "delay", "max_pages", "user_agent"} {
		if v, ok := e.Settings[k]; ok {
			add("%s: %s", k, v)
		}
	}
	if len(e.Feeds)+len(e.Sitemaps)+len(e.Pages) > 0 {
		add("discover:")
		list := func(key string, urls []string) {
			if len(urls) == 0 {
				return
			}
			add("  %s:", key)
			for _, u := range urls {
				add("    - %s", scalar(u))
			}
		}
		list("feeds", e.Feeds)
		list("sitemaps", e.Sitemaps)
		list("pages", e.Pages)
	}
	return out
}

// scalar writes a string so that YAML reads it as one.
func scalar(s string) string {
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', strings.ContainsRune("/._-:?=&%+~", r):
		default:
			return strconv.Quote(s)
		}
	}
	if s == "" || strings.HasSuffix(s, ":") || strings.ContainsAny(s[:1], "-?:&%~=.0123456789") || isWord(s) {
		return strconv.Quote(s)
	}
	return s
}

// isWord says whether YAML would read a word as something else than text.
func isWord(s string) bool {
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no", "on", "off", "null", "y", "n":
		return true
	}
	return false
}

// replace writes a file whole or not at all.
func replace(path string, b []byte) error {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, b) {
		return nil
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // the link stays
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".copydesk-*.yaml")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer os.Remove(tmp.Name()) // is gone after the rename
	if st, err := os.Stat(path); err == nil {
		_ = tmp.Chmod(st.Mode().Perm()) // a file system without modes keeps its own
	} else {
		_ = tmp.Chmod(0o644)
	}
	_, err = tmp.Write(b)
	if err == nil {
		err = tmp.Sync()
	}
	if cerr := tmp.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
