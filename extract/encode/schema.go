package encode

import (
	_ "embed"
	"slices"
)

//go:embed article.schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of an article. It is generated
// from the Go type: go test ./extract/encode -update.
func Schema() []byte { return slices.Clone(schema) }
