package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"copydesk/storage"
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks a file as Copydesk's in its header: "CpyD".
const applicationID = 0x43707944

// querier is what a connection and a pool of them have in common.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// setUp brings the schema and the indexes up to date, in one transaction.
// Taking the write lock even when nothing is to be done finds out now, and not
// at the first save, that the file can't be written to.
func (s *Store) setUp(ctx context.Context) error {
	w := &writer{conn: s.conn, stmts: map[string]*sql.Stmt{}}
	defer w.close()
	if err := w.exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := migrate(ctx, s.conn)
	if err == nil {
		err = w.prepareBands(ctx)
	}
	if err == nil {
		s.searches, err = w.prepareSearch(ctx)
	}
	if err != nil {
		w.rollback(context.WithoutCancel(ctx))
		return err
	}
	return w.commit(ctx)
}

// migrate runs the steps that a file has not had. Its number of steps stands
// in the file's header, as SQLite provides.
func migrate(ctx context.Context, conn *sql.Conn) error {
	steps, err := fs.Glob(migrations, "migrations/*.sql") // sorted by name
	if err != nil {
		return err
	}
	version, err := schemaVersion(ctx, conn)
	if err != nil {
		return err
	}
	if version > len(steps) {
		return newer(version, len(steps))
	}
	for i, step := range steps[version:] {
		text, err := migrations.ReadFile(step)
		if err != nil {
			return err
		}
		if _, err := conn.ExecContext(ctx, string(text)); err != nil {
			return fmt.Errorf("migrate with %s: %w", step, err)
		}
		header := fmt.Sprintf("PRAGMA user_version = %d; PRAGMA application_id = %d", version+i+1, applicationID)
		if _, err := conn.ExecContext(ctx, header); err != nil {
			return fmt.Errorf("migrate with %s: %w", step, err)
		}
	}
	return nil
}

func newer(version, known int) error {
	return fmt.Errorf("%w: its schema is %d, this program knows up to %d: install a newer copydesk",
		storage.ErrNewer, version, known)
}

// schemaVersion is 0 for an empty file; a database of another program is
// refused.
func schemaVersion(ctx context.Context, q querier) (int, error) {
	var version, app, tables int
	err := q.QueryRowContext(ctx, `SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_user_version, pragma_application_id`).Scan(&version, &app, &tables)
	if err != nil {
		return 0, err
	}
	if app != applicationID && (version != 0 || tables != 0 || app != 0) {
		return 0, fmt.Errorf("%w: it is another program's database: name another file with --db", storage.ErrCantOpen)
	}
	return version, nil
}

// checkSchema is for a file that is only read: it must be up to date already.
func checkSchema(ctx context.Context, q querier) error {
	version, err := schemaVersion(ctx, q)
	if err != nil {
		return err
	}
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	switch {
	case version > len(steps):
		return newer(version, len(steps))
	case version == 0:
		return fmt.Errorf("%w: the file is empty: copydesk crawl fills it", storage.ErrNoDatabase)
	case version < len(steps):
		return fmt.Errorf("%w: its schema is %d and must become %d: copydesk db vacuum or the next crawl sees to it",
			storage.ErrOutdated, version, len(steps))
	}
	return nil
}
