package main

import (
	"fmt"
	"slices"
)

// audit prints for each rule by structure how many words of the article and
// how many others it drops, and on how many pages.
func audit(samples []*sample) {
	type cost struct {
		good, bad, pages int
		worst            string
		most             int
	}
	costs := map[string]*cost{}
	for _, s := range samples {
		if s.gold.Text == nil || *s.gold.Text == "" {
			continue
		}
		here := map[string]int{}
		for i, l := range s.labels {
			rule := s.s.Rule(i)
			if rule == "" {
				continue
			}
			c := costs[rule]
			if c == nil {
				c = &cost{}
				costs[rule] = c
			}
			if l.y > 0 {
				c.good += s.s.Words(i)
				here[rule] += s.s.Words(i)
			} else {
				c.bad += s.s.Words(i)
			}
			if _, ok := here[rule]; !ok {
				here[rule] = 0
			}
		}
		for r, n := range here {
			costs[r].pages++
			if n > costs[r].most {
				costs[r].most, costs[r].worst = n, s.gold.ID
			}
		}
	}
	var names []string
	for r := range costs {
		names = append(names, r)
	}
	slices.Sort(names)
	for _, r := range names {
		c := costs[r]
		fmt.Printf("%-24s %4d pages, drops %6d words of others', %5d of articles' (most: %d on %s)\n", r, c.pages, c.bad, c.good, c.most, c.worst)
	}
}
