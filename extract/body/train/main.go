// Train learns the model of package body from corpora of pages whose article
// text is known. From the root of the project, with DIR the folder that holds
// a folder a corpus (gold.jsonl, and html/ID.html.gz for each line of it):
//
//	go run ./extract/body/train -corpus DIR                 learn from all pages, write extract/body/model.bin
//	go run ./extract/body/train -corpus DIR -cv -out DIR2   cross-validate: each page judged by a model that saw no page of its site
//	go run ./extract/body/train -corpus DIR -audit          print what article text each rule costs
//
// The first takes about two minutes on two cores, the second five
// minutes; DIR2 then holds a file of predictions a corpus, one line a page
// with id and text, of the whole of extraction. A score on pages that a model
// saw says nothing: quote the second's. Both are deterministic: equal pages
// give an equal file.
//
// A block is labelled the article's when most of its words stand in runs of
// four words that the gold text has too (labels.go). Sites are dealt to five
// folds by their registrable domain (package corpora). Log-odds of class names and
// words, and the first forest's opinions, are learned from other folds than
// the page's own before a forest is trained on them (trainer.go), so that it
// learns what they are worth on pages that nobody saw.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"copydesk/extract/body"
	"copydesk/extract/corpora"
)

func main() {
	corpus := flag.String("corpus", "../shared/corpus", "folder of the corpora")
	names := flag.String("names", "wcxb-dev-article,fundus,trafeval", "corpora to learn from")
	cv := flag.Bool("cv", false, "cross-validate instead of writing a model")
	fast := flag.Bool("fast", false, "one round of first forests for all folds: quicker, nearly honest")
	out := flag.String("out", "", "folder for predictions, or file for the model")
	models := flag.String("models", "", "with -cv: folder of the folds' models, made when it isn't there; for trying rules, which need no new models")
	auditRules := flag.Bool("audit", false, "print how much article text each rule costs")
	flag.Parse()
	start := time.Now()
	samples, err := load(*corpus, strings.Split(*names, ","))
	if err != nil {
		log.Fatal(err)
	}
	each(samples, func(s *sample) {
		s.s = body.NewSample(s.root, s.size, s.hints, &body.Model{})
		s.labels = labelPage(s, s.s)
	})
	log.Printf("%d pages, %v", len(samples), time.Since(start))
	if *auditRules {
		audit(samples)
		return
	}
	t := &trainer{samples: samples, fast: *fast}
	t.count()
	if *cv {
		err = t.crossValidate(*out, *models)
	} else {
		err = t.writeModel(*out)
	}
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("done, %v", time.Since(start))
}

// each runs do over all samples on all cores.
func each(samples []*sample, do func(*sample)) {
	corpora.Each(len(samples), func(i int) { do(samples[i]) })
}

func (t *trainer) writeModel(file string) error {
	if file == "" {
		file = "extract/body/model.bin"
	}
	m := t.train(none)
	data := m.Encode()
	log.Printf("%s: %d KB", file, len(data)>>10)
	return os.WriteFile(file, data, 0o644)
}

// foldModel is the model that never saw fold f, from folder dir if it is there.
func (t *trainer) foldModel(f int, dir string) (*body.Model, error) {
	if dir == "" {
		return t.train(f), nil
	}
	file := filepath.Join(dir, fmt.Sprintf("fold%d.bin", f))
	if data, err := os.ReadFile(file); err == nil {
		return body.DecodeModel(data)
	}
	m := t.train(f)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	return m, os.WriteFile(file, m.Encode(), 0o644)
}

// crossValidate writes what a model that saw no page of a page's site makes
// of it.
func (t *trainer) crossValidate(dir, models string) error {
	texts := make(map[*sample]string, len(t.samples))
	var mu sync.Mutex
	for f := range folds {
		m, err := t.foldModel(f, models)
		if err != nil {
			return err
		}
		each(t.inFold(f), func(s *sample) {
			text := s.text(m)
			mu.Lock()
			texts[s] = text
			mu.Unlock()
		})
		log.Printf("fold %d", f)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	files := map[string]*os.File{}
	for _, s := range t.samples {
		f := files[s.corpus]
		if f == nil {
			var err error
			if f, err = os.Create(filepath.Join(dir, s.corpus+".jsonl")); err != nil {
				return err
			}
			files[s.corpus] = f
		}
		line, err := json.Marshal(map[string]string{"id": s.gold.ID, "text": texts[s]})
		if err != nil {
			return err
		}
		fmt.Fprintf(f, "%s\n", line)
	}
	for _, f := range files {
		if err := f.Close(); err != nil {
			return err
		}
	}
	return nil
}
