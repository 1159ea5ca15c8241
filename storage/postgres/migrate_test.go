package postgres

import (
	"fmt"
	"io/fs"
	"testing"

	"github.com/jackc/pgx/v5"

	"copydesk/storage/storagetest/pgserver"
)

// A database of every older schema, with something in it, becomes one of today.
func TestMigrate(t *testing.T) {
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(steps) < 4 {
		t.Fatalf("%q, %v", steps, err)
	}
	for version := 1; version < len(steps); version++ {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			url := pgserver.Shared(t).Database(t)
			conn, err := pgx.Connect(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			exec := func(query string) {
				t.Helper()
				if _, err := conn.Exec(t.Context(), query); err != nil {
					t.Fatal(err)
				}
			}
			for _, step := range steps[:version] {
				text, err := migrations.ReadFile(step)
				if err != nil {
					t.Fatal(err)
				}
				exec(string(text))
			}
			exec(`CREATE TABLE copydesk_schema (version integer NOT NULL)`)
			exec(fmt.Sprintf(`INSERT INTO copydesk_schema VALUES (%d)`, version))
			exec(`INSERT INTO sites (site_id, last_run) VALUES ('north', 7)`)
			exec(`INSERT INTO links (site_id, url, kind, source, referrer, depth, priority, last_mod, found_at) VALUES ('north', 'https://north.example/', 'page', 'home', '', 0, 0, 0, 0)`)
			if err := conn.Close(t.Context()); err != nil {
				t.Fatal(err)
			}

			s := openTest(t, url, Options{})
			if st, err := s.Stats(t.Context()); err != nil || st.Schema != len(steps) || st.Links != 1 {
				t.Errorf("%+v, %v", st, err)
			}
			if st, err := s.SiteState(t.Context(), "north"); err != nil || st.LastRun.IsZero() {
				t.Errorf("%+v, %v", st, err)
			}
			if _, err := s.Save(t.Context(), visit("north", 1)); err != nil {
				t.Error(err)
			}
			if err := s.Vacuum(t.Context()); err != nil {
				t.Error(err)
			}
			if problems, err := s.Check(t.Context()); err != nil || len(problems) > 0 {
				t.Errorf("%q, %v", problems, err)
			}
		})
	}
}
