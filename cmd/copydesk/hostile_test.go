package main

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"copydesk/fixtures/hostile"
)

// measured runs the program as a child of its own and writes how much memory
// it took at most, in MB, into the file $MEASURED. The test itself can't tell:
// a child begins with the peak of the process that started it.
func measured() {
	cmd := exec.Command("copydesk", os.Args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	_ = cmd.Run() // the code says it
	use, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if ok {
		peak := use.Maxrss >> 10
		if runtime.GOOS == "darwin" {
			peak >>= 10 // given in bytes there
		}
		_ = os.WriteFile(os.Getenv("MEASURED"), []byte(strconv.FormatInt(int64(peak), 10)), 0o600) // no file is no peak
	}
	os.Exit(cmd.ProcessState.ExitCode())
}

// hostileRun is what one call came to.
type hostileRun struct {
	code           int
	stdout, stderr string
	took           time.Duration
	peak           int // MB; 0 when it isn't known
}

// runMeasured runs the program in dir.
func runMeasured(t *testing.T, dir string, env []string, args ...string) hostileRun {
	t.Helper()
	peak := filepath.Join(dir, "peak")
	cmd := exec.Command("measured", args...)
	var out, complaint bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &complaint
	cmd.Env = append(append(os.Environ(), "MEASURED="+peak, "HOME="+dir), env...)
	start := time.Now()
	_ = cmd.Run() // the code says it
	r := hostileRun{code: cmd.ProcessState.ExitCode(), stdout: out.String(), stderr: complaint.String(), took: time.Since(start)}
	if b, err := os.ReadFile(peak); err == nil {
		r.peak, _ = strconv.Atoi(string(b)) // none is unknown
	}
	return r
}

// hostileConfig shortens the waits for all hosts that are served, and nothing
// else: what is slow on purpose need not be slow for a minute.
func hostileConfig(t *testing.T, srv *hostile.Server) (dir string, env []string) {
	t.Helper()
	dir = t.TempDir()
	var b strings.Builder
	b.WriteString("version: 1\ndefaults:\n  delay: 0s\n  limits: {connect: 3s, answer: 2s, idle: 2s, page: 5s}\nsites:\n")
	for i, host := range append(srv.Hosts(), "no-such-host.invalid") {
		fmt.Fprintf(&b, "  - {id: s%d, home: \"http://%s/\"}\n", i, host)
	}
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: hostile.Authority()})
	for name, data := range map[string][]byte{"copydesk.yaml": []byte(b.String()), "ca.pem": authority} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir, []string{"SSL_CERT_FILE=" + filepath.Join(dir, "ca.pem"), "SSL_CERT_DIR=" + dir,
		"COPYDESK_ALLOW_PRIVATE=" + strings.Join(append(srv.Hosts(), "127.0.0.9:1"), ",")}
}

// Each case of the hostile web, by the real program: exit code, words, output,
// time and memory.
//
// Every fourth case is run; all of them where COPYDESK_HOSTILE is set.
func TestHostileExtract(t *testing.T) {
	srv := hostile.Start(hostile.Cases())
	defer srv.Close()
	dir, env := hostileConfig(t, srv)
	slots := make(chan struct{}, max(2, runtime.NumCPU()))
	t.Run("cases", func(t *testing.T) {
		for i, c := range hostile.Cases() {
			if i%hostileStride(4) != 0 {
				continue
			}
			t.Run(c.Name(), func(t *testing.T) {
				t.Parallel()
				slots <- struct{}{}
				defer func() { <-slots }()
				own := t.TempDir()
				r := runMeasured(t, own, env, "extract", "--config", filepath.Join(dir, "copydesk.yaml"), "--with", "markdown,html", srv.URL(&c))
				checkCase(t, &c, r)
			})
		}
	})
	if n := srv.Reached(); n > 0 {
		t.Errorf("the inner server was reached %d times", n)
	}
}

// hostileStride is from how many cases one is run: the race detector's turn is
// a tenth of those.
func hostileStride(n int) int {
	if os.Getenv("COPYDESK_HOSTILE") != "" {
		n = 1
	}
	return n * raceScale
}

// checkCase holds a run against what the case asks for.
func checkCase(t *testing.T, c *hostile.Case, r hostileRun) {
	t.Helper()
	t.Logf("%v, %d MB, exit code %d, stderr %q", r.took.Round(time.Millisecond), r.peak, r.code, r.stderr)
	if r.code != c.Code {
		t.Errorf("exit code %d, want %d; stdout %.300q", r.code, c.Code, r.stdout)
	}
	checkComplaint(t, c, r)
	checkOutput(t, c, r.stdout)
	within, peak := c.Within, c.Peak
	if within == 0 {
		within = hostile.PerCase
	}
	if peak == 0 {
		peak = hostile.PerCasePeak
	}
	if r.took > within*raceScale {
		t.Errorf("took %v, may take %v", r.took, within)
	}
	if raceScale == 1 && r.peak > peak {
		t.Errorf("took %d MB, may take %d", r.peak, peak)
	}
}

// checkComplaint asks for one line that a terminal can bear, when there must
// be one, and for none otherwise.
func checkComplaint(t *testing.T, c *hostile.Case, r hostileRun) {
	t.Helper()
	line := strings.TrimSuffix(r.stderr, "\n")
	switch {
	case c.Code == 0 && line != "":
		t.Errorf("a good page and a complaint")
	case c.Code != 0 && (line == "" || strings.Contains(line, "\n") || !strings.HasPrefix(line, "copydesk: ")):
		t.Errorf("not one line of complaint")
	case utf8.RuneCountInString(line) > 400:
		t.Errorf("a complaint of %d characters", utf8.RuneCountInString(line))
	case strings.ContainsFunc(line, unicode.IsControl) || strings.ContainsAny(line, "\u202e\u2066\u200b\ufeff"):
		t.Errorf("a complaint that steers the terminal")
	case strings.Contains(line, "goroutine ") || strings.Contains(line, "panic"):
		t.Errorf("a panic")
	case !strings.Contains(line, c.Says):
		t.Errorf("the complaint doesn't say %q", c.Says)
	}
}

var reason = regexp.MustCompile(`"reason":"([^"]*)"`)

// checkOutput asks for JSON that says what it must.
func checkOutput(t *testing.T, c *hostile.Case, out string) {
	t.Helper()
	var any map[string]any
	if err := json.Unmarshal([]byte(out), &any); err != nil || !utf8.ValidString(out) || strings.ContainsFunc(strings.TrimSuffix(out, "\n"), unicode.IsControl) {
		t.Errorf("not a line of JSON: %v, %.300q", err, out)
	}
	got := ""
	if m := reason.FindStringSubmatch(out); m != nil {
		got = m[1]
	}
	if c.Reason != "" && got != c.Reason || c.Code == 0 && got != "" {
		t.Errorf("the reason is %q, want %q", got, c.Reason)
	}
	for _, want := range c.Has {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %.600q", want, out)
		}
	}
	for _, bad := range c.Not {
		if strings.Contains(out, bad) {
			t.Errorf("%q in %.2000q", bad, out)
		}
	}
}
