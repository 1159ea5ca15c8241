package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"copydesk/crawler/fetch"
	"copydesk/storage/postgres"
)

const workWARC = "extract"

// warcPart is a WARC file that workers extract into a file of lines, and how
// far they are: so many records have made so many bytes.
type warcPart struct {
	File    string   `json:"file"`
	Out     string   `json:"out"`
	With    []string `json:"with,omitempty"`
	Records int      `json:"records"`
	Bytes   int64    `json:"bytes"`
}

// warcSum is what came of a WARC file.
type warcSum struct {
	Articles, Without, Others, Damaged int
	Example                            string `json:",omitempty"`
}

func (a *app) extractByWorkers(ctx context.Context, f *extractFlags) error {
	if len(f.warc) == 0 || f.out == "" || slices.Contains(f.warc, "-") {
		return usagef("--workers takes WARC files (--warc A,B) and a folder that all workers see (-o DIR)")
	}
	dir, err := filepath.Abs(f.out)
	if err != nil {
		return usageError{err}
	}
	var payloads []any
	names := map[string]string{}
	for _, name := range f.warc {
		file, err := filepath.Abs(name)
		if err != nil {
			return usageError{err}
		}
		out := filepath.Join(dir, filepath.Base(file)+".jsonl")
		if other := names[out]; other != "" {
			return usagef("%s and %s would both become %s: give one of them another name", other, name, out)
		}
		names[out] = name
		payloads = append(payloads, warcPart{File: file, Out: out, With: f.with})
	}
	db, err := a.openShared(ctx, writing)
	if err != nil {
		return err
	}
	defer db.Close()
	parts, err := a.runBulk(ctx, db, workWARC, runName(workWARC, payloads), payloads)
	if err != nil {
		return err
	}
	return a.tellWARCs(parts)
}

// tellWARCs sums up what came of the files.
func (a *app) tellWARCs(parts []postgres.Part) error {
	var all warcSum
	failed := 0
	for i := range parts {
		if parts[i].Error != "" {
			failed++
			a.say("%s", oneLine(parts[i].Error))
			continue
		}
		var one warcSum
		if err := json.Unmarshal(parts[i].Result, &one); err != nil {
			return err
		}
		all.Articles, all.Without = all.Articles+one.Articles, all.Without+one.Without
		all.Others, all.Damaged = all.Others+one.Others, all.Damaged+one.Damaged
		if all.Example == "" {
			all.Example = one.Example
		}
	}
	a.tell("%s, %s without one, %s, in %s", count(all.Articles, "article"), count(all.Without, "page"), count(all.Others, "other answer"), count(len(parts)-failed, "file"))
	switch {
	case failed > 0:
		return &codeError{exitPartly, fmt.Errorf("%d of %d files could not be extracted", failed, len(parts))}
	case all.Damaged > 0:
		return damagedRecords(all.Damaged, errors.New(all.Example))
	}
	return nil
}

// warcPart is a worker's share of extract --warc --workers: a file, from the
// record on that was done last.
func (a *app) warcPart(ctx context.Context, db *postgres.Store, payload, sum json.RawMessage, until time.Time) (left, now json.RawMessage, err error) {
	var p warcPart
	var s warcSum
	if err := json.Unmarshal(payload, &p); err != nil {
		return nil, nil, err
	}
	if len(sum) > 0 {
		if err := json.Unmarshal(sum, &s); err != nil {
			return nil, nil, err
		}
	}
	x := &extractor{app: a, flags: &extractFlags{}}
	if x.want, err = parseWith(p.With); err != nil {
		return nil, nil, err
	}
	if x.sites, err = a.sharedSitesOf(ctx, db); err != nil {
		return nil, nil, err
	}
	out, err := openPart(&p, &s)
	if err != nil {
		return nil, nil, err
	}
	defer out.Close()
	done, err := x.warcRecords(ctx, out, &p, &s, until)
	if err == nil {
		err = out.Sync()
	}
	if err == nil && done {
		err = os.Rename(out.Name(), p.Out)
	}
	if err != nil {
		return nil, nil, err
	}
	if !done {
		if left, err = json.Marshal(p); err != nil {
			return nil, nil, err
		}
	}
	now, err = json.Marshal(s)
	return left, now, err
}

// openPart opens the file that is not whole yet, and takes off what was
// written to it and not noted. One that is gone is begun again.
func openPart(p *warcPart, s *warcSum) (*os.File, error) {
	out, err := os.OpenFile(p.Out+".part", os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("the folder of an extraction must be one that all workers share: %w", err)
	}
	info, err := out.Stat()
	if err == nil && info.Size() < p.Bytes {
		p.Records, p.Bytes, *s = 0, 0, warcSum{}
	}
	if err == nil {
		err = out.Truncate(p.Bytes)
	}
	if err == nil {
		_, err = out.Seek(p.Bytes, io.SeekStart)
	}
	if err != nil {
		out.Close()
		return nil, err
	}
	return out, nil
}

// warcRecords extracts records until there are no more, or the time has come:
// one at least, so that a file always comes to its end.
func (x *extractor) warcRecords(ctx context.Context, out io.Writer, p *warcPart, s *warcSum, until time.Time) (done bool, err error) {
	answers, err := x.app.answers(ctx, []string{p.File})
	if err != nil {
		return false, err
	}
	w := bufio.NewWriterSize(out, 1<<20)
	n, before := 0, p.Records
	for resp, rerr := range answers {
		if n++; n <= before {
			continue
		}
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		if p.Records > before && time.Now().After(until) { // this record is the next job's
			return false, w.Flush()
		}
		line := x.warcRecord(resp, rerr, s)
		if _, err := w.Write(line); err != nil {
			return false, err
		}
		p.Records, p.Bytes = n, p.Bytes+int64(len(line))
	}
	return true, w.Flush()
}

// warcRecord is the line of a record, if it makes one.
func (x *extractor) warcRecord(resp *fetch.Response, err error, s *warcSum) []byte {
	var content *fetch.ContentError
	switch {
	case errors.As(err, &content) || err == nil && !isPage(resp):
		s.Others++
		return nil
	case err != nil:
		if s.Damaged++; s.Example == "" {
			s.Example = oneLine(err.Error())
		}
		return nil
	}
	r := x.archived(resp)
	if r.failed {
		s.Without++
	} else {
		s.Articles++
	}
	return r.line
}
