//go:build !linux

package main

// addressSpace is not known here.
func addressSpace() (most uint64, limited bool) { return 0, false }
