package postgres

import (
	"context"
	"time"

	"copydesk/storage"
)

// Pulse is what a worker hears on saying that it is there.
type Pulse struct {
	Sites  []Ticket     // that the worker still has
	Paused []Ticket     // those of them that are to be put back
	Parts  []PartTicket // of bulk work that it still has

	LostSites, LostParts bool // there may be some for TakeBack, and for TakeBackParts
	Due                  bool // there may be some for EnqueueDue
}

// Beat says that a worker is alive and what it has in hand, and looks by the
// way whether there is anything else to do. It is the one statement that
// workers make all the time, whether there is work or not.
func (s *Store) Beat(ctx context.Context, worker Worker, silent time.Duration, sites []Ticket, parts []PartTicket) (Pulse, error) {
	ids, numbers := make([]string, len(sites)), make([]int64, len(sites))
	for i, t := range sites {
		ids[i], numbers[i] = t.SiteID, t.Number
	}
	var p Pulse
	var kept, runs []string
	var tickets, partTickets []int64
	var stop []bool
	var partNumbers []int
	err := s.one(ctx, []any{&kept, &tickets, &stop, &runs, &partNumbers, &partTickets, &p.LostSites, &p.LostParts, &p.Due}, beatQuery,
		append([]any{worker.ID, storage.CleanText(worker.Host), worker.PID, worker.Version, worker.Slots, len(sites), worker.Pages, worker.Bytes,
			worker.Failed, worker.Rate, silent, ids, numbers}, columnsOf(parts)...)...)
	for i, id := range kept {
		t := Ticket{SiteID: id, Number: tickets[i]}
		p.Sites = append(p.Sites, t)
		if stop[i] {
			p.Paused = append(p.Paused, t)
		}
	}
	for i, run := range runs {
		p.Parts = append(p.Parts, PartTicket{Run: run, Part: partNumbers[i], Number: partTickets[i]})
	}
	return p, s.wrap("heartbeat", err)
}

const beatQuery = `WITH me AS (
	INSERT INTO workers (worker, host, pid, version, slots, sites, pages, bytes, failed, rate)
	VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) ON CONFLICT (worker) DO UPDATE SET beat_at = now(), sites = excluded.sites,
		pages = excluded.pages, bytes = excluded.bytes, failed = excluded.failed, rate = excluded.rate
), mine AS (
	UPDATE crawls AS c SET beat_at = now()
	FROM unnest($12::text[], $13::bigint[]) AS m (site_id, number) LEFT JOIN sites AS s ON s.site_id = m.site_id
	WHERE c.site_id = m.site_id AND c.ticket = m.number AND c.state = 'running' AND c.worker = $1
	RETURNING c.site_id, c.ticket, coalesce(s.paused, false) OR c.removed AS stop
), parts AS (
	UPDATE bulk AS b SET beat_at = now() FROM unnest($14::text[], $15::int[], $16::bigint[]) AS m (run, part, number)
	WHERE b.run = m.run AND b.part = m.part AND b.ticket = m.number AND b.worker = $1 AND NOT b.done
	RETURNING b.run, b.part, b.ticket
)
SELECT a.*, b.*,
	EXISTS (SELECT 1 FROM crawls WHERE state = 'running' AND beat_at < now() - $11::interval)
		OR EXISTS (SELECT 1 FROM crawls WHERE state = 'queued' AND queued_at < now() - $11::interval)
		OR EXISTS (SELECT 1 FROM workers WHERE beat_at < now() - interval '1 hour'),
	EXISTS (SELECT 1 FROM bulk WHERE NOT done AND coalesce(beat_at, queued_at) < now() - $11::interval),
	EXISTS (SELECT 1 FROM crawls AS c WHERE ` + isDue + `)
FROM (SELECT array_agg(site_id), array_agg(ticket), array_agg(stop) FROM mine) AS a,
	(SELECT array_agg(run), array_agg(part), array_agg(ticket) FROM parts) AS b`

// isDue is true for a site c of crawls whose time has come.
const isDue = `c.state = 'idle' AND NOT c.removed AND c.due_at <= now()
	AND NOT EXISTS (SELECT 1 FROM sites AS s WHERE s.site_id = c.site_id AND s.paused)`

// columnsOf are parts as arguments for unnest: runs, parts, numbers.
func columnsOf(parts []PartTicket) []any {
	runs, nums, tickets := make([]string, len(parts)), make([]int, len(parts)), make([]int64, len(parts))
	for i, t := range parts {
		runs[i], nums[i], tickets[i] = t.Run, t.Part, t.Number
	}
	return []any{runs, nums, tickets}
}
