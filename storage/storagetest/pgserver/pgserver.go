// Package pgserver runs a private PostgreSQL server for tests, from the
// programs that are installed on the machine: in a temporary folder, on a free
// port of loopback, gone when the tests end.
//
// Start at Main, which a package's TestMain calls, and Database.
package pgserver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// How long the server may take to come up.
const patience = 60 * time.Second

// Server is a running server.
type Server struct {
	bin, dir string
	port     int
	options  []string
	as       *syscall.SysProcAttr
	dbs      atomic.Int64

	mu      sync.Mutex
	running chan struct{} // closed when the server has ended
	pid     int
}

// ErrNotInstalled is that the machine has no PostgreSQL server.
var ErrNotInstalled = errors.New("PostgreSQL's server programs are not installed (Debian: apt-get install postgresql)")

// only is the server of this test program, begun when first asked for.
var only struct {
	once   sync.Once
	server *Server
	err    error
}

// Main runs a package's tests and ends the server after them.
func Main(m *testing.M) {
	code := m.Run()
	Stop()
	os.Exit(code)
}

// Stop ends the server that Shared began, if it did.
func Stop() {
	if only.server != nil {
		only.server.Close()
	}
}

// Installed says whether the machine has a server to run.
func Installed() bool {
	_, err := programs()
	return err == nil
}

// Shared gives the server that all tests of a program share. A test that needs
// it is skipped on machines that have no PostgreSQL.
func Shared(t testing.TB) *Server {
	t.Helper()
	only.once.Do(func() { only.server, only.err = Start() })
	if errors.Is(only.err, ErrNotInstalled) {
		t.Skip(only.err)
	}
	if only.err != nil {
		t.Fatal(only.err)
	}
	return only.server
}

// Start runs a server of its own, with settings (name=value) beside those that
// all of them have.
func Start(settings ...string) (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "copydesk-pg-")
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, dir: dir}
	for _, set := range settings {
		s.options = append(s.options, "-c", set)
	}
	if err := s.become(); err != nil {
		return nil, err
	}
	err = s.run("initdb", "-D", s.data(), "-U", "copydesk", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	if err == nil {
		s.port, err = freePort()
	}
	if err == nil {
		err = s.Up()
	}
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	return s, nil
}

// programs is the folder of the server's programs, the newest version's.
func programs() (string, error) {
	places, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is right
	slices.Sort(places)
	if len(places) > 0 {
		return filepath.Dir(places[len(places)-1]), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", ErrNotInstalled
	}
	return filepath.Dir(path), nil
}

// become finds whom to run the server as: it refuses to run as root.
func (s *Server) become() error {
	if os.Getuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid) // numbers, on systems that have a root
		gid, _ := strconv.Atoi(u.Gid)
		s.as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
		return os.Chown(s.dir, uid, gid)
	}
	return errors.New("PostgreSQL refuses to run as root, and there is no user postgres or nobody")
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) run(name string, args ...string) error {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir, cmd.SysProcAttr = s.dir, s.as
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, bytes.TrimSpace(out))
	}
	return nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// Up begins the server, and returns when it takes connections.
func (s *Server) Up() error {
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	args := append([]string{"-D", s.data(), "-p", strconv.Itoa(s.port), "-k", s.dir,
		"-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=200", "-c", "shared_buffers=128MB"}, s.options...)
	cmd := exec.Command(filepath.Join(s.bin, "postgres"), args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = s.dir, log, log
	as := syscall.SysProcAttr{}
	if s.as != nil {
		as = *s.as
	}
	dieWithUs(&as)
	cmd.SysProcAttr = &as
	begun, ended := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread() // the server dies with the thread that began it
		defer close(ended)
		err := cmd.Start()
		begun <- err
		if err == nil {
			_ = cmd.Wait() // its end is told by its log
		}
	}()
	if err := <-begun; err != nil {
		return err
	}
	s.mu.Lock()
	s.running, s.pid = ended, cmd.Process.Pid
	s.mu.Unlock()
	return s.waitUp(ended)
}

func (s *Server) waitUp(ended chan struct{}) error {
	for until := time.Now().Add(patience); ; {
		conn, err := pgx.Connect(context.Background(), s.URL("postgres"))
		if err == nil {
			return conn.Close(context.Background())
		}
		select {
		case <-ended:
			log, _ := os.ReadFile(filepath.Join(s.dir, "log")) // better than nothing
			return fmt.Errorf("the server ended: %s", log)
		case <-time.After(50 * time.Millisecond):
		}
		if time.Now().After(until) {
			return fmt.Errorf("the server doesn't come up: %w", err)
		}
	}
}

// Down ends the server: in order, breaking off what runs, or like a crash.
func (s *Server) Down(crash bool) {
	s.mu.Lock()
	running, pid := s.running, s.pid
	s.mu.Unlock()
	sig := syscall.SIGINT
	if crash {
		sig = syscall.SIGQUIT
	}
	_ = syscall.Kill(pid, sig) // it may have ended by itself
	<-running
}

// CPU is what the server and all its processes have used since it began.
func (s *Server) CPU() time.Duration {
	s.mu.Lock()
	pid := s.pid
	s.mu.Unlock()
	total := 0
	stats, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is right
	for _, path := range stats {
		data, err := os.ReadFile(path)
		end := bytes.LastIndexByte(data, ')')
		if err != nil || end < 0 {
			continue // it has ended
		}
		f := strings.Fields(string(data[end+1:]))
		from, to := 11, 13 // user and system time
		switch {
		case strings.HasPrefix(string(data), strconv.Itoa(pid)+" "):
			to = 15 // and that of its children that have ended
		case f[1] != strconv.Itoa(pid):
			continue
		}
		for _, ticks := range f[from:to] {
			n, _ := strconv.Atoi(ticks) // a number, by proc(5)
			total += n
		}
	}
	return time.Duration(total) * 10 * time.Millisecond
}

// Close ends the server and removes all that it kept.
func (s *Server) Close() {
	s.Down(true)
	_ = os.RemoveAll(s.dir)
}

// URL names a database of the server.
func (s *Server) URL(database string) string {
	return fmt.Sprintf("postgres://copydesk@127.0.0.1:%d/%s?sslmode=disable", s.port, database)
}

// Database makes an empty database for one test and gives its URL.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("test_%d", s.dbs.Add(1))
	s.exec(t, "CREATE DATABASE "+name)
	t.Cleanup(func() { s.exec(t, "DROP DATABASE "+name+" WITH (FORCE)") })
	return s.URL(name)
}

func (s *Server) exec(t testing.TB, query string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err == nil {
		_, err = conn.Exec(ctx, query)
		_ = conn.Close(ctx)
	}
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}
