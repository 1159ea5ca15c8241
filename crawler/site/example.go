package site

import _ "embed"

// Example is a sites file with every key in it and what each does.
//
//go:embed example.yaml
var Example string
