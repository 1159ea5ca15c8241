package site

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"copydesk/crawler/fetch"
	"copydesk/crawler/urlnorm"
	"copydesk/extract"
)

// checker makes Sites of entries and collects what is wrong.
type checker struct {
	loc    *locator
	getenv Getenv
	file   *File
	found  findings
	ids    map[string]int
	bold   map[string][]string // what is bold, and the sites that are allowed it
}

func (c *checker) fail(path, format string, args ...any) {
	c.found.add(c.loc, path, fmt.Sprintf(format, args...))
}

func (c *checker) document(doc *document) {
	switch {
	case doc.Version == nil:
		c.fail("$.version", "the version is missing; write version: 1 at the top")
	case *doc.Version != 1:
		c.fail("$.version", "version %d is not known; this program reads version: 1", *doc.Version)
		return // what is wrong by this version may be right by that one
	}
	c.ids, c.bold = map[string]int{}, map[string][]string{}
	c.settings(&Site{}, "$.defaults", &doc.Defaults) // for errors that stand there
	for i := range doc.Sites {
		if c.found.enough() {
			return
		}
		path := fmt.Sprintf("$.sites[%d]", i)
		e := &doc.Sites[i]
		e.Settings = merge(doc.Defaults, e.Settings)
		c.file.Sites = append(c.file.Sites, c.site(path, e))
	}
	c.warnings(doc)
	if len(doc.Sites) == 0 {
		c.fail("$.sites", "no sites: add one with id and home, or with: copydesk sites add URL")
	}
}

// merge lays a site's settings over the defaults, field by field.
func merge(defaults, own settings) settings {
	d, o := reflect.ValueOf(&defaults).Elem(), reflect.ValueOf(&own).Elem()
	overlay(d, o)
	return defaults
}

func overlay(d, o reflect.Value) {
	for i := range o.NumField() {
		switch f := o.Field(i); {
		case f.Kind() == reflect.Struct:
			overlay(d.Field(i), f)
		case !f.IsZero():
			d.Field(i).Set(f)
		}
	}
}

var idPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

func (c *checker) site(path string, e *entry) Site {
	s := Site{ID: e.ID, Paused: e.Paused, URLs: urlnorm.Config{KeepParams: e.URLs.KeepParams, DropParams: e.URLs.DropParams}}
	if tk := c.loc.token(path); tk != nil {
		s.Line = tk.Position.Line
	}
	s.Home = c.url(path+".home", e.Home, "home")
	if s.ID == "" && s.Home != "" {
		s.ID = DefaultID(s.Home)
	}
	c.id(path, &s)
	c.languages(path, e, &s)
	c.discover(path+".discover", &e.Discover, &s)
	c.articles(path+".articles", &e.Articles, &s)
	c.settings(&s, path, &e.Settings)
	s.Policy.Home = s.Home
	c.rules(path, e, &s)
	c.tests(path, e, &s)
	return s
}

// DefaultID is the id of a site whose entry names none: its host.
func DefaultID(home string) string {
	u, err := url.Parse(home)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ReplaceAll(u.Host, ":", "-"), "www.")
}

func (c *checker) id(path string, s *Site) {
	switch first, twice := c.ids[s.ID]; {
	case s.Home == "":
	case !idPattern.MatchString(s.ID):
		c.fail(path+".id", "id %q: small letters, digits, '.', '_' and '-' only, 64 at most", s.ID)
	case twice:
		c.fail(path+".id", "id %q stands twice, first at line %d: give each site its own", s.ID, first)
	}
	c.ids[s.ID] = s.Line
}

func (c *checker) url(path, raw, what string) string {
	if raw == "" {
		c.fail(path, "no %s: give the site's address, such as https://news.example/", what)
		return ""
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		hint := ""
		if !strings.Contains(raw, ":") {
			hint = "; did you mean https://" + raw + "?"
		}
		c.fail(path, "%s %q is no http or https address%s", what, raw, hint)
		return ""
	}
	out, err := urlnorm.New(urlnorm.Config{KeepParams: []string{"*"}}).URL(raw)
	if err != nil {
		c.fail(path, "%s %q: %v", what, raw, err)
	}
	return out
}

func (c *checker) urls(path string, list []string, what string) []string {
	var out []string
	for i, u := range list {
		out = append(out, c.url(fmt.Sprintf("%s[%d]", path, i), u, what))
	}
	return out
}

func (c *checker) languages(path string, e *entry, s *Site) {
	for i, l := range e.Languages {
		if _, err := language.Parse(l); err != nil {
			c.fail(fmt.Sprintf("%s.languages[%d]", path, i), "language %q is unknown; write it as es or pt-BR", l)
		}
	}
	s.Languages = e.Languages
	if e.Timezone == "" {
		return
	}
	loc, err := time.LoadLocation(e.Timezone)
	if err != nil {
		c.fail(path+".timezone", "time zone %q is unknown; write it as America/Havana", e.Timezone)
	}
	s.Timezone = loc
}

func (c *checker) discover(path string, e *discoverEntry, s *Site) {
	d := Discover{Links: e.Links == nil || *e.Links, MaxDepth: e.MaxDepth, Hosts: e.Hosts}
	d.Feeds = c.sources(path+".feeds", e.Feeds)
	d.Sitemaps = c.sources(path+".sitemaps", e.Sitemaps)
	d.Pages = c.urls(path+".pages", e.Pages, "page")
	if d.MaxDepth < 0 || d.MaxDepth > 50 {
		c.fail(path+".max_depth", "max_depth %d: between 1 and 50", d.MaxDepth)
	}
	for i, h := range e.Hosts {
		if strings.ContainsAny(h, "/: ") || h == "" {
			c.fail(fmt.Sprintf("%s.hosts[%d]", path, i), "host %q: a name alone, such as blog.news.example", h)
		}
	}
	s.Discover = d
}

// sources reads "auto", "none" or a list.
func (c *checker) sources(path string, v any) Sources {
	switch v := v.(type) {
	case nil:
		return Sources{Auto: true}
	case string:
		switch v {
		case "auto":
			return Sources{Auto: true}
		case "none", "off":
			return Sources{}
		}
		c.fail(path, "%q: write auto, none, or a list of addresses in brackets", v)
	case bool:
		return Sources{Auto: v}
	case []any:
		var list []string
		for i, x := range v {
			str, ok := x.(string)
			if !ok {
				c.fail(fmt.Sprintf("%s[%d]", path, i), "%v is no address", x)
				return Sources{}
			}
			list = append(list, str)
		}
		return Sources{URLs: c.urls(path, list, "address")}
	default:
		c.fail(path, "write auto, none, or a list of addresses in brackets")
	}
	return Sources{}
}

func (c *checker) articles(path string, e *articlesEntry, s *Site) {
	s.Articles = Articles{
		Include: c.patterns(path+".include", e.Include),
		Exclude: c.patterns(path+".exclude", e.Exclude),
		MaxAge:  c.duration(path+".max_age", e.MaxAge),
	}
}

func (c *checker) patterns(path string, list []string) []*regexp.Regexp {
	var out []*regexp.Regexp
	for i, p := range list {
		re, err := compilePattern(p)
		if err != nil {
			c.fail(fmt.Sprintf("%s[%d]", path, i), "%q: %v", p, err)
			return nil
		}
		out = append(out, re)
	}
	return out
}

func (c *checker) duration(path, s string) time.Duration {
	if s == "" {
		return 0
	}
	d, err := parseDuration(s)
	if err != nil {
		c.fail(path, "%v", err)
	}
	return d
}

func (c *checker) size(path, s string) int64 {
	if s == "" {
		return 0
	}
	n, err := parseSize(s)
	if err != nil {
		c.fail(path, "%v", err)
	}
	return n
}

// rules joins the preset's rules and the site's, and makes them ready.
func (c *checker) rules(path string, e *entry, s *Site) {
	own := e.Rules
	own.Languages, own.Timezone = e.Languages, e.Timezone
	if _, err := extract.Compile(own); err != nil { // alone first: an error's place is in the file
		c.ruleError(path, err)
		return
	}
	set := own
	if e.Preset != "" {
		p, ok := preset(e.Preset)
		if !ok {
			c.fail(path+".preset", "preset %q is unknown; there are %s", e.Preset, strings.Join(Presets(), ", "))
			return
		}
		set = join(p, own)
	}
	s.RuleSet = set
	if reflect.ValueOf(set).IsZero() {
		return
	}
	r, err := extract.Compile(set)
	if err != nil {
		c.ruleError(path, err)
		return
	}
	s.Rules = r
}

func (c *checker) ruleError(path string, err error) {
	var re *extract.RuleError
	if !errors.As(err, &re) {
		c.fail(path+".rules", "%v", err)
		return
	}
	what := "selector"
	if re.Field == "remove_text" {
		what = "regular expression"
	}
	c.fail(fmt.Sprintf("%s.rules.%s[%d]", path, re.Field, re.Index), "%s %q: %v", what, re.Value, re.Err)
}

func (c *checker) tests(path string, e *entry, s *Site) {
	for i, t := range e.Tests {
		if t.File == "" {
			c.fail(fmt.Sprintf("%s.tests[%d]", path, i), "a test without file: name the page that it reads")
		}
		s.Tests = append(s.Tests, Test(t))
	}
}

// settings reads what may stand in defaults as well.
func (c *checker) settings(s *Site, path string, e *settings) {
	p := &s.Policy
	p.UserAgent = e.UserAgent
	if strings.ContainsAny(e.UserAgent, "\r\n") {
		c.fail(path+".user_agent", "user_agent has a line break in it")
	}
	p.Delay = c.duration(path+".delay", e.Delay)
	if e.Delay == "" {
		p.Delay = DefaultDelay
	}
	p.Concurrency = e.Concurrency
	if e.Concurrency < 0 || e.Concurrency > 16 {
		c.fail(path+".concurrency", "concurrency %d: between 1 and 16", e.Concurrency)
	}
	s.MaxPages = e.MaxPages
	if e.MaxPages < 0 {
		c.fail(path+".max_pages", "max_pages %d: a number above 0", e.MaxPages)
	}
	s.MaxTime = c.duration(path+".max_time", e.MaxTime)
	s.KeepAge = c.duration(path+".archive.keep_age", e.Archive.KeepAge)
	s.KeepSize = c.size(path+".archive.keep_size", e.Archive.KeepSize)
	c.schedule(path+".schedule", e.Schedule, s)
	for i, w := range e.Windows {
		win, err := parseWindow(w)
		if err != nil {
			c.fail(fmt.Sprintf("%s.windows[%d]", path, i), "%v", err)
		}
		s.Windows = append(s.Windows, win)
	}
	c.network(s, path, e)
	p.Limits = c.limits(path+".limits", &e.Limits)
}

// DefaultDelay is the time between two requests to a host.
const DefaultDelay = 2 * time.Second

func (c *checker) schedule(path string, e *scheduleEntry, s *Site) {
	s.Schedule = Schedule{Every: time.Hour}
	if e == nil {
		return
	}
	every := c.duration(path+".every", e.Every)
	lo, hi := c.duration(path+".min", e.Min), c.duration(path+".max", e.Max)
	switch {
	case e.Adaptive && e.Every != "":
		c.fail(path+".every", "every and adaptive exclude each other: take one out")
	case e.Adaptive:
		if lo == 0 {
			lo = 15 * time.Minute
		}
		if hi == 0 {
			hi = 24 * time.Hour
		}
		if lo > hi {
			c.fail(path+".min", "min %v is above max %v", lo, hi)
		}
		s.Schedule = Schedule{Adaptive: true, Min: lo, Max: hi}
	case e.Every == "":
		c.fail(path+".every", "a schedule needs every: 30m, or adaptive: true with min and max")
	case every < time.Minute:
		c.fail(path+".every", "every %v is less than a minute", every)
	default:
		s.Schedule = Schedule{Every: every}
	}
}

func (c *checker) network(s *Site, path string, e *settings) {
	p := &s.Policy
	switch v := e.Robots.(type) {
	case nil:
	case bool:
		p.IgnoreRobots = !v
	case string:
		if v != "on" && v != "off" && v != "obey" {
			c.fail(path+".robots", "robots %q: on or off", v)
		}
		p.IgnoreRobots = v == "off"
	default:
		c.fail(path+".robots", "robots: on or off")
	}
	if p.IgnoreRobots && s.ID != "" {
		c.bold[NoRobots] = append(c.bold[NoRobots], s.ID)
	}
	if e.AllowPrivate != nil && *e.AllowPrivate {
		p.AllowPrivate = true
		if s.ID != "" {
			c.bold[Private] = append(c.bold[Private], s.ID)
		}
	}
	for i, port := range e.Ports {
		if port < 1 || port > 65535 {
			c.fail(fmt.Sprintf("%s.ports[%d]", path, i), "port %d: between 1 and 65535", port)
		}
	}
	p.Ports = e.Ports
	c.proxy(s, path, e.Proxy)
	c.secrets(p, path, e)
}

func (c *checker) proxy(s *Site, path, raw string) {
	if raw == "" || raw == "environment" {
		s.Policy.Proxy = raw
		return
	}
	v, err := expand(raw, true, c.getenv)
	if err != nil {
		c.fail(path+".proxy", "%v", err)
		return
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5" {
		c.fail(path+".proxy", "write it as http://host:port, socks5://host:port, or environment")
		return
	}
	if u.User != nil && !strings.Contains(raw, "${") {
		c.fail(path+".proxy", "%v", errLiteral)
	}
	s.Policy.Proxy = v
}

// secrets fills in headers and cookies. What a site gives out to a subscriber
// stands in the environment and not in the file.
func (c *checker) secrets(p *fetch.Policy, path string, e *settings) {
	for _, name := range slices.Sorted(maps.Keys(e.Headers)) { // the same error each time
		value := e.Headers[name]
		key := http.CanonicalHeaderKey(name)
		plain := key == "Accept-Language" || key == "Accept" || key == "Referer" || key == "Dnt"
		v, err := expand(value, plain, c.getenv)
		if err != nil {
			c.fail(path+".headers."+quoteKey(name), "header %s: %v", name, err)
			return
		}
		if strings.ContainsAny(name, " :\r\n") || key == "Host" || key == "Accept-Encoding" || key == "User-Agent" {
			c.fail(path+".headers."+quoteKey(name), "header %q can't be set here", name)
			return
		}
		if p.Header == nil {
			p.Header = http.Header{}
		}
		p.Header.Set(name, v)
	}
	for _, name := range slices.Sorted(maps.Keys(e.Cookies)) {
		value := e.Cookies[name]
		v, err := expand(value, false, c.getenv)
		if err != nil {
			c.fail(path+".cookies."+quoteKey(name), "cookie %s: %v", name, err)
			return
		}
		if strings.ContainsAny(name+v, ";,\r\n ") {
			c.fail(path+".cookies."+quoteKey(name), "cookie %s: no spaces, commas or semicolons", name)
			return
		}
		if p.Cookies == nil {
			p.Cookies = map[string]string{}
		}
		p.Cookies[name] = v
	}
}

func quoteKey(k string) string { return "'" + strings.ReplaceAll(k, "'", "") + "'" }

func (c *checker) limits(path string, e *limitsEntry) fetch.Limits {
	for _, count := range []struct {
		name string
		n    int
	}{{"ratio", e.Ratio}, {"headers", e.Headers}, {"redirects", e.Redirects}} {
		name, n := count.name, count.n
		if n < 0 || n > 1_000_000 {
			c.fail(path+"."+name, "%s %d: a number above 0", name, n)
		}
	}
	return fetch.Limits{
		Compressed: c.size(path+".compressed", e.Compressed),
		Decoded:    c.size(path+".decoded", e.Decoded),
		Feed:       c.size(path+".feed", e.Feed),
		Sitemap:    c.size(path+".sitemap", e.Sitemap),
		Ratio:      e.Ratio,
		Headers:    e.Headers,
		HeaderSize: c.size(path+".header_size", e.HeaderSize),
		Redirects:  e.Redirects,
		Connect:    c.duration(path+".connect", e.Connect),
		Answer:     c.duration(path+".answer", e.Answer),
		Idle:       c.duration(path+".idle", e.Idle),
		Page:       c.duration(path+".page", e.Page),
	}
}
