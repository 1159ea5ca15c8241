package postgres

import (
	"testing"

	"copydesk/storage/storagetest"
	"copydesk/storage/storagetest/pgserver"
)

func TestMain(m *testing.M) { pgserver.Main(m) }

func TestStore(t *testing.T) {
	server := pgserver.Shared(t)
	storagetest.Run(t, func(t *testing.T) storagetest.Store {
		return openTest(t, server.Database(t), Options{})
	})
}

func openTest(t *testing.T, url string, opts Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), url, opts)
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
