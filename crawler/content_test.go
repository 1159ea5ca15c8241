package crawler

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"copydesk/extract"
)

// What the hash of an article's content is made of may not change: every page
// would seem to have changed since it was seen last.
func TestContentHashStays(t *testing.T) {
	for name, a := range map[string]extract.Article{
		"empty":    {},
		"plain":    {Title: "Bridge opens", Text: "One  two\n\nthree\u00a0four ", Authors: []string{"Ana Lind", "Bo"}, DatePublished: "2026-03-01", DateModified: "2026-03-02"},
		"no dates": {Title: "大桥", Text: " größer "},
	} {
		v := visiting{}
		v.Article, v.BodyHash = &a, "bytes"
		v.noteContent()
		sum := sha256.Sum256([]byte(strings.Join([]string{a.Title, strings.Join(strings.Fields(a.Text), " "), strings.Join(a.Authors, ","), a.DatePublished, a.DateModified}, "\x00")))
		if want := "bytes." + hex.EncodeToString(sum[:8]); v.BodyHash != want {
			t.Errorf("%s: %s, want %s", name, v.BodyHash, want)
		}
	}
}
