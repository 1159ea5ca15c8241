package cluster

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"runtime/pprof"
	"syscall"
	"testing"
	"time"

	"copydesk/storage/postgres"
	"copydesk/storage/storagetest/pgserver"
)

// The environment of a test program that is to be a worker.
const (
	envDB       = "COPYDESK_TEST_WORKER_DB"
	envName     = "COPYDESK_TEST_WORKER_NAME"
	envTakeover = "COPYDESK_TEST_WORKER_TAKEOVER"
	envSlice    = "COPYDESK_TEST_WORKER_SLICE"
	envSlots    = "COPYDESK_TEST_WORKER_SLOTS"
	envTicket   = "COPYDESK_TEST_WORKER_TICKET"
	envProfile  = "COPYDESK_TEST_WORKER_PROFILE"
	envDeadly   = "COPYDESK_TEST_WORKER_DEADLY"
)

// TestMain lets the test program be a worker: what is to be killed has to be
// a process.
func TestMain(m *testing.M) {
	if url := os.Getenv(envCrawl); url != "" {
		if err := beCrawl(url); err != nil {
			fmt.Fprintln(os.Stderr, "crawl", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if url := os.Getenv(envDB); url != "" {
		if err := beWorker(url); err != nil {
			fmt.Fprintln(os.Stderr, "worker", os.Getenv(envName), err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	pgserver.Main(m)
}

func beWorker(url string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if path := os.Getenv(envProfile); path != "" {
		f, err := os.Create(path)
		if err == nil {
			err = pprof.StartCPUProfile(f)
		}
		if err != nil {
			return err
		}
		defer f.Close()
		defer pprof.StopCPUProfile()
	}
	store, err := postgres.Open(ctx, url, postgres.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	cfg := Config{Getenv: os.LookupEnv, Bulk: testBulk(os.Getenv(envName)), Events: deadly(os.Getenv(envDeadly)), Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	if cfg.Takeover, err = time.ParseDuration(os.Getenv(envTakeover)); err != nil {
		return err
	}
	if cfg.Slice, err = time.ParseDuration(os.Getenv(envSlice)); err != nil {
		return err
	}
	if _, err := fmt.Sscan(os.Getenv(envSlots), &cfg.Slots); err != nil {
		return err
	}
	if ticket := os.Getenv(envTicket); ticket != "" {
		return Alone(ctx, store, cfg, ticket)
	}
	cfg.Alone = func(ctx context.Context, ticket string) *exec.Cmd {
		cmd := exec.CommandContext(ctx, os.Args[0])
		cmd.Env = append(os.Environ(), envTicket+"="+ticket, envName+"="+os.Getenv(envName)+"-alone")
		return cmd
	}
	return Run(ctx, store, cfg)
}

// process is a worker that can be killed.
type process struct {
	name string
	cmd  *exec.Cmd
	done chan struct{}
}

// pace is how fast the workers of a test go about things.
type pace struct {
	takeover, slice time.Duration
	slots           int
}

func startWorker(t testing.TB, url, name string, p pace) *process {
	t.Helper()
	return startProcess(t, name, envDB+"="+url, envName+"="+name, envTakeover+"="+p.takeover.String(),
		envSlice+"="+p.slice.String(), envSlots+"="+fmt.Sprint(p.slots))
}

// startCrawl crawls all sites without a queue.
func startCrawl(t testing.TB, url string, p pace) *process {
	t.Helper()
	return startProcess(t, "crawl", envCrawl+"="+url, envName+"=crawl", envSlots+"="+fmt.Sprint(p.slots))
}

func startProcess(t testing.TB, name string, env ...string) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	if testing.Verbose() {
		cmd.Stdout = os.Stdout
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w := &process{name, cmd, make(chan struct{})}
	go func() {
		defer close(w.done)
		_ = cmd.Wait() // killed, most often
	}()
	t.Cleanup(w.kill)
	return w
}

func (p *process) signal(s syscall.Signal) { _ = p.cmd.Process.Signal(s) }

func (p *process) kill() {
	p.signal(syscall.SIGKILL)
	<-p.done
}
