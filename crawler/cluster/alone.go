package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"copydesk/storage/postgres"
)

// aloneTail is how much of what a process said last goes into the report.
const aloneTail = 300

// watch has a site crawled in a process of its own: workers were lost with it,
// and if the site is why, only that process is lost now, and it is known what
// with.
func (w *Worker) watch(ctx context.Context, t postgres.Ticket) error {
	var said tail
	cmd := w.cfg.Alone(context.WithoutCancel(ctx), t.SiteID+":"+strconv.FormatInt(t.Number, 10))
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("crawl %s alone: %w", t.SiteID, err)
	}
	ended := make(chan struct{})
	var stopping sync.WaitGroup
	stopping.Go(func() {
		select {
		case <-ctx.Done():
		case <-w.held.halt:
		case <-ended:
			return
		}
		interrupt(cmd, ended)
	})
	err := cmd.Wait()
	close(ended)
	stopping.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || !isCrash(exit) {
		return err // what it left in hand is taken back
	}
	why := fmt.Sprintf("its crawl ended a process of its own: %v", exit)
	if words := said.String(); words != "" { // one that was killed says nothing
		why += ": " + words
	}
	w.cfg.Log.ErrorContext(ctx, "site set aside", "site", t.SiteID, "why", why)
	return w.store.SetAside(context.WithoutCancel(ctx), t.SiteID, why)
}

// isCrash says whether a process was killed, or ended as Go's do that ran out
// of memory or stack, and not with an error that it told.
func isCrash(exit *exec.ExitError) bool {
	return !exit.Exited() || exit.ExitCode() == 2
}

// interrupt has a process end in order, and kills it when it doesn't.
func interrupt(cmd *exec.Cmd, ended <-chan struct{}) {
	_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	select {
	case <-ended:
	case <-time.After(stopPatience):
		_ = cmd.Process.Kill()
	}
}

// Alone crawls one slice of a site in this process, which another one watches.
// ticket is what Config.Alone was given.
func Alone(ctx context.Context, store *postgres.Store, cfg Config, ticket string) error {
	i := strings.LastIndexByte(ticket, ':')
	n, err := strconv.ParseInt(ticket[i+1:], 10, 64)
	if i < 1 || err != nil {
		return fmt.Errorf("%q is no ticket", ticket)
	}
	cfg.Alone = nil
	w, err := New(store, cfg)
	if err != nil {
		return err
	}
	if err := w.beat(ctx); err != nil {
		return err
	}
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	w.begun.Go(func() { w.beatLoop(base) })
	stop := context.AfterFunc(ctx, func() { w.held.stop(context.Cause(ctx)) })
	err = w.slice(base, postgres.Ticket{SiteID: ticket[:i], Number: n})
	stop()
	cancel()
	w.begun.Wait()
	return errors.Join(err, store.Leave(context.WithoutCancel(ctx), w.id))
}

// tail keeps the end of what is written to it.
type tail struct{ buf []byte }

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.buf = append(t.buf, p...)
	if over := len(t.buf) - aloneTail; over > 0 {
		t.buf = bytes.Clone(t.buf[over:])
	}
	return len(p), nil
}

// String is what was kept, in one line.
func (t *tail) String() string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(string(t.buf), "")), " ")
}
