package fetch

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"copydesk/storage"
)

// web is a fake web: handlers by host, without sockets, that notes who came
// when.
type web struct {
	mu    sync.Mutex
	hosts map[string]http.Handler
	log   []string
	times []time.Time
	seen  []http.Header
}

func (w *web) RoundTrip(req *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.log = append(w.log, req.URL.String())
	w.times = append(w.times, time.Now())
	w.seen = append(w.seen, req.Header.Clone())
	h := w.hosts[req.URL.Host]
	w.mu.Unlock()
	if h == nil {
		return nil, fmt.Errorf("no host %s in the fake web", req.URL.Host)
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	resp := rec.Result()
	resp.Request = req
	return resp, nil
}

func page(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, body)
	}
}

// hosts is a HostStore in memory.
type hosts struct {
	mu   sync.Mutex
	rows map[string]storage.Host
}

func (h *hosts) Host(_ context.Context, name string) (storage.Host, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	row, ok := h.rows[name]
	if !ok {
		return row, storage.ErrNotFound
	}
	return row, nil
}

func (h *hosts) SaveHost(_ context.Context, row storage.Host) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rows == nil {
		h.rows = map[string]storage.Host{}
	}
	h.rows[row.Host] = row
	return nil
}
