package state

import (
	"maps"
	"slices"
)

// Nuxt 3 and SvelteKit write their data as one list in which every value
// stands once, and objects and lists hold the numbers of their values instead:
// [{"title":1,"tags":2},"A ferry",[3],"harbour"]. A list that begins with a
// word is something else than a list: ["Date","2024-…"], ["Reactive",7].

// flat rebuilds such data.
type flat struct {
	list  []any
	built map[int]any
	open  map[int]bool // being built: nothing may hold itself
}

// unflatten is false when a list is not of that form.
func unflatten(list []any) (any, bool) {
	if !isFlat(list) {
		return nil, false
	}
	f := flat{list: list, built: map[int]any{}, open: map[int]bool{}}
	v := f.at(0.0, 0)
	return v, v != nil
}

// isFlat says whether the first value holds numbers of others alone.
func isFlat(list []any) bool {
	if len(list) < 3 {
		return false
	}
	number := func(v any) bool {
		n, ok := v.(float64)
		return ok && n == float64(int(n)) && n < float64(len(list))
	}
	switch first := list[0].(type) {
	case map[string]any:
		for _, v := range first {
			if !number(v) {
				return false
			}
		}
		return len(first) > 0
	case []any:
		if len(first) != 2 || !number(first[1]) {
			return false
		}
		_, word := first[0].(string)
		return word
	}
	return false
}

// at is the value with a number.
func (f *flat) at(number any, depth int) any {
	n, ok := number.(float64)
	i := int(n)
	if !ok || i < 0 || i >= len(f.list) || depth > maxDepth || f.open[i] {
		return nil
	}
	if v, ok := f.built[i]; ok {
		return v
	}
	f.open[i] = true
	v := f.build(f.list[i], depth)
	delete(f.open, i)
	f.built[i] = v
	return v
}

func (f *flat) build(v any, depth int) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for _, k := range slices.Sorted(maps.Keys(v)) { // where one holds another in turn, what is left out must not depend on the map's order
			if b := f.at(v[k], depth+1); b != nil {
				out[k] = b
			}
		}
		return out
	case []any:
		if len(v) > 0 {
			if word, ok := v[0].(string); ok {
				return f.special(word, v[1:], depth)
			}
		}
		return f.all(v, depth)
	}
	return v
}

func (f *flat) all(numbers []any, depth int) []any {
	out := make([]any, 0, len(numbers))
	for _, n := range numbers {
		out = append(out, f.at(n, depth+1))
	}
	return out
}

// special is a value that JSON doesn't know.
func (f *flat) special(word string, rest []any, depth int) any {
	switch word {
	case "Date", "BigInt", "URL":
		if len(rest) > 0 {
			return rest[0]
		}
	case "Set":
		return f.all(rest, depth)
	case "Map", "null":
		out := map[string]any{}
		for i := 0; i+1 < len(rest); i += 2 {
			key, ok := rest[i].(string)
			if !ok {
				key, ok = f.at(rest[i], depth+1).(string)
			}
			if v := f.at(rest[i+1], depth+1); ok && v != nil {
				out[key] = v
			}
		}
		return out
	default: // Reactive, ShallowRef and what else wraps a value
		if len(rest) > 0 {
			return f.at(rest[0], depth+1)
		}
	}
	return nil
}
