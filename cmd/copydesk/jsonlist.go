package main

import "io"

// jsonList writes JSON objects, each of which is a line: one after the other, or,
// where list is true, as the members of one list.
type jsonList struct {
	out   io.Writer
	list  bool
	begun bool
}

// next parts the object that is written now from what was before.
func (l *jsonList) next() error {
	before := ","
	if !l.begun {
		before = "[\n"
	}
	l.begun = true
	return l.mark(before)
}

// end ends the list, which may have no members.
func (l *jsonList) end() error {
	if !l.begun {
		return l.mark("[\n]\n")
	}
	return l.mark("]\n")
}

func (l *jsonList) mark(s string) error {
	if !l.list {
		return nil
	}
	_, err := io.WriteString(l.out, s)
	return err
}

// writeJSON writes so many objects, each of which is a line.
func (a *app) writeJSON(n int, list bool, object func(i int) ([]byte, error)) error {
	l := jsonList{out: a.out, list: list}
	for i := range n {
		data, err := object(i)
		if err == nil {
			err = l.next()
		}
		if err != nil {
			return err
		}
		if _, err := a.out.Write(data); err != nil {
			return err
		}
	}
	return l.end()
}
