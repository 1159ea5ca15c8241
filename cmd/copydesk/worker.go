package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"copydesk/crawler/cluster"
)

// workerFlags are the flags of worker.
type workerFlags struct {
	slots    int
	slice    string
	takeover string
	wait     string
	alone    string
	metrics  string
}

func (a *app) workerCommand() *cobra.Command {
	var f workerFlags
	cmd := &cobra.Command{
		Use:   "worker",
		Short: "Many machines: take site crawls from the shared queue",
		Long: `Crawl the sites of a PostgreSQL database together with all other workers that
share it, each site by one of them at a time, until SIGTERM. copydesk sites load
brings a sites file into the database.`,
		Example: `  copydesk sites load copydesk.yaml --db postgres://copydesk@db.example/copydesk
  copydesk worker --db postgres://copydesk@db.example/copydesk --metrics-addr :9090`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.work(cmd.Context(), &f) },
	}
	fl := cmd.Flags()
	fl.IntVar(&f.slots, "parallel", 0, "`N` sites at a time (default 32)")
	fl.StringVar(&f.slice, "slice", "", "crawl a site for `4m` at a stretch, then let others have their turn")
	fl.StringVar(&f.takeover, "takeover", "", "take over the sites of a worker that is gone within `1m`; the same for all workers")
	fl.StringVar(&f.wait, "wait", "", "wait for a crawl that has the database, at most for the `SPAN` given")
	fl.Lookup("wait").NoOptDefVal = "forever"
	fl.StringVar(&f.metrics, "metrics-addr", "", "serve Prometheus metrics and /healthz at `HOST:PORT`")
	fl.StringVar(&f.alone, "alone", "", "crawl the site of one `TICKET` and end; what a worker runs for a site that workers were lost with")
	_ = fl.MarkHidden("alone") // it is there
	return cmd
}

func (f *workerFlags) config(a *app) (cluster.Config, error) {
	cfg := cluster.Config{Log: a.log, Version: buildVersion(), Slots: f.slots, AllowPrivate: a.common.allowPrivate, Getenv: a.getenv}
	if f.slots < 0 {
		return cfg, usagef("--parallel takes numbers from 1")
	}
	for _, span := range []struct {
		name, value string
		to          *time.Duration
		least       time.Duration
	}{{"slice", f.slice, &cfg.Slice, time.Second}, {"takeover", f.takeover, &cfg.Takeover, 2 * time.Second}} {
		if span.value == "" {
			continue
		}
		d, err := parseSpan(span.value)
		if err != nil {
			return cfg, usagef("--%s: %w", span.name, err)
		}
		if d < span.least {
			return cfg, usagef("--%s: %v is too short: %v at least", span.name, d, span.least)
		}
		*span.to = d
	}
	return cfg, nil
}

func (a *app) work(ctx context.Context, f *workerFlags) error {
	cfg, err := f.config(a)
	if err != nil {
		return err
	}
	wait, err := (&crawlFlags{wait: f.wait}).patience()
	if err != nil {
		return err
	}
	beThrifty()
	if !isPostgres(a.common.db) {
		return usagef("workers share a PostgreSQL database: name it with --db postgres://USER@HOST/NAME; for SQLite there is copydesk crawl")
	}
	held, unlock, err := lock(ctx, a.common.db, beside, wait)
	if err != nil {
		return err
	}
	defer unlock()
	db, err := openPostgres(held, a.common.db, making)
	if err != nil {
		return err
	}
	defer db.Close()
	if f.alone != "" {
		return cluster.Alone(held, db, cfg, f.alone)
	}
	if cfg.Alone, err = a.aloneCommand(); err != nil {
		return err
	}
	cfg.Bulk = a.bulk(db)
	m := newMetrics()
	cfg.Events = m.event
	w, err := cluster.New(db, cfg)
	if err != nil {
		return err
	}
	if f.metrics != "" {
		m.registry.MustRegister(newQueueMetrics(db))
		stop, err := serveMetrics(ctx, f.metrics, m, w.Healthy)
		if err != nil {
			return err
		}
		defer stop()
	}
	a.tell("worker %s: at work on %s", w.ID(), db.Name())
	err = w.Run(held)
	a.interrupted = ctx.Err() != nil
	return errors.Join(lostLock(held), err)
}

// aloneCommand makes the command by which a worker has one site crawled in a
// process of its own: this program with the flags that it was called with.
func (a *app) aloneCommand() (func(ctx context.Context, ticket string) *exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	args := append([]string{}, os.Args[1:]...)
	return func(ctx context.Context, ticket string) *exec.Cmd {
		return exec.CommandContext(ctx, self, append(args, "--metrics-addr=", "--alone="+ticket)...)
	}, nil
}

// buildVersion is the version of this build alone.
func buildVersion() string {
	info, _ := debug.ReadBuildInfo()
	line, _, _ := strings.Cut(strings.TrimPrefix(versionLine(info), "copydesk "), ",")
	return line
}
