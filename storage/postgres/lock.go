package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"copydesk/storage"
)

// How often a waiting run looks whether the lock is free, how often a server
// that went away is tried again, and how often one that says nothing is asked.
const (
	lockRetry = 250 * time.Millisecond
	lockAgain = 2 * time.Second
	lockCheck = 15 * time.Second
)

// Lock is a run's hold on a database: one crawl alone, or any number of
// workers. The server lets go of it when the connection breaks; then it is
// taken again, and Lost is closed when somebody else was quicker.
type Lock struct {
	url    string
	shared bool
	lost   chan struct{}
	cancel context.CancelFunc
	done   sync.WaitGroup
}

// TryLock takes the lock of the database that a URL names, waiting for it that
// long; 0 doesn't wait. The error is storage.ErrLocked when others have it.
func TryLock(ctx context.Context, url string, shared bool, wait time.Duration) (*Lock, error) {
	cfg, err := config(url, Options{})
	if err != nil {
		return nil, err
	}
	name := nameOf(cfg)
	fail := func(err error) error { return (&Store{name: name}).wrap("lock", err) }
	conn, err := pgx.ConnectConfig(ctx, cfg.ConnConfig)
	if err != nil {
		return nil, fail(err)
	}
	for until := time.Now().Add(wait); ; {
		got, err := tryLock(ctx, conn, shared)
		if got {
			break
		}
		if err == nil && time.Now().After(until) {
			err = fmt.Errorf("%w%s: let it finish, or wait for it with --wait", storage.ErrLocked, holder(ctx, conn))
		}
		if err != nil {
			_ = conn.Close(context.WithoutCancel(ctx))
			return nil, fail(err)
		}
		select {
		case <-time.After(lockRetry):
		case <-ctx.Done():
		}
	}
	l := &Lock{url: url, shared: shared, lost: make(chan struct{})}
	var keeping context.Context
	keeping, l.cancel = context.WithCancel(context.WithoutCancel(ctx))
	l.done.Go(func() { l.keep(keeping, conn) })
	return l, nil
}

func tryLock(ctx context.Context, conn *pgx.Conn, shared bool) (got bool, err error) {
	query := `SELECT pg_try_advisory_lock($1, $2)`
	if shared {
		query = `SELECT pg_try_advisory_lock_shared($1, $2)`
	}
	err = conn.QueryRow(ctx, query, lockClass, lockRun).Scan(&got)
	return got, err
}

// holder tells who has the lock, as far as the server knows.
func holder(ctx context.Context, conn *pgx.Conn) string {
	var who string
	err := conn.QueryRow(ctx, `SELECT CASE WHEN bool_or(l.mode = 'ShareLock') THEN count(*) || ' workers' ELSE 'a crawl' END
			|| coalesce(' from ' || string_agg(DISTINCT host(a.client_addr), ', '), '')
		FROM pg_locks AS l LEFT JOIN pg_stat_activity AS a ON a.pid = l.pid
		WHERE l.locktype = 'advisory' AND l.granted AND l.classid = $1 AND l.objid = $2
			AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`, lockClass, lockRun).Scan(&who)
	if err != nil {
		return ""
	}
	return " (" + who + ")"
}

// keep looks after the connection that the lock hangs on.
func (l *Lock) keep(ctx context.Context, conn *pgx.Conn) {
	defer func() {
		if conn != nil {
			_ = conn.Close(context.WithoutCancel(ctx)) // and with it the lock
		}
	}()
	var broken uint32 // the server's process behind the connection that broke
	for {
		if conn != nil {
			broken = conn.PgConn().PID()
			watch(ctx, conn)
			_ = conn.Close(context.WithoutCancel(ctx))
			conn = nil
		}
		if ctx.Err() != nil {
			return
		}
		c, err := l.takeAgain(ctx, broken)
		if errors.Is(err, storage.ErrLocked) {
			close(l.lost)
			return
		}
		if conn = c; conn != nil {
			continue
		}
		pause := lockAgain // the server can't be reached
		if errors.Is(err, errEnding) {
			pause = lockRetry
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
	}
}

// watch returns when the connection is broken. It is told at once of one that
// the server closes; one that the way is lost to shows when it is asked.
func watch(ctx context.Context, conn *pgx.Conn) {
	for ctx.Err() == nil {
		pause, cancel := context.WithTimeout(ctx, lockCheck)
		_, err := conn.WaitForNotification(pause) // of which there are none
		isOver := pause.Err() != nil
		cancel()
		if err != nil && !isOver || ctx.Err() != nil || !answers(ctx, conn) {
			return
		}
	}
}

// answers says whether the server is there. One that says nothing for long is
// not: its lock may be gone already.
func answers(ctx context.Context, conn *pgx.Conn) bool {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	return conn.Ping(ctx) == nil
}

// errEnding says that nobody else has the lock yet: the server's process of the
// connection that broke tells its client first and lets go after.
var errEnding = errors.New("the lock's former connection is still ending")

// takeAgain takes the lock by a new connection after the one of a process of the
// server broke.
func (l *Lock) takeAgain(ctx context.Context, broken uint32) (*pgx.Conn, error) {
	cfg, err := config(l.url, Options{})
	if err != nil {
		return nil, err
	}
	conn, err := pgx.ConnectConfig(ctx, cfg.ConnConfig)
	if err != nil {
		return nil, err
	}
	got, err := tryLock(ctx, conn, l.shared)
	if err == nil && !got {
		if err = storage.ErrLocked; isHolder(ctx, conn, broken) {
			err = errEnding
		}
	}
	if err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, err
	}
	return conn, nil
}

// isHolder says whether a process of the server has the lock, and nobody besides.
func isHolder(ctx context.Context, conn *pgx.Conn, pid uint32) bool {
	var is bool
	err := conn.QueryRow(ctx, `SELECT coalesce(bool_and(pid = $3), true) FROM pg_locks
		WHERE locktype = 'advisory' AND granted AND classid = $1 AND objid = $2
			AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`, lockClass, lockRun, int64(pid)).Scan(&is)
	return err == nil && is
}

// Lost is closed when the lock was lost to somebody else: the run must end.
func (l *Lock) Lost() <-chan struct{} { return l.lost }

// Unlock lets go.
func (l *Lock) Unlock() {
	l.cancel()
	l.done.Wait()
}
