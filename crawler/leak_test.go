package crawler

import (
	"testing"

	"go.uber.org/goleak"
)

// No crawl leaves a goroutine behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
