package main

import (
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"
	"go.uber.org/goleak"

	"copydesk/storage/postgres"
	"copydesk/storage/sqlite"
	"copydesk/storage/storagetest/pgserver"
)

func TestMain(m *testing.M) {
	testscript.Main(mainThen{m}, map[string]func(){"copydesk": main, "measured": measured})
}

// mainThen ends the tests' PostgreSQL server after the tests, and fails them
// when they leave goroutines behind.
type mainThen struct{ *testing.M }

func (m mainThen) Run() int {
	code := m.M.Run()
	pgserver.Stop()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// The scripts run the real program, one behaviour each. Each has a web of its
// own at $WEB ($HOST without the scheme), and an address at $NOBODY where
// nobody listens.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   "testdata/script",
		Setup: func(env *testscript.Env) error { return setUp(t, env) },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":    expectCode,
			"gzip":    gzipFile,
			"pipe":    brokenPipe,
			"newerdb": newerDB,
			"lockdb":  lockDB,
			"damage":  damagePages,
			"pgdb":    func(ts *testscript.TestScript, _ bool, args []string) { pgDatabase(t, ts, args) },
			"pglock":  pgLock,
			"await":   await,
			"get":     get,
			"expand":  expand,
			"cut":     cutFile,
			"revise":  func(ts *testscript.TestScript, _ bool, _ []string) { ts.Value(webKey{}).(*testWeb).edition.Add(1) },
		},
		Condition: func(name string) (bool, error) {
			switch name {
			case "root":
				return os.Geteuid() == 0, nil
			case "postgres":
				return pgserver.Installed(), nil
			}
			return false, fmt.Errorf("no condition %q", name)
		},
		RequireExplicitExec: true,
	})
}

type webKey struct{}

func setUp(t *testing.T, env *testscript.Env) error {
	web := &testWeb{}
	srv := httptest.NewServer(web)
	env.Defer(srv.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	nobody := l.Addr().String()
	if err := l.Close(); err != nil {
		return err
	}
	env.Values[webKey{}] = web
	env.Setenv("WEB", srv.URL)
	env.Setenv("WEB2", strings.Replace(srv.URL, "127.0.0.1", "localhost", 1)) // another host
	env.Setenv("FREEPORT", nobody[strings.LastIndex(nobody, ":")+1:])
	env.Setenv("HOST", strings.TrimPrefix(srv.URL, "http://"))
	env.Setenv("NOBODY", "http://"+nobody)
	env.Setenv("NOBODYHOST", nobody)
	env.Setenv("HOME", env.WorkDir)
	env.Setenv("NO_COLOR", "1")
	return nil
}

// testWeb is a small news site, and a few pages that are broken.
type testWeb struct{ edition atomic.Int64 }

func (w *testWeb) ServeHTTP(out http.ResponseWriter, req *http.Request) {
	page := func(s string) {
		out.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(out, s)
	}
	switch p := req.URL.Path; {
	case p == "/":
		var links strings.Builder
		for i := 1; i <= 4; i++ {
			fmt.Fprintf(&links, `<li><a href="/2026/03/0%d/story-of-the-ferry-%d">The ferry sails again, part %d</a></li>`, i, i, i)
		}
		page("<!DOCTYPE html><html lang=en><title>The Ferry Post</title><link rel=alternate type='application/rss+xml' href=/feed><body><nav><ul>" + links.String() + "</ul></nav></body></html>")
	case p == "/feed":
		out.Header().Set("Content-Type", "application/rss+xml")
		_, _ = fmt.Fprintf(out, `<rss version="2.0"><channel><title>The Ferry Post</title><item><title>The ferry sails again, part 1</title><link>http://%s/2026/03/01/story-of-the-ferry-1</link></item></channel></rss>`, req.Host)
	case p == "/sitemap.xml":
		out.Header().Set("Content-Type", "application/xml")
		_, _ = fmt.Fprintf(out, `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>http://%s/2026/03/02/story-of-the-ferry-2</loc></url></urlset>`, req.Host)
	case strings.HasPrefix(p, "/2026/"):
		page(story(p[len(p)-1:], w.edition.Load()))
	case strings.HasPrefix(p, "/long/"):
		page(longRead(req.Host, p))
	case p == "/torn/":
		page("<!DOCTYPE html><html lang=en><title>The Torn Post</title><body><ul><li><a href=/torn/2026/03/01/story-of-the-lost-page>The page that has gone away</a></li></ul></body></html>")
	case strings.HasPrefix(p, "/moved/"):
		page("<!DOCTYPE html><title>Moved</title><meta http-equiv=refresh content='" + map[string]string{
			"once": "0; url=/2026/03/01/story-of-the-ferry-1", "twice": "1; url=once", "round": "0; url=/moved/about", "about": "0; url=/moved/round",
			"private": "0; url=/private/story", "late": "30; url=/2026/03/01/story-of-the-ferry-1", "file": "0; url=file:///etc/passwd", "inside": "0; url=http://10.0.0.7/",
		}[p[len("/moved/"):]] + "'><p>This page has moved.</p>")
	case p == "/private/story":
		page(story("9", 0))
	case p == "/robots.txt":
		_, _ = io.WriteString(out, "User-agent: *\nDisallow: /private/\n")
	case p == "/500":
		http.Error(out, "broken", http.StatusInternalServerError)
	case p == "/garbage":
		out.Header().Set("Content-Type", "text/html")
		_, _ = out.Write([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"))
	case p == "/empty":
		page("<!DOCTYPE html><title>Nothing</title><p>Nothing here.</p>")
	default:
		http.NotFound(out, req)
	}
}

// longRead is a site with one article on three pages, its translation, and a
// front page that links to both.
func longRead(host, path string) string {
	const story, other = "/long/2026/the-walk-along-the-coast", "/long/2026/la-caminata-por-la-costa"
	if path == "/long/" {
		return `<!DOCTYPE html><html lang=en><title>The Long Post</title><ul><li><a href="` + story + `">The walk along the whole coast</a></li><li><a href="` + other + `">La caminata por toda la costa</a></li></ul>`
	}
	number := strings.TrimPrefix(strings.TrimPrefix(path, story), "/")
	head, language, title := "", "en", "The walk along the whole coast"
	switch {
	case path == other:
		head, language, title, number = `<link rel="alternate" hreflang="en" href="`+story+`">`, "es", "La caminata por toda la costa", "0"
	case number == "":
		number, head = "1", `<link rel="next" href="`+story+`/2">`
	case number == "2":
		head = `<link rel="prev" href="` + story + `"><link rel="next" href="` + story + `/3">`
	case number == "3":
		head = `<link rel="prev" href="` + story + `/2">`
	}
	var paras strings.Builder
	for i := range 5 {
		if language == "es" {
			fmt.Fprintf(&paras, "<p>El día %s%d de la caminata trajo lluvia antes del mediodía, una larga subida hasta el faro y, en el refugio, una sopa que la guardesa había hecho con lo que el mar dejó sobre las piedras.</p>\n", number, i)
			continue
		}
		fmt.Fprintf(&paras, "<p>Day %s%d of the walk brought rain before noon, a long climb to the lighthouse, and at hut number %s%d a soup that the keeper of the place had made of what the sea had left on the stones.</p>\n", number, i, number, i)
	}
	return `<!DOCTYPE html><html lang="` + language + `"><head><title>` + title + `</title><meta property="og:type" content="article">
<meta property="article:published_time" content="2026-03-05T08:30:00+01:00">` + head + `</head><body><article><h1>` + title + "</h1>" + paras.String() + `</article></body></html>`
}

// story is an article in which each edition changes a few words.
func story(n string, edition int64) string {
	day := "2026-03-0" + n
	lead := "The ferry to the outer islands sails again after a week in harbour, its master said on Monday."
	if edition > 0 {
		lead = fmt.Sprintf("The ferry to the outer islands sails again after %d weeks in harbour, its owner said on Tuesday.", edition+1)
	}
	var paras strings.Builder
	for i := range 6 {
		fmt.Fprintf(&paras, "<p>Part %s of the story has a paragraph number %d in which the crew tells of rope, weather and the long evenings below deck, and of what number %d meant to them that week.</p>\n", n, i+1, i+1)
	}
	return `<!DOCTYPE html><html lang="en"><head><title>The ferry sails again, part ` + n + ` – The Ferry Post</title>
<meta property="og:title" content="The ferry sails again, part ` + n + `"><meta property="og:type" content="article">
<meta property="article:published_time" content="` + day + `T08:30:00+01:00"><meta name="author" content="Ann Ash">
</head><body><nav><a href="/">Home</a></nav><article><h1>The ferry sails again, part ` + n + `</h1><p>` + lead + "</p>\n" + paras.String() + `</article>
<footer><p>Imprint of The Ferry Post</p></footer></body></html>`
}

// expectCode runs the program and asks for an exit code: code 3 crawl …
func expectCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N ARGS…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec("copydesk", args[1:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("run: %v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// gzipFile packs a file: gzip FROM TO
func gzipFile(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.Create(ts.MkAbs(args[1]))
	ts.Check(err)
	z := gzip.NewWriter(f)
	_, err = io.WriteString(z, ts.ReadFile(args[0]))
	ts.Check(err)
	ts.Check(z.Close())
	ts.Check(f.Close())
}

// brokenPipe runs the program with a reader of standard output that has gone
// away, and asks for exit code 141 and silence.
func brokenPipe(ts *testscript.TestScript, _ bool, args []string) {
	r, w, err := os.Pipe()
	ts.Check(err)
	cmd := exec.Command("copydesk", args...)
	cmd.Dir, cmd.Stdout = ts.MkAbs("."), w
	cmd.Env = append(os.Environ(), "HOME="+ts.Getenv("HOME"))
	var complaint strings.Builder
	cmd.Stderr = &complaint
	ts.Check(r.Close()) // gone before the first byte
	ts.Check(cmd.Start())
	ts.Check(w.Close())
	_ = cmd.Wait() // the exit code says it
	if code := cmd.ProcessState.ExitCode(); code != exitPipe {
		ts.Fatalf("exit code %d, want %d; it said: %s", code, exitPipe, complaint.String())
	}
	if complaint.Len() > 0 {
		ts.Fatalf("it complained: %s", complaint.String())
	}
}

// damagePages has none of a store's archived pages come back.
func damagePages(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: damage DATABASE")
	}
	ctx := context.Background()
	if strings.HasPrefix(args[0], "postgres") {
		conn, err := pgx.Connect(ctx, args[0])
		ts.Check(err)
		_, err = conn.Exec(ctx, `UPDATE pages SET packed = '\x28b52ffd00'`)
		ts.Check(errors.Join(err, conn.Close(ctx)))
		return
	}
	db, err := sql.Open("sqlite3", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.ExecContext(ctx, `UPDATE pages SET packed = x'28b52ffd00'`)
	ts.Check(errors.Join(err, db.Close()))
}

// newerDB makes a database look like a later program's: newerdb FILE
func newerDB(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite3", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.ExecContext(context.Background(), "PRAGMA user_version = 99")
	ts.Check(err)
	ts.Check(db.Close())
}

// lockDB holds a database's lock until the script's end: lockdb FILE
func lockDB(ts *testscript.TestScript, _ bool, args []string) {
	l, err := sqlite.TryLock(context.Background(), ts.MkAbs(args[0]), 0)
	ts.Check(err)
	ts.Defer(func() { _ = l.Unlock() })
}

// cutFile takes bytes off a file's end: cut FILE N
func cutFile(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), info.Size()-n))
}

// expand fills the script's variables into files: expand FILE…
func expand(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		text := os.Expand(ts.ReadFile(name), ts.Getenv)
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o600))
	}
}

// pgDatabase makes an empty PostgreSQL database and puts its URL into a
// variable; PGHOST is the server.
func pgDatabase(t *testing.T, ts *testscript.TestScript, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: pgdb VARIABLE")
	}
	url := pgserver.Shared(t).Database(t)
	ts.Setenv(args[0], url)
	host, _, _ := strings.Cut(strings.TrimPrefix(url, "postgres://copydesk@"), "/")
	ts.Setenv("PGHOST", host)
}

// pgLock has a crawl's lock on a PostgreSQL database until the script ends.
func pgLock(ts *testscript.TestScript, _ bool, args []string) {
	l, err := postgres.TryLock(context.Background(), args[0], false, 0)
	ts.Check(err)
	ts.Defer(l.Unlock)
}

// await runs a command again and again until its output matches: await REGEXP
// COMMAND…
func await(ts *testscript.TestScript, _ bool, args []string) {
	want := regexp.MustCompile(args[0])
	for until := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		if err := ts.Exec(args[1], args[2:]...); err == nil && want.MatchString(ts.ReadFile("stdout")) {
			return
		}
		if time.Now().After(until) {
			ts.Fatalf("no %q in what %q prints: %s%s", args[0], args[1:], ts.ReadFile("stdout"), ts.ReadFile("stderr"))
		}
	}
}

// get prints what an address answers: get URL REGEXP
func get(ts *testscript.TestScript, _ bool, args []string) {
	resp, err := http.Get(args[0])
	ts.Check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	if !regexp.MustCompile(args[1]).Match(body) {
		ts.Fatalf("no %q in %s", args[1], body)
	}
}
