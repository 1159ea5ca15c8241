package crawler

import (
	"context"
	"fmt"
	"time"

	"copydesk/storage"
	"copydesk/storage/sqlite"
)

// faultyStore is a store some of whose calls fail: before anything was
// written, or after it was committed and before that could be told.
type faultyStore struct {
	*sqlite.Store
	f *faults
}

// fails draws a call's fate.
func (s *faultyStore) fails(op string) (before, after error) {
	kind, yes := s.f.due(false, 5)
	if !yes {
		return nil, nil
	}
	why := [...]error{storage.ErrFull, storage.ErrBusy, storage.ErrReadOnly, storage.ErrCantOpen, storage.ErrFull}[kind]
	err := fmt.Errorf("%s: %w: %w", op, errInjected, why)
	if kind == 4 {
		s.f.note(op+" after its commit", "")
		return nil, err
	}
	s.f.note(op, why.Error())
	return err, nil
}

// write is a call that changes something.
func (s *faultyStore) write(op string, do func() error) error {
	before, after := s.fails(op)
	if before != nil {
		return before
	}
	if err := do(); err != nil {
		return err
	}
	return after
}

func (s *faultyStore) AddLinks(ctx context.Context, links []storage.Link) (n int, err error) {
	err = s.write("AddLinks", func() (err error) { n, err = s.Store.AddLinks(ctx, links); return err })
	return n, err
}

func (s *faultyStore) SetLinkState(ctx context.Context, siteID string, urls []string, state storage.State, reason string) error {
	return s.write("SetLinkState", func() error { return s.Store.SetLinkState(ctx, siteID, urls, state, reason) })
}

func (s *faultyStore) Save(ctx context.Context, v *storage.Visit) (saved storage.Saved, err error) {
	err = s.write("Save", func() (err error) { saved, err = s.Store.Save(ctx, v); return err })
	return saved, err
}

func (s *faultyStore) StandAlone(ctx context.Context, siteID, id, own string, print storage.Fingerprint) error {
	return s.write("StandAlone", func() error { return s.Store.StandAlone(ctx, siteID, id, own, print) })
}

func (s *faultyStore) SaveSiteState(ctx context.Context, st storage.SiteState) error {
	return s.write("SaveSiteState", func() error { return s.Store.SaveSiteState(ctx, st) })
}

func (s *faultyStore) AddRun(ctx context.Context, r storage.Run) error {
	return s.write("AddRun", func() error { return s.Store.AddRun(ctx, r) })
}

func (s *faultyStore) SaveHost(ctx context.Context, h storage.Host) error {
	return s.write("SaveHost", func() error { return s.Store.SaveHost(ctx, h) })
}

func (s *faultyStore) Frontier(ctx context.Context, siteID string, now time.Time, n int) (out []storage.Known, err error) {
	err = s.write("Frontier", func() (err error) { out, err = s.Store.Frontier(ctx, siteID, now, n); return err })
	return out, err
}

func (s *faultyStore) KnownMany(ctx context.Context, siteID string, urls []string) (out map[string]storage.Known, err error) {
	err = s.write("KnownMany", func() (err error) { out, err = s.Store.KnownMany(ctx, siteID, urls); return err })
	return out, err
}

func (s *faultyStore) Similar(ctx context.Context, print storage.Fingerprint, limit int) (out []storage.Candidate, err error) {
	err = s.write("Similar", func() (err error) { out, err = s.Store.Similar(ctx, print, limit); return err })
	return out, err
}
