package site

import "copydesk/extract"

// document is the file as it is written.
type document struct {
	Version  *int     `yaml:"version"`
	Defaults settings `yaml:"defaults"`
	Sites    []entry  `yaml:"sites"`
}

// entry is one site as it is written.
type entry struct {
	ID        string          `yaml:"id"`
	Home      string          `yaml:"home"`
	Languages []string        `yaml:"languages"`
	Timezone  string          `yaml:"timezone"`
	Preset    string          `yaml:"preset"`
	Paused    bool            `yaml:"paused"`
	Discover  discoverEntry   `yaml:"discover"`
	Articles  articlesEntry   `yaml:"articles"`
	URLs      urlsEntry       `yaml:"urls"`
	Rules     extract.RuleSet `yaml:"rules"`
	Tests     []testEntry     `yaml:"tests"`
	Settings  settings        `yaml:",inline"`
}

// settings may stand in defaults and in a site, where they win.
type settings struct {
	UserAgent    string            `yaml:"user_agent"`
	Delay        string            `yaml:"delay"`
	Concurrency  int               `yaml:"concurrency"`
	MaxPages     int               `yaml:"max_pages"`
	MaxTime      string            `yaml:"max_time"`
	Schedule     *scheduleEntry    `yaml:"schedule"`
	Windows      []string          `yaml:"windows"`
	Robots       any               `yaml:"robots"`
	AllowPrivate *bool             `yaml:"allow_private"`
	Ports        []int             `yaml:"ports"`
	Proxy        string            `yaml:"proxy"`
	Headers      map[string]string `yaml:"headers"`
	Cookies      map[string]string `yaml:"cookies"`
	Limits       limitsEntry       `yaml:"limits"`
	Archive      archiveEntry      `yaml:"archive"`
}

type discoverEntry struct {
	Feeds    any      `yaml:"feeds"`
	Sitemaps any      `yaml:"sitemaps"`
	Pages    []string `yaml:"pages"`
	Links    *bool    `yaml:"links"`
	MaxDepth int      `yaml:"max_depth"`
	Hosts    []string `yaml:"hosts"`
}

type articlesEntry struct {
	Include []string `yaml:"include"`
	Exclude []string `yaml:"exclude"`
	MaxAge  string   `yaml:"max_age"`
}

type urlsEntry struct {
	KeepParams []string `yaml:"keep_params"`
	DropParams []string `yaml:"drop_params"`
}

type scheduleEntry struct {
	Every    string `yaml:"every"`
	Adaptive bool   `yaml:"adaptive"`
	Min      string `yaml:"min"`
	Max      string `yaml:"max"`
}

type limitsEntry struct {
	Compressed string `yaml:"compressed"`
	Decoded    string `yaml:"decoded"`
	Feed       string `yaml:"feed"`
	Sitemap    string `yaml:"sitemap"`
	Ratio      int    `yaml:"ratio"`
	Headers    int    `yaml:"headers"`
	HeaderSize string `yaml:"header_size"`
	Redirects  int    `yaml:"redirects"`
	Connect    string `yaml:"connect"`
	Answer     string `yaml:"answer"`
	Idle       string `yaml:"idle"`
	Page       string `yaml:"page"`
}

type archiveEntry struct {
	KeepAge  string `yaml:"keep_age"`
	KeepSize string `yaml:"keep_size"`
}

type testEntry struct {
	File          string   `yaml:"file"`
	URL           string   `yaml:"url"`
	Title         string   `yaml:"title"`
	DatePublished string   `yaml:"date_published"`
	Authors       []string `yaml:"authors"`
	Language      string   `yaml:"language"`
	Contains      []string `yaml:"contains"`
	Excludes      []string `yaml:"excludes"`
	NotArticle    bool     `yaml:"not_article"`
}
