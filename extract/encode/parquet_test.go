package encode

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"copydesk/extract"
)

// readParquet reads a file's rows as JSON has them.
func readParquet(t *testing.T, file []byte) []map[string]any {
	t.Helper()
	r := parquet.NewReader(bytes.NewReader(file))
	defer r.Close()
	var out []map[string]any
	for {
		row := map[string]any{}
		err := r.Read(&row)
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, row)
	}
}

func TestParquet(t *testing.T) {
	var file bytes.Buffer
	p := NewParquet(&file, []string{"id", "title", "authors", "date_published", "word_count", "is_accessible_for_free", "image", "quality"})
	for _, a := range []*extract.Article{full(), {ID: "empty"}} {
		if err := p.Write(a); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, row := range readParquet(t, file.Bytes()) {
		line, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, string(line))
	}
	want := []string{
		`{"authors":["Ann Ash","Bo Birk"],"date_published":"2026-03-01T10:00:00+02:00","id":"abc123","image":{"alt":"ferry","caption":"The ferry","credit":"C. Cole","url":"https://a.example/i.jpg"},` +
			`"is_accessible_for_free":true,"quality":{"reasons":[],"score":0.9,"verdict":"ok"},"title":"Ferry \u003cback\u003e \u0026 \"in\" service","word_count":4}`,
		`{"authors":[],"date_published":null,"id":"empty","image":null,"is_accessible_for_free":null,"quality":{"reasons":[],"score":0,"verdict":null},"title":null,"word_count":0}`,
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestParquetManyGroups(t *testing.T) {
	var file bytes.Buffer
	p := NewParquet(&file, nil)
	const n = 2*groupRows + 5
	for range n {
		if err := p.Write(full()); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := parquet.OpenFile(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil || f.NumRows() != n || len(f.RowGroups()) != 3 || len(f.Schema().Fields()) != len(Fields()) {
		t.Errorf("%d rows in %d groups, %v", f.NumRows(), len(f.RowGroups()), err)
	}
}
