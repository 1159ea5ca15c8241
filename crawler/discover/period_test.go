package discover

import (
	"testing"
	"time"
)

func TestPeriodEnd(t *testing.T) {
	for u, want := range map[string]string{
		"https://a.example/sitemap-2024-07.xml":            "2024-08-01",
		"https://a.example/sitemap_2024_7.xml.gz":          "2024-08-01",
		"https://a.example/sitemaps/2024/12.xml":           "2025-01-01",
		"https://a.example/sitemap-posts-202402.xml":       "2024-03-01",
		"https://a.example/sitemap.xml?yyyy=2024-02":       "2024-03-01",
		"https://a.example/sitemap-20240229.xml":           "2024-03-01",
		"https://a.example/sitemap-2019.xml":               "2020-01-01",
		"https://a.example/sitemap-12.xml":                 "",
		"https://a.example/sitemap-120247.xml":             "",
		"https://2019.example/sitemap.xml":                 "",
		"https://a.example/wp-sitemap-posts-post-2024.xml": "2025-01-01",
	} {
		checkTime(t, u, PeriodEnd(u), want)
	}
}

func TestDatedBy(t *testing.T) {
	for u, want := range map[string]string{
		"https://a.example/2024/07/31/story":         "2024-08-01",
		"https://a.example/news/2024/07/story.html":  "2024-08-01",
		"https://a.example/2024-07-30/story":         "2024-07-31",
		"https://a.example/a/20240730/c123.html":     "2024-07-31",
		"https://a.example/a/2024/0730/c123.html":    "2024-07-31",
		"https://a.example/2024/olympics/story":      "",
		"https://a.example/news/2024":                "",
		"https://a.example/news/12024071/story":      "",
		"https://a.example/story?back=/2024/07/31/x": "",
	} {
		checkTime(t, u, DatedBy(u), want)
	}
}

func checkTime(t *testing.T, u string, got time.Time, want string) {
	t.Helper()
	if s := got.Format(time.DateOnly); s != want && (want != "" || !got.IsZero()) {
		t.Errorf("%s: %s, want %q", u, s, want)
	}
}
