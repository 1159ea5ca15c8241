package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"sync"

	"copydesk/extract"
	"copydesk/extract/encode"
)

// job is one line of a batch's input.
type job struct {
	ID   *json.RawMessage `json:"id"`
	URL  string           `json:"url"`
	File string           `json:"file"`
}

// jobKeys are what a line may have.
const jobKeys = `{"id", "url", "file"}`

// parse reads a line. A key that means nothing is refused: a misspelt "file"
// would have the page fetched instead.
func (j *job) parse(line []byte) error {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(line, &keys); err != nil {
		return fmt.Errorf("no JSON object such as %s: %w", jobKeys, err)
	}
	if err := json.Unmarshal(line, j); err != nil {
		return fmt.Errorf("url and file are texts: %w", err)
	}
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		if k != "id" && k != "url" && k != "file" {
			return fmt.Errorf("unknown key %q: the keys are %s", k, jobKeys)
		}
	}
	if j.URL == "" && j.File == "" {
		return fmt.Errorf("neither url nor file: the keys are %s", jobKeys)
	}
	return nil
}

// result is one line of a batch's output, on its way.
type result struct {
	line   []byte
	failed bool
}

// batcher is what a batch does with its jobs.
type batcher struct {
	read  func(job) (extract.Page, error) // fetches or opens a job's page
	rules func(url string) *extract.Rules
	want  extract.Formats
}

// batch extracts the pages that the lines of in name, on all cores, and
// writes a line for each to out, in the order of the input.
func batch(in io.Reader, out io.Writer, b batcher) (failed int, err error) {
	workers := runtime.GOMAXPROCS(0)
	order := make(chan chan result, 4*workers)
	work := make(chan func())
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for do := range work {
				do()
			}
		})
	}
	scanErr := make(chan error, 1)
	stop := make(chan struct{})
	go func() {
		defer close(order)
		defer close(work)
		scanErr <- scanJobs(in, stop, func(number int, line []byte) {
			slot := make(chan result, 1)
			order <- slot
			work <- func() { slot <- b.line(number, line) }
		})
	}()
	for slot := range order {
		r := <-slot
		if err != nil {
			continue
		}
		if r.failed {
			failed++
		}
		if _, err = out.Write(r.line); err != nil {
			close(stop)
		}
	}
	wg.Wait()
	return failed, errors.Join(err, <-scanErr)
}

func scanJobs(in io.Reader, stop <-chan struct{}, each func(number int, line []byte)) error {
	r := bufio.NewReaderSize(in, 1<<16)
	for number := 1; ; number++ {
		line, err := r.ReadBytes('\n')
		if line = bytes.TrimSpace(line); len(line) > 0 {
			each(number, line)
		}
		select {
		case <-stop:
			return nil
		default:
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the list: %w", err)
		}
	}
}

// line does one job. Whatever goes wrong becomes its line.
func (b *batcher) line(number int, line []byte) (r result) {
	var j job
	defer func() {
		if p := recover(); p != nil {
			r = result{errorLine(j, fmt.Errorf("a bug of copydesk: %v", p), "bug"), true}
		}
	}()
	if err := j.parse(line); err != nil {
		return result{errorLine(j, fmt.Errorf("line %d of the list: %w", number, err), "usage"), true}
	}
	data, err := b.article(j)
	if err != nil {
		return result{errorLine(j, err, reasonOf(err)), true}
	}
	return result{line: append(data, '\n')}
}

// article is the JSON of a job's article.
func (b *batcher) article(j job) ([]byte, error) {
	a, err := b.page(j)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = encode.AppendObject(&out, a, idPair(j), nil)
	return out.Bytes(), err
}

// page reads a job's page and extracts it.
func (b *batcher) page(j job) (*extract.Article, error) {
	page, err := b.read(j)
	if err != nil {
		return nil, err
	}
	rules := b.rules(page.URL)
	doc, err := extract.Parse(page)
	if err != nil {
		return nil, err
	}
	a, err := doc.Article(rules)
	if err != nil {
		return nil, err
	}
	if !a.HasText() {
		return nil, &notArticle{a}
	}
	if err := doc.Render(a, rules, b.want); err != nil {
		return nil, err
	}
	return a, nil
}

func idPair(j job) []encode.Pair {
	if j.ID == nil {
		return nil
	}
	return []encode.Pair{{Key: "id", Value: *j.ID}}
}

// errorLine is the line of a page that gave no article.
func errorLine(j job, err error, reason string) []byte {
	id := json.RawMessage("null")
	if j.ID != nil {
		id = *j.ID
	}
	var url *string
	if j.URL != "" {
		url = &j.URL
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(struct {
		ID     json.RawMessage `json:"id"`
		URL    *string         `json:"url"`
		Error  string          `json:"error"`
		Reason string          `json:"reason"`
	}{id, url, oneLine(err.Error()), reason}) // strings and valid JSON always encode
	return b.Bytes()
}
