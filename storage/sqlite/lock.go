package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"copydesk/storage"
)

// lockRetry is how often a waiting run looks whether the lock is free.
const lockRetry = 100 * time.Millisecond

// Lock is a run's hold on a store. The system lets go of it when the process
// ends, however it ends.
type Lock struct{ file *flock.Flock }

// TryLock takes the lock that one run at a time has on the store at path,
// waiting for it that long; 0 doesn't wait. The error is storage.ErrLocked
// when another run has it. The lock is a file of its own beside the database.
func TryLock(ctx context.Context, path string, wait time.Duration) (*Lock, error) {
	f := flock.New(path + ".lock")
	waiting, cancel := context.WithTimeout(ctx, max(wait, 0))
	defer cancel()
	got, err := f.TryLock()
	if err == nil && !got && wait > 0 {
		got, err = f.TryLockContext(waiting, lockRetry)
	}
	switch {
	case ctx.Err() != nil && !got:
		return nil, ctx.Err()
	case errors.Is(err, os.ErrNotExist):
		return nil, fmt.Errorf("%s: %w: %s is not there: make it first", path, storage.ErrCantOpen, filepath.Dir(path))
	case err != nil && !errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("%s: %w: lock %s: %w", path, storage.ErrCantOpen, f.Path(), err)
	case !got:
		return nil, fmt.Errorf("%s: %w%s: let it finish, or wait for it with --wait", path, storage.ErrLocked, holder(f.Path()))
	}
	// Only for people to read; the lock is the system's.
	_ = os.WriteFile(f.Path(), []byte(strconv.Itoa(os.Getpid())+"\n"), 0o644)
	return &Lock{f}, nil
}

// holder tells the process that wrote itself into the lock file, if one did.
func holder(path string) string {
	b, err := os.ReadFile(path)
	pid := strings.TrimSpace(string(b))
	if _, bad := strconv.Atoi(pid); err != nil || bad != nil {
		return ""
	}
	return " (process " + pid + ")"
}

// Unlock lets go. The file stays: taking it away would let two runs hold a
// lock on two files of one name.
func (l *Lock) Unlock() error { return l.file.Unlock() }
