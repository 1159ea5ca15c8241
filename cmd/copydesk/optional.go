package main

import "slices"

// joinOptional joins flags whose value may be left out with the argument behind
// them, where that can be nothing but their value: "--explain html" and "--wait
// 5m", as people write them. The library wants "--explain=html", since it can't
// know.
func joinOptional(args []string) []string {
	out := make([]string, 0, len(args))
	for i := 0; i < len(args); i++ {
		if args[i] == "--" {
			return append(out, args[i:]...)
		}
		if i+1 < len(args) && isValueOf(args[i], args[i+1]) {
			out = append(out, args[i]+"="+args[i+1])
			i++
			continue
		}
		out = append(out, args[i])
	}
	return out
}

func isValueOf(flag, arg string) bool {
	switch flag {
	case "--explain":
		return slices.Contains([]string{"text", "html"}, arg)
	case "--wait":
		_, err := parseSpan(arg)
		return err == nil
	}
	return false
}
