//go:build linux && cgo

package main

/*
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

// With how much address space (ulimit -v) a run comes to its end.
static const unsigned long long least_addresses = 2000000ULL << 10;

// Go's runtime, and threads that call C, take far more addresses than memory.
// Where there are too few of them they end the process with a dump of their own,
// at any moment and mostly before main: so this is said before they begin.
__attribute__((constructor)) static void have_addresses(void) {
	struct rlimit l;
	if (getrlimit(RLIMIT_AS, &l) != 0 || l.rlim_cur == RLIM_INFINITY || l.rlim_cur >= least_addresses) {
		return;
	}
	fprintf(stderr, "copydesk: ulimit -v leaves %llu MB of address space, and %llu are needed, most of them never used: "
		"raise it, and bound memory by systemd's MemoryMax or a container\n", (unsigned long long)l.rlim_cur >> 20, least_addresses >> 20);
	_Exit(2); // exitUsage
}
*/
import "C"
