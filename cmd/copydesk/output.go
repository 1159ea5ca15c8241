package main

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"unicode/utf8"
)

// sink is an output that names itself in its errors and buffers what it gets.
type sink struct {
	file *os.File
	name string
	buf  *bufio.Writer
}

func (s *sink) Write(p []byte) (int, error) {
	if s.buf == nil {
		s.buf = bufio.NewWriterSize(s.file, 1<<16)
	}
	n, err := s.buf.Write(p)
	return n, s.wrap(err)
}

// Flush hands on what is buffered.
func (s *sink) Flush() error {
	if s.buf == nil {
		return nil
	}
	return s.wrap(s.buf.Flush())
}

func (s *sink) wrap(err error) error {
	if err == nil {
		return nil
	}
	return &outputError{s.name, err}
}

// atomicFile is a file that appears under its name whole or not at all: it is
// written beside it, put on disk, and renamed. What is no file, as a device or
// a pipe, stays what it is and is written to.
type atomicFile struct {
	sink
	path    string
	through bool // written to as it is
}

func createAtomic(path string) (*atomicFile, error) {
	fail := func(err error) (*atomicFile, error) { return nil, &outputError{path, err} }
	st, err := os.Stat(path)
	switch {
	case err == nil && st.IsDir():
		return fail(errors.New("it is a folder: name a file in it"))
	case err == nil && (!st.Mode().IsRegular() || isStream(path)):
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			return fail(err)
		}
		return &atomicFile{sink{file: f, name: path}, path, true}, nil
	}
	place := path
	if real, err := filepath.EvalSymlinks(path); err == nil {
		place = real // the link stays, too
	}
	f, err := os.CreateTemp(filepath.Dir(place), "."+filepath.Base(place)+".*.tmp")
	if err != nil {
		return fail(err)
	}
	return &atomicFile{sink{file: f, name: path}, place, false}, nil
}

// canCreate says what would keep a file from being written that is written when
// the work is done: that is too late to be told. Devices and pipes are left
// alone, which may wait for a reader.
func canCreate(path string) error {
	if st, err := os.Stat(path); path == "" || path == "-" || isStream(path) || err == nil && !st.IsDir() && !st.Mode().IsRegular() {
		return nil
	}
	f, err := createAtomic(path)
	if err == nil {
		f.Abort()
	}
	return err
}

// notOurs refuses an output that would take the place of the database, of what
// belongs to it, or of the sites file.
func (a *app) notOurs(path string) error {
	if path == "" || path == "-" {
		return nil
	}
	if db, err := a.dbPath(); err == nil && !isPostgres(db) {
		for _, suffix := range [...]string{"", "-wal", "-shm", ".lock"} {
			if isSameFile(path, db+suffix) {
				return usagef("%s is the database, or belongs to it: name another file to write to", path)
			}
		}
	}
	if config, err := a.configPath(); err == nil && isSameFile(path, config) {
		return usagef("%s is the sites file: name another file to write to", path)
	}
	return nil
}

// isSameFile says whether two paths lead to one file, be it there or not.
func isSameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err == nil {
		other, err := os.Stat(b)
		return err == nil && os.SameFile(one, other)
	}
	first, err1 := filepath.Abs(a)
	second, err2 := filepath.Abs(b)
	return err1 == nil && err2 == nil && first == second
}

// isStream says whether a path names an open file of a process, as /dev/stdout
// does: whoever opened it goes on with it.
func isStream(path string) bool {
	return strings.HasPrefix(path, "/dev/") || strings.HasPrefix(path, "/proc/")
}

// Commit puts the file in place, and its name on disk.
func (f *atomicFile) Commit() error {
	if err := f.place(); err != nil || f.through {
		return err
	}
	return syncDir(filepath.Dir(f.path))
}

// place is Commit for one of many files of a folder, which is put on disk at
// their end.
func (f *atomicFile) place() error {
	err := f.Flush()
	if f.through {
		return errors.Join(err, f.wrap(f.file.Close()))
	}
	if err == nil {
		err = f.wrap(f.file.Chmod(0o644))
	}
	if err == nil {
		err = f.wrap(f.file.Sync())
	}
	if err != nil {
		f.Abort()
		return err
	}
	temp := f.file.Name()
	if err = f.wrap(f.file.Close()); err == nil {
		err = f.wrap(os.Rename(temp, f.path))
	}
	if err != nil {
		_ = os.Remove(temp) // the first error is the one to tell
	}
	return err
}

// Abort leaves no trace. After Commit it does nothing.
func (f *atomicFile) Abort() {
	if f.file.Close() == nil && !f.through {
		_ = os.Remove(f.file.Name()) // what stays is named .tmp
	}
}

// syncDir puts a folder's names on disk. Windows does that by itself.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return &outputError{dir, err}
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return &outputError{dir, err}
	}
	return nil
}

// table lines up rows in columns: those whose letter in align is "l" to the
// left, the others, of numbers, to the right.
type table struct {
	rows  [][]string
	align string
}

func (t *table) add(cells ...string) {
	for i := range cells {
		cells[i] = oneLine(cells[i])
	}
	t.rows = append(t.rows, cells)
}

func (t *table) String() string {
	widths := t.widths()
	var lines []string
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			if i > 0 {
				line.WriteString("  ")
			}
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i < len(t.align) && t.align[i] == 'l' {
				line.WriteString(cell + pad)
			} else {
				line.WriteString(pad + cell)
			}
		}
		lines = append(lines, strings.TrimRight(line.String(), " "))
	}
	return strings.Join(lines, "\n")
}

func (t *table) widths() []int {
	var out []int
	for _, row := range t.rows {
		for i, cell := range row {
			if i == len(out) {
				out = append(out, 0)
			}
			out[i] = max(out[i], utf8.RuneCountInString(cell))
		}
	}
	return out
}

// count is a number and what there are so many of.
func count(n int, what string) string { return plural(n, what, what+"s") }

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

func makeDir(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return &outputError{dir, err}
	}
	return nil
}

// writeBeside writes a small file whole or not at all.
func writeBeside(path string, data []byte) error {
	f, err := createAtomic(path)
	if err != nil {
		return err
	}
	defer f.Abort()
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.place()
}
