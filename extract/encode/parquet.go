package encode

import (
	"bytes"
	"io"
	"reflect"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"copydesk/extract"
)

// groupRows is how many articles a row group holds: what a writer keeps in
// memory, some tens of megabytes, and what a reader reads at a time.
const groupRows = 4096

// Parquet writes articles as the rows of a Parquet file: a column for each
// key, or those of keys. Texts are optional strings, the dates among them as
// they are in JSON, since some are days and some are moments; authors and tags
// are lists; what is nested deeper is JSON.
type Parquet struct {
	w    *parquet.GenericWriter[any]
	row  reflect.Type
	keys []string
	n    int
}

// NewParquet begins a file.
func NewParquet(w io.Writer, keys []string) *Parquet {
	p := &Parquet{}
	var columns []reflect.StructField
	article := reflect.TypeFor[extract.Article]()
	for i, key := range names(article) {
		if len(keys) > 0 && !slices.Contains(keys, key) {
			continue
		}
		f := article.Field(i)
		columns = append(columns, reflect.StructField{Name: f.Name, Type: columnType(f.Type), Tag: reflect.StructTag(`parquet:"` + key + columnTag(f.Type) + `"`)})
		p.keys = append(p.keys, key)
	}
	p.row = reflect.StructOf(columns)
	p.w = parquet.NewGenericWriter[any](w, parquet.SchemaOf(reflect.New(p.row).Interface()), parquet.Compression(&zstd.Codec{}))
	return p
}

// columnType is how a field of an article lies in a row.
func columnType(t reflect.Type) reflect.Type {
	switch {
	case t.Kind() == reflect.String:
		return reflect.TypeFor[*string]()
	case t.Kind() == reflect.Int:
		return reflect.TypeFor[int64]()
	case t == reflect.TypeFor[*bool](), t == reflect.TypeFor[[]string]():
		return t
	}
	return reflect.TypeFor[*string]() // JSON
}

func columnTag(t reflect.Type) string {
	switch columnType(t) {
	case reflect.TypeFor[[]string]():
		return ",list"
	case reflect.TypeFor[int64]():
		return ""
	case reflect.TypeFor[*bool]():
		return ",optional"
	}
	if t.Kind() == reflect.String {
		return ",optional"
	}
	return ",optional,json"
}

// Write adds an article.
func (p *Parquet) Write(a *extract.Article) error {
	row, from := reflect.New(p.row).Elem(), reflect.ValueOf(a).Elem()
	for i := range p.keys {
		if err := setColumn(row.Field(i), from.FieldByName(p.row.Field(i).Name)); err != nil {
			return err
		}
	}
	if _, err := p.w.Write([]any{row.Addr().Interface()}); err != nil {
		return err
	}
	if p.n++; p.n%groupRows == 0 {
		return p.w.Flush()
	}
	return nil
}

func setColumn(to, from reflect.Value) error {
	switch {
	case from.Kind() == reflect.Int:
		to.SetInt(from.Int())
	case to.Type() == from.Type():
		to.Set(from)
	case from.Kind() == reflect.String:
		if s := from.String(); s != "" {
			to.Set(reflect.ValueOf(&s))
		}
	case from.Kind() == reflect.Pointer && from.IsNil():
	default:
		var b bytes.Buffer
		if err := writeValue(&b, from.Interface()); err != nil {
			return err
		}
		s := b.String()
		to.Set(reflect.ValueOf(&s))
	}
	return nil
}

// Close ends the file: without its last bytes it is none.
func (p *Parquet) Close() error { return p.w.Close() }
