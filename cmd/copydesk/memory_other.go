//go:build !linux || !cgo

package main

func shareArenas() {}

func giveBack() {}
