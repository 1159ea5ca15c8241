package sqlite

import (
	"path/filepath"
	"sync"
	"testing"

	"copydesk/storage"
	"copydesk/storage/storagetest"
)

func TestStore(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storagetest.Store {
		return openTest(t, filepath.Join(t.TempDir(), "store.db"), Options{})
	})
}

func openTest(t *testing.T, path string, opts Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

// Blocks are bounded too where each run brings a few.
func TestBlocksAreBoundedOverRuns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	const runs, each, blocks = 12, 16, 60
	for run := range runs {
		s := openTest(t, path, Options{})
		var wg sync.WaitGroup
		for n := run * each; n < (run+1)*each; n++ {
			wg.Go(func() {
				v := testVisit(n)
				for i := range blocks {
					v.Blocks = append(v.Blocks, storage.BlockCount{Hash: uint64(n*blocks + i)})
				}
				if _, err := s.Save(t.Context(), v); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if _, all, err := s.BlockCounts(t.Context(), testVisit(0).SiteID); err != nil || len(all) > maxBlocks+64*blocks {
			t.Errorf("run %d: %d blocks, %v", run, len(all), err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
