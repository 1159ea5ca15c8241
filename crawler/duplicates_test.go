package crawler

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"copydesk/extract"
	"copydesk/storage"
)

// corpusTexts are the texts of real articles, where a corpus stands beside the
// project, each once.
func corpusTexts(t *testing.T) []string {
	dir := os.Getenv("COPYDESK_CORPUS")
	files, _ := filepath.Glob(filepath.Join(dir, "*", "gold.jsonl"))
	if dir == "" || len(files) == 0 {
		t.Skip("no corpus of articles: set COPYDESK_CORPUS to a folder of */gold.jsonl")
	}
	var out []string
	seen := map[string]bool{}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 8<<20)
		for lines.Scan() {
			var a struct {
				Text string `json:"text"`
			}
			if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
				t.Fatal(err)
			}
			if len(strings.Fields(a.Text)) >= 120 && !repeats(seen, a.Text) {
				out = append(out, a.Text)
			}
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// repeats says whether a text shares a tenth of its runs of eight words with
// earlier ones: the corpora have some articles twice, and versions of others.
// It compares words, not fingerprints, so that it knows what those must find.
func repeats(seen map[string]bool, text string) bool {
	words := strings.Fields(strings.ToLower(text))
	var runs []string
	shared := 0
	for i := 0; i+8 <= len(words); i++ {
		r := strings.Join(words[i:i+8], " ")
		if seen[r] {
			shared++
		}
		runs = append(runs, r)
	}
	for _, r := range runs {
		seen[r] = true
	}
	return shared*10 > len(runs)
}

// surroundings are what extraction may leave of a site around its articles.
var surroundings = []string{
	"Sign up for the morning letter of the Valley Courier and never miss what the council, the courts and the clubs of the valley are up to. You can leave the list again at any time with one click at the end of each letter.",
	"The Valley Courier is funded by its readers. If you value what we do, think of joining the four thousand members who make it possible that our reporters sit in every meeting, however late it gets.",
	"Follow us for pictures of the week, the weather in the hills, and the fixtures of the lower leagues. Letters to the editor reach us by post at the old tannery, or in the box beside the bakery.",
}

// edit replaces some words of a text, one in n.
func edit(r *rand.Rand, words []string, n int) []string {
	out := append([]string{}, words...)
	for i := range out {
		if r.IntN(n) == 0 {
			out[i] = []string{"reportedly", "local", "officials", "late", "according"}[r.IntN(5)]
		}
	}
	return out
}

// copies are what other sites make of an agency's article: the words of lead
// are another article's.
func copies(r *rand.Rand, text, lead string) map[string]string {
	words, other := strings.Fields(text), strings.Fields(lead)
	n := len(words)
	join := func(parts ...[]string) string {
		var all []string
		for _, p := range parts {
			all = append(all, p...)
		}
		return strings.Join(all, " ")
	}
	newLead := other[:min(len(other), max(20, n/10))]
	around := surroundings[r.IntN(len(surroundings))]
	return map[string]string{
		"other headline":     "A headline of our own for the story\n\nBy our own reporter\n\n" + text,
		"edited lead":        join(newLead, words[min(n, len(newLead)):]),
		"cut tail":           join(words[:n*(65+r.IntN(25))/100]),
		"boilerplate around": around + "\n\n" + text + "\n\n" + surroundings[r.IntN(len(surroundings))],
		"words changed":      join(edit(r, words, 40)),
		"all of it":          around + "\n\n" + join(newLead, edit(r, words[min(n, len(newLead)):n*85/100], 80)),
	}
}

// TestNearDuplicates measures the look-up and the judgement on copies made of
// real articles, half of which are stored, against articles that are not: they
// share surroundings, and a site's own phrases.
func TestNearDuplicates(t *testing.T) {
	texts := corpusTexts(t)
	r := rand.New(rand.NewPCG(1, 2))
	store := openStore(t)
	id := func(i int) string { return fmt.Sprintf("article-%05d", i) }
	half := len(texts) / 2
	for i, text := range texts[:half] {
		a := &extract.Article{ID: id(i), URL: "https://a.example/" + id(i), PageType: extract.TypeArticle, Title: id(i), Text: text + "\n\n" + surroundings[i%3], Quality: extract.Quality{Verdict: extract.OK}}
		v := storage.Visit{Link: storage.Link{SiteID: "a", URL: a.URL}, StartedAt: in2026(), Article: a, Print: fingerprint(a)}
		if _, err := store.Save(t.Context(), &v); err != nil {
			t.Fatal(err)
		}
	}
	asked, found, right := map[string]int{}, map[string]int{}, map[string]int{}
	ask := func(kind, text, want string) {
		print := fingerprint(&extract.Article{Text: text})
		candidates, err := store.Similar(t.Context(), print, mostCandidates)
		if err != nil {
			t.Fatal(err)
		}
		asked[kind]++
		if c := closest(print, candidates); c != nil {
			found[kind]++
			if c.ArticleID == want {
				right[kind]++
			} else {
				t.Logf("%s: %s taken for %s", kind, want, c.ArticleID)
			}
		}
	}
	var links, good, all int
	for i, text := range texts[:half] {
		// Tomorrow's story ends with the background that this one ended with.
		words, news := strings.Fields(text), strings.Fields(texts[half+r.IntN(half)])
		ask("a later story", strings.Join(append(news[:min(len(news), len(words)*7/10)], words[len(words)*7/10:]...), " "), "none")
		for kind, c := range copies(r, text, texts[(i+7)%len(texts)]) {
			ask(kind, c, id(i))
		}
	}
	for _, text := range texts[half:] {
		ask("another article", text+"\n\n"+surroundings[r.IntN(3)], "none")
	}
	for kind := range asked {
		t.Logf("%-18s %4d asked, %4d found, %4d right", kind, asked[kind], found[kind], right[kind])
		links, good = links+found[kind], good+right[kind]
		if kind != "another article" && kind != "a later story" {
			all += asked[kind]
		}
	}
	precision, recall := float64(good)/float64(links), float64(good)/float64(all)
	t.Logf("%d articles stored, %d copies, %d others: precision %.4f, recall %.4f", half, all, asked["another article"]+asked["a later story"], precision, recall)
	if precision < 0.99 || recall < 0.95 {
		t.Errorf("precision %.4f, recall %.4f; want 0.99 and 0.95", precision, recall)
	}
}
