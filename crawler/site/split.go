package site

import (
	"bytes"
	"fmt"
	"net/url"

	"github.com/goccy/go-yaml"
)

// Part is one site's entry as a sites file of its own, with the defaults of
// the file that it comes from: what a shared store keeps.
type Part struct {
	ID   string
	Host string // of the home page: what politeness goes by
	Text string
}

// Split parts a file that was found right into its sites. Their tests stay
// behind: they name files beside it. So do secrets of the environment, which
// the entries go on naming.
func Split(path string, b []byte, getenv Getenv) ([]Part, error) {
	f, err := Parse(path, b, getenv)
	if err != nil {
		return nil, err
	}
	var doc struct {
		Defaults yaml.MapSlice   `yaml:"defaults"`
		Sites    []yaml.MapSlice `yaml:"sites"`
	}
	if err := yaml.NewDecoder(bytes.NewReader(b), yaml.UseOrderedMap()).Decode(&doc); err != nil {
		return nil, yamlError(path, err)
	}
	if len(doc.Sites) != len(f.Sites) {
		return nil, &Error{File: path, Msg: "its sites can't be told apart"}
	}
	parts := make([]Part, len(f.Sites))
	for i := range f.Sites {
		if parts[i], err = part(&f.Sites[i], doc.Defaults, doc.Sites[i]); err != nil {
			return nil, fmt.Errorf("%s: site %s: %w", path, f.Sites[i].ID, err)
		}
	}
	return parts, nil
}

func part(s *Site, defaults, entry yaml.MapSlice) (Part, error) {
	own := yaml.MapSlice{{Key: "id", Value: s.ID}}
	for _, item := range entry {
		if item.Key != "tests" && item.Key != "id" {
			own = append(own, item)
		}
	}
	doc := yaml.MapSlice{{Key: "version", Value: 1}}
	if len(defaults) > 0 {
		doc = append(doc, yaml.MapItem{Key: "defaults", Value: defaults})
	}
	home, err := url.Parse(s.Home)
	if err != nil {
		return Part{}, err
	}
	text, err := yaml.Marshal(append(doc, yaml.MapItem{Key: "sites", Value: []yaml.MapSlice{own}}))
	return Part{ID: s.ID, Host: home.Host, Text: string(text)}, err
}

// NewPart is an entry that was found out about as a sites file of its own.
func NewPart(e Entry, getenv Getenv) (Part, error) {
	const name = "new entry"
	b, err := insert(name, []byte("version: 1\nsites:\n"), e)
	if err != nil {
		return Part{}, err
	}
	parts, err := Split(name, b, getenv)
	if err != nil {
		return Part{}, err
	}
	return parts[0], nil
}
