//go:build linux

package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// bulky is a site of long articles that no database of a megabyte can hold.
func bulky(t *testing.T, articles int) *httptest.Server {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		var b strings.Builder
		switch n := 0; {
		case r.URL.Path == "/":
			for i := range articles {
				fmt.Fprintf(&b, `<li><a href="/2026/03/story-of-the-ferry-%d">The ferry sails again, part %d</a></li>`, 1000+i, i)
			}
			fmt.Fprint(w, "<!DOCTYPE html><html lang=en><title>Bulky</title><ul>"+b.String()+"</ul>")
		case strings.HasPrefix(r.URL.Path, "/2026/"):
			_, _ = fmt.Sscanf(r.URL.Path, "/2026/03/story-of-the-ferry-%d", &n)
			for i := range 400 {
				x := uint64(n*1000+i) * 0x9e3779b97f4a7c15
				fmt.Fprintf(&b, "<p>In log %x of the ferry the mate wrote %x and %x on day %d, and that the cook had asked for rope, salt and a better stove.</p>\n", x, x*31, x*977, n*7+i)
			}
			fmt.Fprint(w, strings.Replace(story("1", 0), "</article>", b.String()+"</article>", 1))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(srv.Close)
	return srv
}

// A disk that is full in the middle of a crawl ends it with exit code 7 and one
// line; what was committed is there, and with room again the next run brings
// the rest.
func TestDiskFull(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=1536k"); err != nil {
		t.Skipf("no file system may be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
	srv, dir := bulky(t, 60), t.TempDir()
	writeSite(t, dir, srv.URL+"/", 100)
	db := filepath.Join(disk, "x.db")
	r := runMeasured(t, dir, nil, "crawl", "-q", "--db", db)
	t.Log(r.stderr)
	if r.code != 7 || strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, "make room") {
		t.Fatalf("exit code %d, want 7: %s", r.code, r.stderr)
	}
	if r := runMeasured(t, dir, nil, "crawl", "-q", "--db", db); r.code != 7 || strings.Count(r.stderr, "\n") != 1 {
		t.Errorf("a second run on the full disk: exit code %d: %s", r.code, r.stderr)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, "size=64m"); err != nil {
		t.Fatal(err)
	}
	if r := runMeasured(t, dir, nil, "db", "check", "--db", db); r.code != 0 {
		t.Errorf("db check: exit code %d: %s", r.code, r.stderr)
	}
	if r := runMeasured(t, dir, nil, "crawl", "-q", "--db", db); r.code != 0 {
		t.Errorf("with room again: exit code %d: %s", r.code, r.stderr)
	}
	if out := runMeasured(t, dir, nil, "export", "--db", db, "--fields", "url"); strings.Count(out.stdout, "\n") != 60 {
		t.Errorf("%d articles in the end, want 60: %s", strings.Count(out.stdout, "\n"), out.stderr)
	}
}

// limited runs the program under a limit of the shell's.
func limited(t *testing.T, dir, limit string, args ...string) (code int, out, complaint string) {
	t.Helper()
	cmd := exec.Command("sh", append([]string{"-c", "ulimit " + limit + ` && exec copydesk "$@"`, "sh"}, args...)...)
	var o, e strings.Builder
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &o, &e
	return codeOfRun(cmd), o.String(), e.String()
}

func codeOfRun(cmd *exec.Cmd) int {
	_ = cmd.Run() // the code says it
	return cmd.ProcessState.ExitCode()
}

// With too few file descriptors (Go itself needs seven to start) a run ends with a code of the contract and
// lines a person can read, and the next one goes on.
func TestFewDescriptors(t *testing.T) {
	srv := bulky(t, 3)
	for _, n := range []int{8, 10, 12, 16} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			dir := t.TempDir()
			writeSite(t, dir, srv.URL+"/", 10)
			code, _, complaint := limited(t, dir, fmt.Sprintf("-n %d", n), "crawl", "-q")
			t.Logf("exit code %d: %s", code, complaint)
			switch code {
			case 0, 3, 7:
			default:
				t.Errorf("exit code %d: %s", code, complaint)
			}
			if strings.Contains(complaint, "goroutine ") || (code != 0) != (complaint != "") || strings.Count(complaint, "\n") > 1 {
				t.Errorf("not for a person: %q", complaint)
			}
			if r := runMeasured(t, dir, nil, "crawl", "-q"); r.code != 0 {
				t.Errorf("the next run: exit code %d: %s", r.code, r.stderr)
			}
			if out := runMeasured(t, dir, nil, "export", "--fields", "url"); strings.Count(out.stdout, "\n") != 3 {
				t.Errorf("%d articles, want 3: %s", strings.Count(out.stdout, "\n"), out.stderr)
			}
		})
	}
}

// A crawl fits under a bound of two gigabytes of address space.
func TestLittleMemory(t *testing.T) {
	if raceScale > 1 {
		return // the race detector takes terabytes of addresses
	}
	srv, dir := bulky(t, 20), t.TempDir()
	writeSite(t, dir, srv.URL+"/", 100)
	if code, _, complaint := limited(t, dir, "-v 2000000", "crawl", "-q"); code != 0 {
		t.Errorf("exit code %d: %s", code, complaint)
	}
	checkStored(t, dir, 20, 20)
	for _, kb := range []string{"1900000", "1200000", "900000", "400000"} { // Go's runtime ends by itself with 1.3 GB
		code, _, complaint := limited(t, dir, "-v "+kb, "crawl", "-q")
		if code != exitUsage || strings.Count(complaint, "\n") != 1 || !strings.Contains(complaint, "ulimit -v leaves ") {
			t.Errorf("with %s KiB: exit code %d: %s", kb, code, complaint)
		}
	}
}

// An output that is no file stays what it is, and so do links.
func TestOutputsThatAreNoFiles(t *testing.T) {
	dir := t.TempDir()
	if r := runMeasured(t, dir, nil, "crawl", "-q", "--demo", "--db", "copydesk.db"); r.code != 0 {
		t.Fatalf("exit code %d: %s", r.code, r.stderr)
	}
	full, sink := filepath.Join(dir, "full"), filepath.Join(dir, "sink")
	for path, minor := range map[string]int{full: 7, sink: 3} { // as /dev/full and /dev/null
		if err := syscall.Mknod(path, syscall.S_IFCHR|0o666, 1<<8|minor); err != nil {
			t.Skipf("root may write everywhere, and nobody else makes devices: %v", err)
		}
	}
	if err := os.Symlink("target.jsonl", filepath.Join(dir, "link.jsonl")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "target.jsonl"), []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{0, "", []string{"export", "-o", sink}},
		{7, "no space left", []string{"export", "-o", full}},
		{7, "no space left", []string{"export", "--format", "parquet", "-o", full}},
		{7, "no space left", []string{"archive", "export", "--warc", full}},
		{7, "it is a folder", []string{"export", "-o", dir}},
		{7, "that is no file", []string{"db", "backup", full}},
		{7, "that is no file", []string{"db", "backup", dir}},
		{7, "no space left", []string{"crawl", "-q", "--demo", "--db", "copydesk.db", "--summary-json", full}},
		{0, "", []string{"export", "-o", "link.jsonl"}},
	} {
		r := runMeasured(t, dir, nil, c.args...)
		if r.code != c.code || !strings.Contains(r.stderr, c.says) || strings.Count(r.stderr, "\n") > 1 {
			t.Errorf("%q: exit code %d, want %d: %s", c.args, r.code, c.code, r.stderr)
		}
	}
	for path, want := range map[string]os.FileMode{full: os.ModeCharDevice | os.ModeDevice, sink: os.ModeCharDevice | os.ModeDevice, filepath.Join(dir, "link.jsonl"): os.ModeSymlink} {
		if st, err := os.Lstat(path); err != nil || st.Mode().Type() != want {
			t.Errorf("%s is now %v, %v", path, st.Mode(), err)
		}
	}
	if b, err := os.ReadFile(filepath.Join(dir, "target.jsonl")); err != nil || len(b) < 1000 {
		t.Errorf("what the link leads to has %d bytes, %v", len(b), err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*tmp*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// Pages of the file that are overwritten: every command that meets them ends
// with exit code 7 and no panic, and db check names them.
func TestDamagedPages(t *testing.T) {
	srv, dir := bulky(t, 12), t.TempDir()
	writeSite(t, dir, srv.URL+"/", 100)
	if r := runMeasured(t, dir, nil, "crawl", "-q"); r.code != 0 {
		t.Fatalf("exit code %d: %s", r.code, r.stderr)
	}
	db := filepath.Join(dir, "copydesk.db")
	whole, err := os.ReadFile(db)
	if err != nil {
		t.Fatal(err)
	}
	const page, step = 4096, 9
	for first := range step {
		b := append([]byte(nil), whole...)
		for at := (first + 1) * page; at+page <= len(b); at += step * page {
			for i := at; i < at+page; i++ {
				b[i] = byte(i*7 + first)
			}
		}
		if err := os.WriteFile(db, b, 0o600); err != nil {
			t.Fatal(err)
		}
		r := runMeasured(t, dir, nil, "db", "check")
		if said := r.stdout + r.stderr; r.code != 7 || strings.Contains(said, "goroutine ") || !strings.Contains(said, "damaged") {
			t.Errorf("damage %d: db check: exit code %d: %.300s", first, r.code, said)
		}
		for _, args := range [][]string{{"export"}, {"search", "ferry"}, {"status"}, {"crawl", "-q"}, {"reextract"}} {
			r := runMeasured(t, dir, nil, args...)
			if r.code != 7 && r.code != 0 && r.code != 6 || strings.Contains(r.stderr, "goroutine ") {
				t.Errorf("damage %d: %v: exit code %d: %.300s", first, args, r.code, r.stderr)
			}
		}
	}
}
