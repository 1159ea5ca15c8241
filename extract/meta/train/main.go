// Train learns how much each kind of source, and each way in which sources
// agree, speaks for an answer of package meta: the tables of weights.go. From
// the root of the project, with DIR the folder of the corpora:
//
//	go run ./extract/meta/train -corpus DIR             cross-validate: each page judged by weights that saw no page of its site
//	go run ./extract/meta/train -corpus DIR -write      learn from all pages, write extract/meta/weights.go
//
// It takes a minute. For each page, package meta lists what the page offers
// (DateChoices, AuthorChoices, TitleChoices) with named features; the weights
// are those of a softmax over a page's choices and the answer "nothing", whose
// score is 0 (conditional logit, McFadden 1974), with an L2 penalty. Each page
// counts a second time, less, without what machines read. It is deterministic:
// equal pages give equal weights.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"strings"

	"copydesk/extract/corpora"
)

func main() {
	corpus := flag.String("corpus", "../shared/corpus", "folder of the corpora")
	names := flag.String("names", "wcxb-dev-article,fundus,trafeval", "corpora to learn from")
	write := flag.Bool("write", false, "write the weights instead of cross-validating")
	file := flag.String("file", "extract/meta/weights.go", "where to")
	only := flag.String("only", "", "one field")
	flag.Parse()
	pages, err := corpora.Load(*corpus, strings.Split(*names, ","), func(err error) { fmt.Fprintln(os.Stderr, err) })
	if err != nil {
		log.Fatal(err)
	}
	var chosen []field
	for _, f := range fields {
		if *only == "" || f.name == *only {
			chosen = append(chosen, f)
		}
	}
	cases := make([][]one, len(chosen))
	for _, bare := range []bool{false, true} {
		if bare {
			corpora.Each(len(pages), func(i int) { strip(pages[i].Doc.Root()) })
		}
		for i, f := range chosen {
			cases[i] = append(cases[i], f.cases(pages, bare)...)
		}
	}
	var tables []table
	for i, f := range chosen {
		if !*write {
			report(f, cases[i])
		}
		tables = append(tables, table{f.name, f.doc, fit(f, cases[i], none)})
	}
	if !*write {
		for _, t := range tables {
			fmt.Println(t)
		}
		return
	}
	if err := writeTables(*file, tables); err != nil {
		log.Fatal(err)
	}
}
