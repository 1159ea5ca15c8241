package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"copydesk/storage/move"
)

func (a *app) copyCommand() *cobra.Command {
	var wait string
	cmd := &cobra.Command{
		Use:   "copy DB",
		Short: "Copy the whole database into an empty one, also of the other kind",
		Long: `Copy the database that --db names into another one, which must be empty: a file,
or a PostgreSQL database. A copy that was broken off goes on where it was when
the same command is given again. In the end both are read through and compared.
Nothing else may write to either meanwhile.`,
		Example: `  copydesk db copy postgres://copydesk@db.example/copydesk --db copydesk.db
  copydesk db copy copydesk.db --db postgres://copydesk@db.example/copydesk`,
		Args: exactlyOne("the database to copy into"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.copyDB(cmd.Context(), args[0], wait) },
	}
	cmd.Flags().StringVar(&wait, "wait", "", "wait for other runs to finish, at most for the `SPAN` given")
	cmd.Flags().Lookup("wait").NoOptDefVal = "forever"
	return cmd
}

// movable is a store that can be copied, which all are.
type movable interface {
	store
	move.Store
}

func (a *app) copyDB(ctx context.Context, to, wait string) error {
	patience, err := (&crawlFlags{wait: wait}).patience()
	if err != nil {
		return err
	}
	from, err := a.dbPath()
	if err != nil {
		return err
	}
	if from == to {
		return usagef("%s is the database itself: name another one to copy into", to)
	}
	if err := mustExist(ctx, from); err != nil {
		return err
	}
	source, closeSource, err := openToMove(ctx, from, reading, patience)
	if err != nil {
		return err
	}
	defer closeSource()
	target, closeTarget, err := openToMove(ctx, to, making, patience)
	if err != nil {
		return err
	}
	defer closeTarget()
	sums, err := move.Copy(ctx, source, target, nameToMove(from), func(what string, s move.Sum) {
		a.tell("%s %s: %s", what, s.Table, count(s.Rows, "row"))
	})
	a.interrupted = ctx.Err() != nil
	switch {
	case errors.Is(err, move.ErrDiffer):
		return &codeError{exitStorage, err}
	case err != nil:
		return orStorage(err)
	}
	rows := 0
	for _, s := range sums {
		rows += s.Rows
		if _, err := fmt.Fprintf(a.out, "%s\t%d\t%s\n", s.Table, s.Rows, s.Hash); err != nil {
			return err
		}
	}
	a.tell("%s copied; both databases hold the same", count(rows, "row"))
	return a.out.Flush()
}

// openToMove opens a database that nobody else may use meanwhile.
func openToMove(ctx context.Context, path string, how access, wait time.Duration) (movable, func(), error) {
	_, unlock, err := lock(ctx, path, alone, wait)
	if err != nil {
		return nil, nil, err
	}
	db, err := openAt(ctx, path, how)
	if err != nil {
		unlock()
		return nil, nil, err
	}
	m, ok := db.(movable)
	if !ok {
		unlock()
		return nil, nil, fmt.Errorf("%s: it can't be copied", path)
	}
	return m, func() {
		_ = db.Close() // all is committed
		unlock()
	}, nil
}

// nameToMove is the original as its copy remembers it, without a password.
func nameToMove(path string) string {
	if isPostgres(path) {
		if u, err := url.Parse(path); err == nil {
			return u.Host + u.Path
		}
		return "a server"
	}
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}
