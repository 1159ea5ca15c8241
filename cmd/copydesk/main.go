// Command copydesk crawls news sites, extracts their articles, stores and
// exports them. This package is the command line alone: it reads flags and
// environment, calls the packages that do the work, and says what came of it.
//
// Start at main; root.go lists the commands, each has a file of its own, and
// exit.go says which error ends in which exit code.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() { os.Exit(run()) }

// run is main with everything undone before the process ends.
func run() int {
	ctx, stop := untilSignal(context.Background())
	defer stop()
	a := &app{in: os.Stdin, out: &sink{file: os.Stdout, name: "standard output"}, err: os.Stderr, getenv: os.LookupEnv, now: time.Now}
	return a.run(ctx, os.Args[1:])
}

// run is one call of the program; it gives the exit code.
func (a *app) run(ctx context.Context, args []string) (code int) {
	defer func() {
		if v := recover(); v != nil {
			a.complain(fmt.Errorf("a bug of copydesk, please report it: %v", v))
			code = exitBug
		}
	}()
	root := a.root()
	root.SetArgs(joinOptional(args))
	err := a.asUsage(root.ExecuteContextC(ctx))
	if ferr := a.out.Flush(); err == nil {
		err = ferr
	}
	var stopped *signalError
	if errors.As(context.Cause(ctx), &stopped) && (err != nil || a.interrupted) {
		if !a.common.quiet {
			a.complain(stopped)
		}
		return stopped.code()
	}
	code = codeOf(err)
	if code != exitPipe && !isTold(err) {
		a.complain(err)
	}
	return code
}

// signalError is the end of the run's context by a signal.
type signalError struct{ signal os.Signal }

func (e *signalError) Error() string {
	return fmt.Sprintf("stopped by %v: what was finished is saved, the next run goes on from there", e.signal)
}

// code is the one that a shell gives a program that the signal ended.
func (e *signalError) code() int {
	if e.signal == syscall.SIGTERM {
		return 128 + int(syscall.SIGTERM)
	}
	return 128 + int(syscall.SIGINT)
}

// patience is how long a stopped run may take to put things in order.
const patience = 10 * time.Second

// untilSignal is a context that the first SIGINT or SIGTERM ends. The second
// one, or a run that doesn't end, ends the process at once. A reader of
// standard output that goes away shows as an error of writing.
func untilSignal(parent context.Context) (context.Context, func()) {
	signal.Ignore(syscall.SIGPIPE)
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		select {
		case s := <-signals:
			cancel(&signalError{s})
		case <-done:
			return
		}
		select {
		case <-signals:
		case <-time.After(patience):
		case <-done:
			return
		}
		var stopped *signalError
		errors.As(context.Cause(ctx), &stopped)
		os.Exit(stopped.code())
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(done)
		cancel(nil)
	}
}
