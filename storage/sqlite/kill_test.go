package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Environment of the process that is to be killed, and how many times.
const (
	killPath  = "COPYDESK_TEST_KILL_PATH"
	killFirst = "COPYDESK_TEST_KILL_FIRST"
	killTimes = "COPYDESK_TEST_KILLS"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(killPath); path != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeUntilKilled saves visits from several goroutines and says of each that
// was acknowledged which it was.
func writeUntilKilled(path string) error {
	first, err := strconv.Atoi(os.Getenv(killFirst))
	if err != nil {
		return err
	}
	s, err := Open(context.Background(), path, Options{})
	if err != nil {
		return err
	}
	var mu sync.Mutex
	failed := make(chan error)
	for w := range 4 {
		go func() {
			for n := first + w; ; n += 4 {
				if _, err := s.Save(context.Background(), testVisit(n)); err != nil {
					failed <- err
					return
				}
				mu.Lock()
				fmt.Println(n)
				mu.Unlock()
			}
		}()
	}
	return <-failed
}

// TestKill ends a writing process at random moments: what it was told to be
// saved is there, nothing is there by half, and the next one goes on.
func TestKill(t *testing.T) {
	times := 8
	if n, err := strconv.Atoi(os.Getenv(killTimes)); err == nil {
		times = n
	}
	path := filepath.Join(t.TempDir(), "x.db")
	var acknowledged []int
	for i := range times {
		acknowledged = append(acknowledged, killOne(t, path, (i+1)*1_000_000)...)
		s, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatalf("after kill %d: %v", i, err)
		}
		checkWhole(t, s, acknowledged)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(acknowledged) < times {
		t.Errorf("only %d visits were saved before %d kills: the test shows nothing", len(acknowledged), times)
	}
}

// killOne starts a writer, kills it and gives what it acknowledged.
func killOne(t *testing.T, path string, first int) []int {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), killPath+"="+path, killFirst+"="+strconv.Itoa(first))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var got []int
	var once sync.Once
	var timer *time.Timer
	for lines := bufio.NewScanner(out); lines.Scan(); {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			break // a line cut by the kill
		}
		got = append(got, n)
		once.Do(func() {
			timer = time.AfterFunc(rand.N(150*time.Millisecond), func() { _ = cmd.Process.Kill() })
		})
	}
	if timer != nil {
		timer.Stop()
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait() // says that it was killed
	return got
}

func checkWhole(t *testing.T, s *Store, acknowledged []int) {
	t.Helper()
	problems, err := s.Check(t.Context())
	if err != nil || len(problems) > 0 {
		t.Errorf("%q, %v", problems, err)
	}
	for _, n := range acknowledged {
		v := testVisit(n)
		if _, err := s.Article(t.Context(), v.Article.ID); err != nil {
			t.Errorf("an acknowledged visit is lost: %v", err)
		}
	}
	st, err := s.Stats(t.Context())
	if err != nil || st.Articles < len(acknowledged) || st.Visits != st.Articles || st.Pages != st.Articles || st.Links != 2*st.Articles {
		t.Errorf("%d acknowledged, but %+v, %v", len(acknowledged), st, err)
	}
	var missing int
	err = s.one(t.Context(), []any{&missing}, `SELECT count(*) FROM articles AS a
		WHERE NOT EXISTS (SELECT 1 FROM fingerprints AS f WHERE f.article_n = a.n)
			OR NOT EXISTS (SELECT 1 FROM visits AS v WHERE v.article_id = a.id)
			OR NOT EXISTS (SELECT 1 FROM links AS l WHERE l.url = a.url || '/next' AND l.site_id = 'a')
			OR NOT EXISTS (SELECT 1 FROM search_docsize AS d WHERE d.docid = a.seq)`)
	if err != nil || missing > 0 {
		t.Errorf("%d articles are there by half, %v", missing, err)
	}
}
