package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"copydesk/crawler"
	"copydesk/crawler/fetch"
	"copydesk/crawler/site"
	"copydesk/extract"
	"copydesk/storage"
)

func TestCodeOf(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want int
	}{
		{"nothing", nil, 0},
		{"flags", usagef("no such flag"), 2},
		{"sites file", usageError{&site.Error{File: "x"}}, 2},
		{"bare sites file", &site.Error{File: "x"}, 2},
		{"query", fmt.Errorf("x: %w", storage.ErrQuery), 2},
		{"partly", &codeError{code: 3}, 3},
		{"status", fmt.Errorf("x: %w", &fetch.StatusError{Code: 500}), 4},
		{"network", &fetch.NetError{Op: "dns"}, 4},
		{"busy", &fetch.BusyError{}, 4},
		{"robots", &fetch.RefusedError{Rule: fetch.RuleRobots}, 5},
		{"content", &fetch.ContentError{Kind: "pdf"}, 6},
		{"not HTML", fmt.Errorf("x: %w", extract.ErrNotHTML), 6},
		{"no article", &notArticle{&extract.Article{}}, 6},
		{"not found", storage.ErrNotFound, 6},
		{"full", fmt.Errorf("x: %w", storage.ErrFull), 7},
		{"newer", storage.ErrNewer, 7},
		{"output", &outputError{"f", syscall.ENOSPC}, 7},
		{"locked", storage.ErrLocked, 8},
		{"pipe", fmt.Errorf("x: %w", &outputError{"standard output", &os.PathError{Op: "write", Err: syscall.EPIPE}}), 141},
		{"bug", &fetch.BugError{Value: "x"}, 1},
		{"unknown", errors.New("x"), 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := codeOf(c.err); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}

func TestPageTroubleOfUsage(t *testing.T) {
	if code, reason := pageTrouble(fmt.Errorf("x: %w", usagef("give it with --url"))); code != exitUsage || reason != "usage" {
		t.Errorf("%d %s", code, reason)
	}
}

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"a\nb\r\n\tc":            "a b c",
		"\x1b[31mred\x1b[0m\a":   "[31mred [0m",
		"evil\u202egpj.exe":      "evilgpj.exe",
		"zero\u200bwidth\ufeff":  "zerowidth",
		"می\u200cخواهم":          "می\u200cخواهم",
		"bad \xff byte":          "bad \uFFFD byte",
		"\u009b31m":              "31m",
		strings.Repeat("ä", 500): strings.Repeat("ä", 229) + "…" + strings.Repeat("ä", 160),
		"http://a.example/" + strings.Repeat("a", 3000) + ": refused by url": "http://a.example/" + strings.Repeat("a", 212) + "…" + strings.Repeat("a", 144) + ": refused by url",
		"2026-01-01 level=INFO\nmsg=fake":                                    "2026-01-01 level=INFO msg=fake",
	} {
		got := oneLine(in)
		if got != want {
			t.Errorf("oneLine(%q) = %q, want %q", in, got, want)
		}
		if strings.ContainsFunc(got, unicode.IsControl) || len([]rune(got)) > maxLine {
			t.Errorf("oneLine(%q) = %q is not one line", in, got)
		}
	}
}

func TestParseWhen(t *testing.T) {
	now := time.Date(2026, 5, 10, 12, 0, 0, 0, time.UTC)
	for in, want := range map[string]string{
		"7d": "2026-05-03T12:00:00Z", "12h": "2026-05-10T00:00:00Z", "2w": "2026-04-26T12:00:00Z", "90m": "2026-05-10T10:30:00Z",
		"2026-01-31": "2026-01-31T00:00:00Z", "2026-01-31T08:00:00+02:00": "2026-01-31T06:00:00Z",
	} {
		got, err := parseWhen(in, now)
		if err != nil || got.UTC().Format(time.RFC3339) != want {
			t.Errorf("parseWhen(%q) = %v, %v; want %s", in, got, err, want)
		}
	}
	for _, in := range []string{"", "d", "-1d", "7", "yesterday", "1e9d", "2026-13-01", "-5m"} {
		if got, err := parseWhen(in, now); err == nil {
			t.Errorf("parseWhen(%q) = %v, want an error", in, got)
		}
	}
}

func TestDiffWords(t *testing.T) {
	for _, c := range []struct{ name, from, to, want string }{
		{"same", "a b", "a b", "a b"},
		{"one word", "a b c", "a x c", "a [-b-] {+x+} c"},
		{"added at the end", "a", "a b c", "a {+b c+}"},
		{"removed at the start", "a b c", "c", "[-a b-] c"},
		{"from nothing", "", "a", "{+a+}"},
		{"to nothing", "a", "", "[-a-]"},
		{"apart", "a b c d e f", "a x c y e z", "a [-b-] {+x+} c [-d-] {+y+} e [-f-] {+z+}"},
		{"paragraph", "a\n\nb", "a\n\nc\n\nb", "a ¶ {+c ¶+} b"},
		{"escape", "a", "\x1b[2J", "[-a-] {+ [2J+}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := diffWords(c.from, c.to, false); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// FuzzEditScript holds the script to what makes it one: without what came it
// is the old text, without what went the new one.
func FuzzEditScript(f *testing.F) {
	f.Add("a b c a b b a", "c b a b a c")
	f.Add("", "x")
	f.Add("a a a", "a")
	f.Fuzz(func(t *testing.T, from, to string) {
		a, b := strings.Fields(from), strings.Fields(to)
		var old, fresh []string
		for _, e := range editScript(a, b) {
			if e.kind != '+' {
				old = append(old, e.words...)
			}
			if e.kind != '-' {
				fresh = append(fresh, e.words...)
			}
		}
		if strings.Join(old, " ") != strings.Join(a, " ") || strings.Join(fresh, " ") != strings.Join(b, " ") {
			t.Errorf("%q → %q: script gives %q → %q", a, b, old, fresh)
		}
	})
}

// Archives are not pruned by a clock that most servers say is ahead.
func TestIsClockBelieved(t *testing.T) {
	year := 365 * 24 * time.Hour
	for _, c := range []struct {
		name  string
		ahead []time.Duration // by site; below zero it is behind
		want  bool
	}{
		{"no sites", nil, true}, {"right", []time.Duration{0, 0}, true}, {"ahead", []time.Duration{year, 0, year}, false},
		{"one server is wrong", []time.Duration{year, 0, 0}, true}, {"behind", []time.Duration{-year}, true},
	} {
		var sum crawler.Summary
		for _, d := range c.ahead {
			sum.Sites = append(sum.Sites, crawler.SiteSummary{Requests: 1, ClockAhead: d})
		}
		if got := isClockBelieved(&sum); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestEditScriptOfTextsApart(t *testing.T) {
	var a, b []string
	for i := range 3 * maxEdits {
		a, b = append(a, fmt.Sprint("a", i)), append(b, fmt.Sprint("b", i))
	}
	if got := editScript(a, b); len(got) != 2 {
		t.Errorf("%d edits, want one removal and one addition", len(got))
	}
}

func TestChooseRevisions(t *testing.T) {
	all := []storage.Revision{{Number: 1}, {Number: 2}, {Number: 3}}
	for span, want := range map[string][2]int{"last": {2, 3}, "1..2": {1, 2}, "1": {1, 3}, "3..1": {3, 1}} {
		from, to, err := chooseRevisions(all, span)
		if err != nil || from.Number != want[0] || to.Number != want[1] {
			t.Errorf("%s: %v %v %v, want %v", span, from, to, err, want)
		}
	}
	for _, span := range []string{"0..1", "1..9", "x", "1..", ".."} {
		if _, _, err := chooseRevisions(all, span); codeOf(err) != exitUsage {
			t.Errorf("%s: %v, want a usage error", span, err)
		}
	}
	if from, to, err := chooseRevisions(all[:1], "last"); err != nil || from != to {
		t.Errorf("one revision: %v %v %v", from, to, err)
	}
}

func TestTable(t *testing.T) {
	tab := table{align: "lrl"}
	tab.add("site", "n", "note")
	tab.add("ä", "12", "x\ny")
	want := "site   n  note\nä     12  x y"
	if diff := cmp.Diff(want, tab.String()); diff != "" {
		t.Error(diff)
	}
}

func TestVerdictOf(t *testing.T) {
	for _, c := range []struct {
		name   string
		site   crawler.SiteSummary
		strict bool
		want   int
	}{
		{"all well", crawler.SiteSummary{}, false, 0},
		{"a page failed", crawler.SiteSummary{Failed: 1}, false, 3},
		{"a site failed", crawler.SiteSummary{Error: "x", Err: errors.New("x")}, false, 3},
		{"a bug", crawler.SiteSummary{Error: "x", Err: &fetch.BugError{}}, false, 1},
		{"a bug on a page", crawler.SiteSummary{Failed: 1, Failures: []crawler.Failure{{Reason: "bug", Count: 1}}}, false, 1},
		{"layout", crawler.SiteSummary{LayoutChanged: true}, false, 0},
		{"layout, strict", crawler.SiteSummary{LayoutChanged: true}, true, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := codeOf(verdictOf(&crawler.Summary{Sites: []crawler.SiteSummary{c.site}}, c.strict)); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}

// A changed layout is told in quiet when it is new, and when it is what the exit
// code is for.
func TestQuietReport(t *testing.T) {
	const note = "layout_changed: 9 of 13 pages are walls"
	for _, c := range []struct {
		name   string
		site   crawler.SiteSummary
		strict bool
		want   string
	}{
		{"all well", crawler.SiteSummary{SiteID: "a", Notes: []string{"x"}}, true, ""},
		{"new", crawler.SiteSummary{SiteID: "a", LayoutChanged: true, LayoutAlarm: true, Notes: []string{"x", note}}, false, "a: " + note + "\n"},
		{"as before", crawler.SiteSummary{SiteID: "a", LayoutChanged: true, Notes: []string{note}}, false, ""},
		{"as before, strict", crawler.SiteSummary{SiteID: "a", LayoutChanged: true, Notes: []string{note}}, true, "a: " + note + "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			a := &app{err: &out, common: commonFlags{quiet: true}}
			a.report(&crawler.Summary{Sites: []crawler.SiteSummary{c.site}}, nil, c.strict)
			if out.String() != c.want {
				t.Errorf("got %q, want %q", out.String(), c.want)
			}
		})
	}
}

func TestProgressLines(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 10, 0, time.UTC)
	p := &progress{app: &app{now: func() time.Time { return now }}, total: 3}
	for _, id := range []string{"a", "b", "c"} {
		p.event(crawler.Event{Kind: crawler.EventStart, SiteID: id})
	}
	p.sites[0].began = now.Add(-10 * time.Second)
	for i := range 20 {
		p.event(crawler.Event{Kind: crawler.EventVisit, SiteID: "a", URL: "https://a.example/\x1b[2J", Failed: i == 0, Saved: storage.Saved{New: i > 4, Revised: i == 4}, Copy: i > 16})
	}
	p.event(crawler.Event{Kind: crawler.EventDone, SiteID: "c"})
	want := []string{"a: 2.0/s, 12 new, 1 revised, 0 unchanged, 1 failed https://a.example/ [2J", "b: 0.0/s, 0 new, 0 revised, 0 unchanged, 0 failed", "1 of 3 sites done"}
	if diff := cmp.Diff(want, p.lines(80, 5)); diff != "" {
		t.Error(diff)
	}
	want = []string{"a: 2.0/s, 1…", "… and 1 more site at work", "1 of 3 sites done"}
	if diff := cmp.Diff(want, p.lines(12, 1)); diff != "" {
		t.Error(diff)
	}
}

func TestStatusOf(t *testing.T) {
	runs := []storage.Run{{Pages: 10, Articles: 5, New: 2, Failed: 1, WithDate: 5, WithAuthor: 1, MedianLen: 900, Outcome: "layout_changed", Notes: []string{"n"}},
		{Pages: 10, Articles: 5, WithDate: 5, WithAuthor: 4, MedianLen: 1000, Outcome: "ok"}, {}}
	got := statusOf(&storage.SiteState{SiteID: "a"}, runs)
	if *got.Yield != 0.5 || *got.WithDate != 1 || *got.WithAuthor != 0.5 || got.MedianLen != 1000 || got.New != 2 || got.Failed != 1 || got.Health != "layout_changed" {
		t.Errorf("got %+v", got)
	}
	if got := statusOf(&storage.SiteState{SiteID: "b"}, nil); got.Yield != nil || got.Health != "not crawled yet" {
		t.Errorf("got %+v", got)
	}
}

func TestVersionLine(t *testing.T) {
	info := &debug.BuildInfo{GoVersion: "go1.26", Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.time", Value: "2026-01-01T00:00:00Z"}, {Key: "vcs.modified", Value: "true"}}}
	want := "copydesk v1.2.3, commit abc with changes, 2026-01-01T00:00:00Z, go1.26, extraction " + extract.Version
	if got := versionLine(info); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestContextEndsAWaitingRead(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancelCause(t.Context())
	stopped := &signalError{syscall.SIGTERM}
	cancel(stopped)
	if _, err := readAll(ctx, r); !errors.Is(err, stopped) {
		t.Errorf("got %v, want the signal", err)
	}
	if stopped.code() != 143 || (&signalError{os.Interrupt}).code() != 130 {
		t.Error("a signal's exit code is wrong")
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 5210: "5,210", 1234567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %s, want %s", n, got, want)
		}
	}
}
