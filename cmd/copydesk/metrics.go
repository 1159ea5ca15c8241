package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"copydesk/crawler"
	"copydesk/storage/postgres"
)

// metrics are what Prometheus is told of a crawl or a worker. They are made
// when --metrics-addr asks for them and not before.
type metrics struct {
	registry *prometheus.Registry
	visits   *prometheus.CounterVec
	articles *prometheus.CounterVec
	crawls   *prometheus.CounterVec
	bytes    prometheus.Counter
	took     prometheus.Histogram
	inHand   prometheus.Gauge
}

func newMetrics() *metrics {
	counters := func(name, help, label string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{label})
	}
	m := &metrics{
		registry: prometheus.NewRegistry(),
		visits:   counters("copydesk_visits_total", "URLs visited, by what came of it.", "outcome"),
		articles: counters("copydesk_articles_total", "Articles saved: new, revised, unchanged, or a copy of the same site's article at another address.", "change"),
		crawls:   counters("copydesk_site_crawls_total", "Crawls of a site, or slices of one, that have ended: ok, failed or skipped.", "result"),
		bytes:    prometheus.NewCounter(prometheus.CounterOpts{Name: "copydesk_bytes_total", Help: "Bytes of the bodies, decoded."}),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "copydesk_visit_seconds", Help: "A visit from its turn in the queue of its host to the end of extraction.",
			Buckets: []float64{.05, .1, .25, .5, 1, 2, 5, 10, 30, 60, 120}}),
		inHand: prometheus.NewGauge(prometheus.GaugeOpts{Name: "copydesk_sites_in_hand", Help: "Sites that are being crawled here."}),
	}
	m.registry.MustRegister(m.visits, m.articles, m.crawls, m.bytes, m.took, m.inHand,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// event takes in what happened.
func (m *metrics) event(e crawler.Event) {
	switch e.Kind {
	case crawler.EventStart:
		m.inHand.Inc()
	case crawler.EventDone:
		m.inHand.Dec()
		m.crawls.WithLabelValues(resultOf(e.Summary)).Inc()
	case crawler.EventVisit:
		m.visits.WithLabelValues(e.Outcome).Inc()
		m.bytes.Add(float64(e.Bytes))
		m.took.Observe(e.Took.Seconds())
		switch {
		case e.Copy:
			m.articles.WithLabelValues("copy").Inc()
		case e.Saved.New:
			m.articles.WithLabelValues("new").Inc()
		case e.Saved.Revised:
			m.articles.WithLabelValues("revised").Inc()
		case e.Saved.ArticleID != "":
			m.articles.WithLabelValues("unchanged").Inc()
		}
	}
}

func resultOf(s *crawler.SiteSummary) string {
	switch {
	case s == nil:
		return "ok"
	case s.Skipped != "":
		return "skipped"
	case s.Error != "":
		return "failed"
	}
	return "ok"
}

// serveMetrics answers at addr until stop is called. healthy says why nothing
// can be done, if so.
func serveMetrics(ctx context.Context, addr string, m *metrics, healthy func() error) (stop func(), err error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, usagef("--metrics-addr %s: %w", addr, err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		if err := healthy(); err != nil {
			http.Error(w, oneLine(err.Error()), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	return func() {
		_ = srv.Close() // nobody is left to tell
		if err := <-done; err != nil && !errors.Is(err, http.ErrServerClosed) {
			panic(err)
		}
	}, nil
}

// queueMetrics asks the shared database how the crawl is doing whenever
// Prometheus asks. Every worker answers the same: take the maximum.
type queueMetrics struct {
	db                        *postgres.Store
	sites, due, late, workers *prometheus.Desc
}

// queuePatience is how long a scrape waits for the database.
const queuePatience = 5 * time.Second

func newQueueMetrics(db *postgres.Store) *queueMetrics {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("copydesk_queue_"+name, help, labels, nil)
	}
	return &queueMetrics{
		db:      db,
		sites:   desc("sites", "Sites of the shared crawl by state: idle, queued, running, aside.", "state"),
		due:     desc("due_sites", "Sites that are due and not being crawled."),
		late:    desc("lag_seconds", "How long the site has been due that has waited longest."),
		workers: desc("workers", "Workers that have been heard of in the last minute."),
	}
}

// Describe implements prometheus.Collector.
func (q *queueMetrics) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{q.sites, q.due, q.late, q.workers} {
		out <- d
	}
}

// Collect implements prometheus.Collector. A database that does not answer
// leaves a gap, which is what the graph should show.
func (q *queueMetrics) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), queuePatience)
	defer cancel()
	st, err := q.db.Queue(ctx)
	if err != nil {
		return
	}
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	for _, state := range []string{"idle", "queued", "running", "aside"} {
		gauge(q.sites, float64(st.Sites[state]), state)
	}
	gauge(q.due, float64(st.Due))
	gauge(q.late, st.Late.Seconds())
	alive := 0
	for _, w := range st.Workers {
		if st.Now.Sub(w.Beat) < time.Minute {
			alive++
		}
	}
	gauge(q.workers, float64(alive))
}
