package main

import (
	"context"
	"fmt"
	"time"

	"copydesk/crawler/cluster"
	"copydesk/storage/postgres"
)

// queueStatus is how a crawl is doing that many machines share.
type queueStatus struct {
	Workers    []workerStatus `json:"workers"`
	Idle       int            `json:"idle"` // sites by state
	Queued     int            `json:"queued"`
	Running    int            `json:"running"`
	Aside      int            `json:"aside"`
	Paused     int            `json:"paused"`
	Due        int            `json:"due"`
	LagSeconds float64        `json:"lag_seconds"` // of the site that has waited longest
	Oldest     *string        `json:"oldest_due"`
	SetAside   []asideStatus  `json:"set_aside"`

	now time.Time
}

// workerStatus is one worker.
type workerStatus struct {
	ID      string    `json:"id"`
	Host    string    `json:"host"`
	Version string    `json:"version"`
	Slots   int       `json:"slots"`
	Sites   int       `json:"sites"`
	Pages   int64     `json:"pages"`
	Failed  int64     `json:"failed"`
	Rate    float64   `json:"pages_per_second"`
	Began   time.Time `json:"began"`
	Beat    time.Time `json:"last_heartbeat"`
}

// asideStatus is a site that is not crawled any more, and why.
type asideStatus struct {
	SiteID string `json:"site_id"`
	Reason string `json:"reason"`
}

// queueOf is nil for a database that no workers share.
func queueOf(ctx context.Context, db store) (*queueStatus, error) {
	shared, ok := db.(*postgres.Store)
	if !ok {
		return nil, nil
	}
	st, err := shared.Queue(ctx)
	if err != nil {
		return nil, err
	}
	q := &queueStatus{
		Workers: []workerStatus{}, Idle: st.Sites["idle"], Queued: st.Sites["queued"], Running: st.Sites["running"], Aside: st.Sites["aside"],
		Paused: st.Paused, Due: st.Due, LagSeconds: st.Late.Seconds(), SetAside: []asideStatus{}, now: st.Now,
	}
	if st.Oldest != "" {
		q.Oldest = &st.Oldest
	}
	for _, w := range st.Workers {
		q.Workers = append(q.Workers, workerStatus{ID: w.ID, Host: w.Host, Version: w.Version, Slots: w.Slots, Sites: w.Sites,
			Pages: w.Pages, Failed: w.Failed, Rate: w.Rate, Began: w.Began, Beat: w.Beat})
	}
	for _, s := range st.Aside {
		q.SetAside = append(q.SetAside, asideStatus{s.SiteID, s.Reason})
	}
	if len(q.Workers) == 0 && q.Idle+q.Queued+q.Running+q.Aside == 0 {
		return nil, nil
	}
	return q, nil
}

// tellQueue says how far the tables of the queue are, for a database that has
// some.
func (a *app) tellQueue(ctx context.Context, db store) error {
	shared, ok := db.(*postgres.Store)
	if !ok {
		return nil
	}
	have, know, err := cluster.Schema(ctx, shared)
	switch {
	case err != nil:
		return err
	case have == 0:
		a.tell("no worker has used it yet: the first one makes the tables of the queue")
	case have < know:
		a.tell("the schema of its queue is %d, of %d: a worker of this version brings it up to date", have, know)
	default:
		a.tell("the schema of its queue is %d", have)
	}
	return nil
}

// inHand says how many of a worker's slots are taken. What it took over from
// workers that are gone has slots of its own.
func (w *workerStatus) inHand() string {
	if more := w.Sites - w.Slots; more > 0 {
		return fmt.Sprintf("%d of %d, %d taken over", w.Slots, w.Slots, more)
	}
	return fmt.Sprintf("%d of %d", w.Sites, w.Slots)
}

// heardOf is ago to the second: workers are heard of every five.
func heardOf(now, beat time.Time) string {
	if d := now.Sub(beat); d >= 10*time.Second && d < time.Minute {
		return fmt.Sprintf("%d s ago", int(d.Seconds()))
	}
	return ago(now, beat)
}

func (a *app) printQueue(q *queueStatus) error {
	t := table{align: "lrrrrl"}
	t.add("worker", "sites", "pages", "failed", "pages/s", "last heard of")
	for i := range q.Workers {
		w := &q.Workers[i]
		t.add(w.ID, w.inHand(), thousands(int(w.Pages)), thousands(int(w.Failed)), fmt.Sprintf("%.1f", w.Rate), heardOf(q.now, w.Beat))
	}
	if len(q.Workers) == 0 {
		t.add("none is at work")
	}
	lag := ""
	if q.Oldest != nil {
		lag = fmt.Sprintf(", %s for %v", *q.Oldest, (time.Duration(q.LagSeconds) * time.Second).Round(time.Second))
	}
	_, err := fmt.Fprintf(a.out, "%s\n\n%s: %s idle, %s queued, %s being crawled, %s set aside, %s paused; %s due%s\n", t.String(),
		count(q.Idle+q.Queued+q.Running+q.Aside, "site"), thousands(q.Idle), thousands(q.Queued), thousands(q.Running), thousands(q.Aside), thousands(q.Paused), thousands(q.Due), lag)
	for _, s := range q.SetAside {
		if err == nil {
			_, err = fmt.Fprintf(a.out, "set aside: %s: %s\n", s.SiteID, oneLine(s.Reason))
		}
	}
	if err == nil {
		_, err = fmt.Fprintln(a.out)
	}
	return err
}
