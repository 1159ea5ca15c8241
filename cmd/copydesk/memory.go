package main

import "runtime/debug"

// crawlGC trades a little CPU for a third of the memory: a crawl holds a few
// parsed pages at a time and makes much that lives for one page.
const crawlGC = 60

// beThrifty keeps a long run's memory small. It is called before the database is
// opened, which is when SQLite begins to ask for memory.
func beThrifty() {
	debug.SetGCPercent(crawlGC)
	shareArenas()
}
