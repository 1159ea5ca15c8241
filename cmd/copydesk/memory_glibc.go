//go:build linux && cgo

package main

/*
#include <features.h>
#ifdef __GLIBC__
#include <malloc.h>
static void share_arenas(void) { mallopt(M_ARENA_MAX, 2); }
static void give_back(void) { malloc_trim(0); }
#else
static void share_arenas(void) {}
static void give_back(void) {}
#endif
*/
import "C"

// shareArenas has all threads allocate from two places. By default glibc gives
// eight to each core, and Go calls SQLite from whichever thread is free: after
// 60,000 pages their leftovers took forty megabytes.
func shareArenas() { C.share_arenas() }

// giveBack gives the system what SQLite has freed.
func giveBack() { C.give_back() }
