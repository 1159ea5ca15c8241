package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"unicode"

	"github.com/spf13/pflag"

	"copydesk/crawler/fetch"
	"copydesk/crawler/site"
	"copydesk/extract"
	"copydesk/storage"
)

// The exit codes.
const (
	exitBug     = 1
	exitUsage   = 2
	exitPartly  = 3
	exitNetwork = 4
	exitRefused = 5
	exitContent = 6
	exitStorage = 7
	exitLocked  = 8
	exitPipe    = 141
)

// exitCodes is for --help.
const exitCodes = `Exit codes:
  0    done, also when nothing was new
  1    a bug of copydesk, caught; the run went on
  2    usage or configuration: nothing was fetched or written
  3    done, but some sites or pages failed; the rest is stored
  4    network: DNS, connection, TLS, timeout, HTTP status, torn body, redirect loop
  5    refused by rule: robots.txt, an address that isn't public, a scheme
  6    content: not HTML, too big, too complex, no article there
  7    storage or output: full, read-only, damaged, no database
  8    another run holds the lock (--wait queues)
  130  stopped by SIGINT, 143 by SIGTERM: everything finished is saved
  141  the reader of standard output went away`

// usageError is a call that can't be understood or a set-up that can't work.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// given refuses flags that were given 0 where a number is wanted that would stand
// for the default.
func given(flags *pflag.FlagSet, names ...string) error {
	for _, name := range names {
		if fl := flags.Lookup(name); fl.Changed && fl.Value.String() == "0" {
			return usagef("--%s takes numbers from 1", name)
		}
	}
	return nil
}

// fileError is a page's file that can't be read.
type fileError struct{ path, why string }

func (e *fileError) Error() string { return e.path + ": " + e.why }

// codeError ends the program with a code. Without an error all is said.
type codeError struct {
	code int
	err  error
}

func (e *codeError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *codeError) Unwrap() error { return e.err }

// isTold says whether nothing is left to be said of an error.
func isTold(err error) bool {
	var coded *codeError
	return err == nil || errors.As(err, &coded) && coded.err == nil
}

// outputError is an output that can't be written.
type outputError struct {
	name string
	err  error
}

func (e *outputError) Error() string {
	var p *os.PathError
	if errors.As(e.err, &p) && p.Path != e.name {
		return fmt.Sprintf("write %s: %v", e.name, p.Err)
	}
	return fmt.Sprintf("write %s: %v", e.name, e.err)
}

func (e *outputError) Unwrap() error { return e.err }

// codeOf is the exit code of an error.
func codeOf(err error) int {
	var (
		coded  *codeError
		usage  usageError
		config *site.Error
		output *outputError
	)
	switch {
	case err == nil:
		return 0
	case errors.As(err, &coded):
		return coded.code
	case errors.As(err, &output):
		if errors.Is(err, syscall.EPIPE) {
			return exitPipe
		}
		return exitStorage
	case errors.As(err, &usage), errors.As(err, &config), errors.Is(err, storage.ErrQuery), errors.Is(err, storage.ErrAmbiguous):
		return exitUsage
	case errors.Is(err, storage.ErrLocked):
		return exitLocked
	case isStorage(err):
		return exitStorage
	}
	code, _ := pageTrouble(err)
	return code
}

func isStorage(err error) bool {
	for _, known := range []error{storage.ErrNewer, storage.ErrOutdated, storage.ErrDamaged, storage.ErrReadOnly, storage.ErrFull, storage.ErrBusy,
		storage.ErrFenced, storage.ErrNoDatabase, storage.ErrCantOpen, storage.ErrClosed, storage.ErrNoSearch, storage.ErrUnsupported} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// pageTrouble is the exit code and the short reason of an error that a single
// page gave.
func pageTrouble(err error) (code int, reason string) {
	var (
		status  *fetch.StatusError
		network *fetch.NetError
		busy    *fetch.BusyError
		refused *fetch.RefusedError
		content *fetch.ContentError
		file    *fileError
		usage   usageError
	)
	switch {
	case errors.As(err, &usage):
		return exitUsage, "usage"
	case errors.As(err, &file):
		return exitUsage, "file"
	case errors.As(err, &status):
		return exitNetwork, fmt.Sprintf("http_%d", status.Code)
	case errors.As(err, &network):
		return exitNetwork, "net_" + network.Op
	case errors.As(err, &busy):
		return exitNetwork, "busy"
	case errors.As(err, &refused):
		return exitRefused, "refused_" + string(refused.Rule)
	case errors.As(err, &content):
		return exitContent, content.Kind
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return exitNetwork, "stopped"
	}
	for _, known := range []struct {
		err  error
		word string
	}{{extract.ErrNotHTML, "not_html"}, {extract.ErrTooLarge, "too_large"}, {extract.ErrTooComplex, "too_complex"}, {extract.ErrNoArticle, "no_article"}, {storage.ErrNotFound, "not_found"}} {
		if errors.Is(err, known.err) {
			return exitContent, known.word
		}
	}
	return exitBug, "bug"
}

// reasonOf is the short reason of an error that a page gave.
func reasonOf(err error) string {
	var no *notArticle
	if errors.As(err, &no) {
		return string(no.article.Quality.Verdict)
	}
	_, reason := pageTrouble(err)
	return reason
}

// notArticle is a page that was read and is none that is kept.
type notArticle struct{ article *extract.Article }

func (e *notArticle) Error() string {
	return extract.ErrNoArticle.Error() + ": " + describe(e.article)
}

func (e *notArticle) Is(target error) bool { return target == extract.ErrNoArticle }

// describe says in words why a page is no article.
func describe(a *extract.Article) string {
	what := map[extract.Verdict]string{
		extract.TooShort: "hardly any text", extract.IndexPage: "a list of other pages", extract.ConsentWall: "a wall that asks for consent",
		extract.JSShell: "an empty shell that scripts would fill", extract.Blocked: "a page that turns programs away", extract.Soft404: "a page that says it isn't there",
	}[a.Quality.Verdict]
	reasons := strings.Join(a.Quality.Reasons, "; ")
	if what == "" && a.PageType == extract.TypeOther && reasons != "" {
		return reasons
	}
	if what == "" {
		what = "a page of type " + string(a.PageType)
	}
	if reasons != "" && reasons != what {
		what += " (" + reasons + ")"
	}
	return what
}

// maxLine bounds a line of trouble, in characters: with the program's name
// before it, it has 400 at most. endOfLine are those of its end that are kept.
const (
	maxLine   = 400 - len("copydesk: ")
	endOfLine = 160
)

// oneLine makes a text fit for one line of a terminal or a log. A longer one is
// cut in its middle: it begins with an address and ends with what is wrong.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(printable(s)), " ")
	if r := []rune(s); len(r) > maxLine {
		s = string(r[:maxLine-endOfLine-1]) + "…" + string(r[len(r)-endOfLine:])
	}
	return s
}

// printable takes out what would steer a terminal or deceive its reader:
// control characters but line break and tab, marks that change the direction
// of text that isn't theirs, and characters without width. Joiners and plain
// direction marks stay: Persian, Indian scripts and Hebrew need them.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case unicode.IsControl(r):
			return ' '
		case r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r == 0x200b, r == 0xfeff, r == 0xad, r >= 0xe0000 && r <= 0xe007f, r >= 0xfff9 && r <= 0xfffb:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
