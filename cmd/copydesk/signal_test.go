package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// slowSite holds its articles back until it is released.
type slowSite struct {
	asked   chan struct{} // closed when an article was asked for
	release chan struct{}
	once    sync.Once
}

func (s *slowSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/":
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(`<title>Slow Post</title><a href="/2026/03/01/story-of-the-ferry-1">The ferry sails again, part 1</a>
<a href="/2026/03/02/story-of-the-ferry-2">The ferry sails again, part 2</a>`))
	case strings.HasPrefix(r.URL.Path, "/2026/"):
		s.once.Do(func() { close(s.asked) })
		select {
		case <-s.release:
		case <-r.Context().Done():
			return
		}
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(story(r.URL.Path[len(r.URL.Path)-1:], 0)))
	default:
		http.NotFound(w, r)
	}
}

// start runs the program until it has asked the slow site for an article.
func start(t *testing.T, args ...string) (cmd *exec.Cmd, site *slowSite, complaint *bytes.Buffer) {
	t.Helper()
	site = &slowSite{asked: make(chan struct{}), release: make(chan struct{})}
	srv := httptest.NewServer(site)
	t.Cleanup(srv.Close)
	dir := t.TempDir()
	config := "version: 1\ndefaults: {delay: 0s, allow_private: true}\nsites:\n  - id: slow\n    home: " + srv.URL + "/\n    discover: {feeds: [], sitemaps: []}\n"
	if err := os.WriteFile(filepath.Join(dir, "copydesk.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range args {
		args[i] = strings.NewReplacer("HOST", strings.TrimPrefix(srv.URL, "http://"), "WEB", srv.URL).Replace(args[i])
	}
	cmd = exec.Command("copydesk", args...)
	complaint = &bytes.Buffer{}
	cmd.Dir, cmd.Stderr = dir, complaint
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-site.asked:
	case <-time.After(30 * time.Second):
		_ = cmd.Process.Kill()
		t.Fatalf("no article was asked for: %s", complaint)
	}
	return cmd, site, complaint
}

func exitCode(cmd *exec.Cmd) int {
	_ = cmd.Wait() // the code says it
	return cmd.ProcessState.ExitCode()
}

func TestSignalEndsInOrder(t *testing.T) {
	for _, c := range []struct {
		signal os.Signal
		want   int
	}{{os.Interrupt, 130}, {syscall.SIGTERM, 143}} {
		t.Run(c.signal.String(), func(t *testing.T) {
			cmd, site, complaint := start(t, "crawl")
			if err := cmd.Process.Signal(c.signal); err != nil {
				t.Fatal(err)
			}
			close(site.release) // what is in hand comes
			if got := exitCode(cmd); got != c.want || !strings.Contains(complaint.String(), "stopped by ") {
				t.Errorf("exit code %d, want %d: %s", got, c.want, complaint)
			}
			list := exec.Command("copydesk", "export", "--fields", "title")
			list.Dir = cmd.Dir
			if out, err := list.CombinedOutput(); err != nil || !strings.Contains(string(out), "The ferry sails again") {
				t.Errorf("what was in hand is not stored: %s %v", out, err)
			}
		})
	}
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	cmd, _, complaint := start(t, "crawl")
	done := make(chan int, 1)
	go func() { done <- exitCode(cmd) }()
	began := time.Now()
	for {
		_ = cmd.Process.Signal(os.Interrupt) // it may have ended already
		select {
		case code := <-done:
			if code != 130 || time.Since(began) > 5*time.Second {
				t.Errorf("exit code %d after %v, want 130 at once: %s", code, time.Since(began), complaint)
			}
			return
		case <-time.After(20 * time.Millisecond): // two signals that come together are one
		}
	}
}

func TestSignalEndsAFetch(t *testing.T) {
	cmd, _, complaint := start(t, "extract", "--allow-private", "HOST", "WEB/2026/03/01/story-of-the-ferry-1")
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if got := exitCode(cmd); got != 130 {
		t.Errorf("exit code %d, want 130: %s", got, complaint)
	}
}

// A pipe whose writer writes nothing is not waited for longer than anything
// else: the program ends in order, and needn't be forced to.
func TestSignalEndsAPipe(t *testing.T) {
	for _, args := range [][]string{{"extract"}, {"extract", "--warc"}, {"crawl", "--db", "x.db", "--from-warc"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			dir := t.TempDir()
			pipe := filepath.Join(dir, "pipe")
			if err := syscall.Mkfifo(pipe, 0o600); err != nil {
				t.Skip("no pipes in this file system: ", err)
			}
			var complaint bytes.Buffer
			cmd := exec.Command("copydesk", append(args, pipe)...)
			cmd.Dir, cmd.Stderr = dir, &complaint
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			writer, err := os.OpenFile(pipe, os.O_WRONLY, 0) // once the program reads
			if err != nil {
				t.Fatal(err)
			}
			defer writer.Close()
			if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if got := exitCode(cmd); got != 143 || !strings.Contains(complaint.String(), "stopped by terminated") {
				t.Errorf("exit code %d, want 143 and a word: %s", got, complaint.String())
			}
		})
	}
}
