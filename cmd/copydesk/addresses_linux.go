package main

import "syscall"

// addressSpace is how many bytes of addresses the process may take (ulimit -v).
func addressSpace() (most uint64, limited bool) {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_AS, &l); err != nil {
		return 0, false
	}
	const unlimited = 1<<63 - 1 // RLIM_INFINITY is above it
	return l.Cur, l.Cur < unlimited
}
