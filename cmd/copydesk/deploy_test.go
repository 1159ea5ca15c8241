package main

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"copydesk/crawler"
	"copydesk/storage"
)

// served are the metrics that a worker serves.
func served(t *testing.T) map[string]bool {
	t.Helper()
	m := newMetrics()
	m.event(crawler.Event{Kind: crawler.EventStart})
	m.event(crawler.Event{Kind: crawler.EventVisit, Outcome: "ok", Saved: storage.Saved{New: true}})
	m.event(crawler.Event{Kind: crawler.EventDone, Summary: &crawler.SiteSummary{}})
	families, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, f := range families {
		names[f.GetName()] = true
	}
	descs := make(chan *prometheus.Desc, 10)
	newQueueMetrics(nil).Describe(descs)
	close(descs)
	for d := range descs {
		names[regexp.MustCompile(`fqName: "([^"]+)"`).FindStringSubmatch(d.String())[1]] = true
	}
	return names
}

// Dashboard and alerts ask for metrics that there are, and the dashboard for
// all of them.
func TestDeployMetrics(t *testing.T) {
	have := served(t)
	used := map[string]bool{}
	for _, file := range []string{"deploy/grafana-dashboard.json", "deploy/copydesk-alerts.yml"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, ".json") && !json.Valid(data) {
			t.Errorf("%s is no JSON", file)
		}
		for _, name := range regexp.MustCompile(`copydesk_\w+`).FindAllString(string(data), -1) {
			name = strings.TrimSuffix(name, "_bucket")
			used[name] = true
			if !have[name] {
				t.Errorf("%s asks for %s, which no worker serves", file, name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(have)) {
		if strings.HasPrefix(name, "copydesk_") && !used[name] {
			t.Errorf("nothing shows %s", name)
		}
	}
}

// The unit calls the program with flags that it has.
func TestDeployUnit(t *testing.T) {
	data, err := os.ReadFile("deploy/copydesk-worker.service")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`ExecStart=\S+ (.+)`).FindStringSubmatch(string(data))
	if line == nil {
		t.Fatal("no ExecStart")
	}
	cmd, args, err := (&app{out: &sink{file: os.Stdout}, err: os.Stderr, getenv: os.LookupEnv}).root().Find(strings.Fields(line[1]))
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.ParseFlags(args); err != nil || cmd.Name() != "worker" {
		t.Errorf("copydesk %s: %v", line[1], err)
	}
}

// A copy of a site's own article is no new one.
func TestArticleMetrics(t *testing.T) {
	m := newMetrics()
	for _, e := range []crawler.Event{
		{Saved: storage.Saved{ArticleID: "a", New: true}},
		{Saved: storage.Saved{ArticleID: "b", New: true}, Copy: true},
		{Saved: storage.Saved{ArticleID: "a", Revised: true}},
		{Saved: storage.Saved{ArticleID: "a"}},
		{},
	} {
		e.Kind = crawler.EventVisit
		m.event(e)
	}
	families, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, f := range families {
		for _, one := range f.GetMetric() {
			if f.GetName() == "copydesk_articles_total" {
				got[one.GetLabel()[0].GetValue()] = one.GetCounter().GetValue()
			}
		}
	}
	if diff := cmp.Diff(map[string]float64{"new": 1, "copy": 1, "revised": 1, "unchanged": 1}, got); diff != "" {
		t.Error(diff)
	}
}
