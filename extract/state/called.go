package state

import "strings"

// called reads (function(a,b){return {…}}("x","y")): the result, with the
// arguments in place of the names.
func called(script string) (any, bool) {
	_, rest, ok := strings.Cut(script, "function(")
	if !ok {
		_, rest, ok = strings.Cut(script, "function (")
	}
	list, rest, closed := strings.Cut(rest, ")")
	at := strings.Index(rest, "return ")
	if !ok || !closed || at < 0 {
		return nil, false
	}
	names := strings.Split(list, ",")
	p := literal{s: rest, i: at + len("return "), params: map[string]bool{}}
	for i, n := range names {
		names[i] = strings.TrimSpace(n)
		p.params[names[i]] = true
	}
	v := p.value(0)
	args := map[named]any{}
	if p.accept(';'); !p.broken && p.accept('}') {
		p.accept(')')
		if p.accept('(') {
			for _, n := range names {
				if args[named(n)] = p.value(1); p.broken || !p.accept(',') {
					break
				}
			}
		}
	}
	v = fill(v, args)
	m, ok := v.(map[string]any)
	return v, ok && len(m) > 0
}

// fill puts arguments in the place of names.
func fill(v any, args map[named]any) any {
	switch v := v.(type) {
	case named:
		return args[v]
	case map[string]any:
		for k, e := range v {
			if e = fill(e, args); e == nil {
				delete(v, k)
			} else {
				v[k] = e
			}
		}
	case []any:
		for i := range v {
			v[i] = fill(v[i], args)
		}
	}
	return v
}
