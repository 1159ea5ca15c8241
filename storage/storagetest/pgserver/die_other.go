//go:build !linux

package pgserver

import "syscall"

// dieWithUs is for Linux alone; elsewhere a test program that is killed leaves
// its server behind.
func dieWithUs(*syscall.SysProcAttr) {}
