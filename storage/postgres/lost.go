package postgres

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// holding is how a table says which worker holds which of its rows: sites and
// parts of bulk work are lost, and taken back, in the same way.
type holding struct {
	table, key string
	held       string // a worker has it
	queued     string // it waits in the queue, as far as the table knows
	ticket     string // the columns of a new ticket
	giveUp     string // what is set when workers were lost with it too often
	why, what  string // the column that says so, and what the row is called there
}

var (
	heldSites = holding{
		table: "crawls", key: "site_id", held: `state = 'running'`, queued: `state = 'queued'`, ticket: `site_id`,
		giveUp: `state = 'aside'`, why: "reason", what: "its crawl",
	}
	heldParts = holding{
		table: "bulk", key: "run, part", held: `NOT done AND worker <> ''`, queued: `NOT done AND worker = '' AND work <> ''`, ticket: `run, part, work`,
		giveUp: `done = true`, why: "error", what: "it",
	}
)

// query fills the table's words into a statement. $1 is the time after which a
// worker is lost.
func (h *holding) query(text string) string {
	return strings.NewReplacer("TABLE", h.table, "KEY", h.key, "HELD", h.held, "QUEUED", h.queued, "TICKET", h.ticket,
		"GIVE_UP", h.giveUp, "WHY", h.why, "WHAT", h.what).Replace(text)
}

const (
	giveUpQuery = `UPDATE TABLE SET GIVE_UP, ticket = ticket + 1, crashes = crashes + 1, worker = '', beat_at = NULL,
			WHY = 'WHAT ended ' || crashes + 1 || ' workers one after the other, the last: ' || worker
		WHERE (KEY) IN (SELECT KEY FROM TABLE WHERE HELD AND beat_at < now() - $1::interval AND crashes + 1 >= $2
			FOR UPDATE SKIP LOCKED)`

	lostQuery = `SELECT ticket + 1, crashes + 1, TICKET FROM TABLE WHERE HELD AND beat_at < now() - $1::interval FOR UPDATE SKIP LOCKED`

	// Jobs that were taken out of the queue and never begun, and those that are
	// gone from it.
	unbegunQuery = `SELECT ticket + 1, crashes, TICKET FROM TABLE AS t
		WHERE QUEUED AND queued_at < now() - $1::interval AND NOT EXISTS (SELECT 1 FROM river_job AS j
			WHERE j.id = t.job_id AND (j.state IN ('available', 'pending', 'retryable', 'scheduled')
				OR j.state = 'running' AND j.attempted_at > now() - $1::interval))
		LIMIT 1000 FOR UPDATE OF t SKIP LOCKED`
)

// takeBack gives up what workers were lost with too often, and gives the new
// tickets of all else that was lost.
func takeBack[T any](ctx context.Context, w *writer, h *holding, silent time.Duration, crashes int, scan pgx.RowToFunc[T]) ([]T, error) {
	if err := w.exec(ctx, h.query(giveUpQuery), silent, crashes); err != nil {
		return nil, err
	}
	tx, err := w.checked(ctx)
	if err != nil {
		return nil, err
	}
	var back []T
	for _, query := range []string{lostQuery, unbegunQuery} {
		rows, err := tx.Query(ctx, h.query(query), silent)
		if err == nil {
			back, err = pgx.AppendRows(back, rows, scan)
		}
		if err != nil {
			return nil, err
		}
	}
	return back, nil
}

// TakeBack puts the sites of workers that have not been heard of for some time
// back into the queue, and those whose job was taken out of the queue and
// never begun. A site that workers were lost with too often is set aside
// instead. It gives the sites that went back.
func (s *Store) TakeBack(ctx context.Context, silent time.Duration, crashes int, enqueue Enqueue) (back []Ticket, err error) {
	err = s.update(ctx, "take sites back", func(ctx context.Context, w *writer) (err error) {
		back, err = takeBack(ctx, w, &heldSites, silent, crashes, func(row pgx.CollectableRow) (Ticket, error) {
			t := Ticket{Back: true}
			return t, row.Scan(&t.Number, &t.Crashes, &t.SiteID)
		})
		if err == nil && len(back) > 0 {
			err = w.enqueue(ctx, back, enqueue)
		}
		if err == nil {
			err = w.exec(ctx, `DELETE FROM workers WHERE beat_at < now() - interval '1 hour'`)
		}
		return err
	})
	return back, err
}

// TakeBackParts does the same for parts of bulk work. A part that workers were
// lost with too often is done with.
func (s *Store) TakeBackParts(ctx context.Context, silent time.Duration, crashes int, enqueue EnqueueParts) (back []PartTicket, err error) {
	err = s.update(ctx, "take parts back", func(ctx context.Context, w *writer) (err error) {
		back, err = takeBack(ctx, w, &heldParts, silent, crashes, func(row pgx.CollectableRow) (PartTicket, error) {
			t := PartTicket{Back: true}
			return t, row.Scan(&t.Number, &t.Crashes, &t.Run, &t.Part, &t.Work)
		})
		if err != nil {
			return err
		}
		return w.enqueueParts(ctx, back, enqueue)
	})
	return back, err
}
