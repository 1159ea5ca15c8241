package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"copydesk/storage"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Our advisory locks are this number and one of the others: numbers of the
// database, which other programs in it may take too. "CpyD".
const lockClass = 0x43707944

const (
	lockMigration = 1 // one program at a time changes the schema
	lockChanges   = 2 // shared by transactions that number changes; see changes.go
	lockRun       = 3 // a run has the store; workers share it
	lockRepack    = 4 // one program at a time packs the archive anew
)

// setUp brings the schema up to date, or only looks at it.
func (s *Store) setUp(ctx context.Context) error {
	return s.again(ctx, func(ctx context.Context) error {
		if s.opts.ReadOnly || s.opts.MustExist {
			return s.checkSchema(ctx)
		}
		return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1, $2)`, lockClass, lockMigration); err != nil {
				return err
			}
			return migrate(ctx, tx)
		})
	})
}

// migrate runs the steps that the database has not had, the first to come
// while others wait.
func migrate(ctx context.Context, tx pgx.Tx) error {
	steps, err := fs.Glob(migrations, "migrations/*.sql") // sorted by name
	if err != nil {
		return err
	}
	version, err := schemaVersion(ctx, tx)
	if err != nil {
		return err
	}
	if version > len(steps) {
		return newer(version, len(steps))
	}
	for _, step := range steps[version:] {
		text, err := migrations.ReadFile(step)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, string(text)); err != nil {
			return fmt.Errorf("migrate with %s: %w", step, foreign(err))
		}
	}
	if version == len(steps) {
		return nil
	}
	_, err = tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS copydesk_schema (version integer NOT NULL)`)
	if err == nil {
		_, err = tx.Exec(ctx, `DELETE FROM copydesk_schema`)
	}
	if err == nil {
		_, err = tx.Exec(ctx, `INSERT INTO copydesk_schema (version) VALUES ($1)`, len(steps))
	}
	return err
}

// foreign tells a database that has tables of another program's by our names.
func foreign(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == codeDuplicateTable {
		return fmt.Errorf("%w: it holds tables of another program: name an empty database (%w)", storage.ErrCantOpen, err)
	}
	return err
}

func newer(version, known int) error {
	return fmt.Errorf("%w: its schema is %d, this program knows up to %d: install a newer copydesk",
		storage.ErrNewer, version, known)
}

// querier is what a pool and a transaction have in common.
type querier interface {
	QueryRow(ctx context.Context, query string, args ...any) pgx.Row
}

// schemaVersion is 0 for a database without our tables.
func schemaVersion(ctx context.Context, q querier) (version int, err error) {
	var there bool
	if err := q.QueryRow(ctx, `SELECT to_regclass('copydesk_schema') IS NOT NULL`).Scan(&there); err != nil || !there {
		return 0, err
	}
	err = q.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM copydesk_schema`).Scan(&version)
	return version, err
}

// checkSchema is for commands that don't make tables: they must be up to date.
func (s *Store) checkSchema(ctx context.Context) error {
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	version, err := schemaVersion(ctx, s.pool)
	switch {
	case err != nil:
		return err
	case version > len(steps):
		return newer(version, len(steps))
	case version == 0:
		return fmt.Errorf("%w: it has no tables of copydesk: copydesk crawl makes them", storage.ErrNoDatabase)
	case version < len(steps):
		return fmt.Errorf("%w: its schema is %d and must become %d: run copydesk crawl or copydesk worker first",
			storage.ErrCantOpen, version, len(steps))
	}
	return nil
}
