package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"copydesk/storage/storagetest"
)

// outdatedDB is a database that an older program wrote.
func outdatedDB(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "old.db")
	storagetest.Unzip(t, filepath.Join("..", "..", "storage", "sqlite", "testdata", "schema-1.db.gz"), path)
	return path
}

// What only reads leaves an old database as it is and says what to do, a backup
// can be made before anything changes, and what writes goes on with it.
func TestOutdatedDatabase(t *testing.T) {
	for _, c := range []struct {
		command string
		code    int
		says    string
	}{
		{"status", 7, "copydesk db vacuum or the next crawl sees to it"},
		{"db backup copy.db", 0, "copied to"},
		{"reextract", 0, "of 60 changed"},
		{"db vacuum", 0, "before"},
		{"sites pause a", 0, "left alone"},
	} {
		cmd := exec.Command("copydesk", append([]string{"--db", outdatedDB(t)}, strings.Fields(c.command)...)...)
		cmd.Dir = t.TempDir()
		out, err := cmd.CombinedOutput()
		if got := cmd.ProcessState.ExitCode(); got != c.code || !strings.Contains(string(out), c.says) {
			t.Errorf("%s: exit code %d, want %d and %q: %s %v", c.command, got, c.code, c.says, out, err)
		}
	}
}
