package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lmittmann/tint"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"copydesk/crawler/site"
	"copydesk/storage"
)

// app is one call of the program: its streams, its environment, and the flags
// that all commands share.
type app struct {
	in     *os.File
	out    *sink
	err    io.Writer
	getenv func(string) (string, bool)
	now    func() time.Time

	common      commonFlags
	log         *slog.Logger
	dbNamed     bool // --db stands on the command line
	began       bool // the command line was understood
	interrupted bool // a signal cut short what was going on
	warned      bool // of what the sites file allows
}

// commonFlags are the flags of every command.
type commonFlags struct {
	config       string
	db           string
	quiet        bool
	verbose      int
	logFormat    choice
	progress     choice
	allowPrivate []string
}

// root is the whole command line.
func (a *app) root() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "copydesk",
		Short: "Crawl news sites, extract their articles, store and export them",
		Long: `Copydesk crawls news sites, extracts their articles, and keeps them in a
database: text, title, authors, dates, pictures, and where each was found.

Data goes to standard output, everything else to standard error. Common flags
can be given by the environment too: COPYDESK_CONFIG, COPYDESK_DB, …

` + exitCodes,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SetOut(a.out)
			if err := cmd.Help(); err != nil {
				return err
			}
			return a.out.Flush()
		},
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error { return a.begin(cmd, args) },
		Version:           versionLine(buildInfo()),
	}
	cmd.SetVersionTemplate("{{.Version}}\n")
	cmd.SetOut(a.out)
	cmd.SetErr(a.err)
	a.addCommon(cmd.PersistentFlags())
	cmd.AddCommand(a.crawlCommand(), a.extractCommand(), a.exportCommand(), a.reextractCommand(), a.archiveCommand(), a.showCommand(), a.searchCommand(),
		a.sitesCommand(), a.statusCommand(), a.workerCommand(), a.dbCommand(), a.schemaCommand(), a.versionCommand())
	cmd.InitDefaultHelpCmd()
	for _, c := range cmd.Commands() {
		if c.Name() == "help" {
			c.Args = knownCommand(cmd)
		}
	}
	a.noteBegin(cmd)
	return cmd
}

func (a *app) addCommon(f *pflag.FlagSet) {
	a.common.logFormat = choice{value: "text", of: []string{"text", "json"}}
	a.common.progress = choice{value: "auto", of: []string{"auto", "always", "never"}}
	f.StringVar(&a.common.config, "config", "", "the sites `FILE` (default ./copydesk.yaml, then $XDG_CONFIG_HOME/copydesk/config.yaml)")
	f.StringVar(&a.common.db, "db", "", "the database: a `FILE`, or postgres://USER@HOST/NAME (default copydesk.db beside the sites file)")
	f.BoolVarP(&a.common.quiet, "quiet", "q", false, "say nothing but what failed")
	f.CountVarP(&a.common.verbose, "verbose", "v", "log every visit; twice: every detail")
	f.Var(&a.common.logFormat, "log-format", "how log lines look")
	f.Var(&a.common.progress, "progress", "whether to show progress; auto: on a terminal")
	f.StringSliceVar(&a.common.allowPrivate, "allow-private", nil, "private or loopback `HOST:PORT` that may be fetched from all the same")
}

// begin runs before every command, once its line has been understood.
func (a *app) begin(cmd *cobra.Command, args []string) error {
	if err := notEmpty(cmd, args); err != nil {
		return err
	}
	a.dbNamed = cmd.Flags().Changed("db")
	if err := a.fromEnvironment(cmd.Flags()); err != nil {
		return err
	}
	for _, p := range a.common.allowPrivate {
		if host, port, ok := strings.Cut(p, ":"); !ok || host == "" || port == "" {
			return usagef("--allow-private %q: write HOST:PORT, as in 127.0.0.1:8000", p)
		}
	}
	a.log = a.logger()
	log.SetFlags(0)
	log.SetOutput(slog.NewLogLogger(a.log.Handler(), slog.LevelDebug).Writer()) // libraries' own talk: net/http tells what servers send
	return nil
}

// notEmpty refuses flags and arguments that are given without a value: a script's
// variable that isn't set would stand for the default, such as all sites. Spaces
// behind the commas of a list mean nothing, but for names of files.
func notEmpty(cmd *cobra.Command, args []string) (err error) {
	cmd.Flags().Visit(func(f *pflag.Flag) {
		list, isList := f.Value.(pflag.SliceValue)
		if f.Value.String() == "" || isList && len(list.GetSlice()) == 0 {
			err = usagef("--%s is given, but empty: is a variable not set?", f.Name)
		}
		if isList && !strings.HasSuffix(f.Name, "warc") {
			names := list.GetSlice()
			for i := range names {
				names[i] = strings.TrimSpace(names[i])
			}
			err = errors.Join(err, list.Replace(names))
		}
	})
	if err == nil && slices.Contains(args, "") {
		err = usagef("an argument is empty: is a variable not set?")
	}
	return err
}

// knownCommand has help say of a command that there is none of the name, which
// Cobra takes for a question after all of them.
func knownCommand(root *cobra.Command) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if c, rest, err := root.Find(args); err != nil || c == nil || len(rest) > 0 {
			return fmt.Errorf("there is no command %q", strings.Join(args, " "))
		}
		return nil
	}
}

// noteBegin has every command note that its line was understood, which Cobra
// goes on checking after the hooks that it offers.
func (a *app) noteBegin(cmd *cobra.Command) {
	if run := cmd.RunE; run != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			a.began = true
			return run(cmd, args)
		}
	}
	for _, c := range cmd.Commands() {
		a.noteBegin(c)
	}
}

// fromEnvironment fills in the common flags that the line doesn't give.
func (a *app) fromEnvironment(flags *pflag.FlagSet) error {
	for name, variable := range map[string]string{"config": "COPYDESK_CONFIG", "db": "COPYDESK_DB", "quiet": "COPYDESK_QUIET",
		"verbose": "COPYDESK_VERBOSE", "log-format": "COPYDESK_LOG_FORMAT", "progress": "COPYDESK_PROGRESS", "allow-private": "COPYDESK_ALLOW_PRIVATE"} {
		value, ok := a.getenv(variable)
		f := flags.Lookup(name)
		if !ok || value == "" || f == nil || f.Changed {
			continue
		}
		if err := f.Value.Set(value); err != nil {
			return usagef("%s=%q: %s", variable, value, plainly(err))
		}
	}
	return nil
}

// logger writes to standard error: in colour for a person, plain else.
func (a *app) logger() *slog.Logger {
	level := slog.LevelError
	switch {
	case a.common.verbose > 1:
		level = slog.LevelDebug
	case a.common.verbose == 1:
		level = slog.LevelInfo
	}
	switch {
	case a.common.logFormat.value == "json":
		return slog.New(slog.NewJSONHandler(a.err, &slog.HandlerOptions{Level: level}))
	case a.isTerminal(a.err):
		return slog.New(tint.NewTextHandler(a.err, &tint.Options{Level: level, TimeFormat: time.TimeOnly, NoColor: !a.colour()}))
	}
	return slog.New(slog.NewTextHandler(a.err, &slog.HandlerOptions{Level: level}))
}

// colour says whether a terminal may be given colours.
func (a *app) colour() bool {
	no, _ := a.getenv("NO_COLOR")
	kind, _ := a.getenv("TERM")
	return no == "" && kind != "dumb"
}

// isTerminal says whether a person is at a stream's other end.
func (a *app) isTerminal(stream any) bool {
	if s, ok := stream.(*sink); ok {
		stream = s.file
	}
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// complain says what went wrong, in one line for each thing.
func (a *app) complain(err error) {
	var several site.Errors
	if !errors.As(err, &several) {
		a.say("copydesk: %s", oneLine(err.Error()))
		return
	}
	for _, one := range several {
		a.say("copydesk: %s", oneLine(one.Error()))
	}
}

// say writes a line to standard error. There is nowhere to tell when that
// fails.
func (a *app) say(format string, args ...any) {
	_, _ = fmt.Fprintln(a.err, printable(fmt.Sprintf(format, args...)))
}

// tell is say, unless the caller wants quiet.
func (a *app) tell(format string, args ...any) {
	if !a.common.quiet {
		a.say(format, args...)
	}
}

// asUsage marks what the command line's reader refused: no command began.
func (a *app) asUsage(cmd *cobra.Command, err error) error {
	if err == nil || a.began {
		return err
	}
	if codeOf(err) == exitPipe {
		return err
	}
	if args := cmd.Flags().Args(); cmd.HasSubCommands() && len(args) > 0 { // Cobra tells of it in several lines
		cmd.SuggestionsMinimumDistance = 2
		if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
			return usagef("%w; did you mean %s?", err, strings.Join(near, " or "))
		}
	}
	if m := together.FindStringSubmatch(err.Error()); m != nil {
		return usagef("--%s don't go together; see %s --help", strings.Join(strings.Fields(m[1]), " and --"), cmd.CommandPath())
	}
	return usagef("%s; see %s --help", plainly(err), cmd.CommandPath())
}

// plainly is an error of reading a number without the library's name for it.
func plainly(err error) string {
	return parsing.ReplaceAllString(err.Error(), "")
}

var parsing = regexp.MustCompile(`strconv\.\w+: parsing "[^"]*": `)

// together is how Cobra says that flags exclude one another.
var together = regexp.MustCompile(`none of the others can be; \[([^\]]+)\] were all set`)

// choice is a flag with a few values.
type choice struct {
	value string
	of    []string
}

func (c *choice) String() string { return c.value }

func (c *choice) Type() string { return strings.Join(c.of, "|") }

func (c *choice) Set(s string) error {
	for _, v := range c.of {
		if s == v {
			c.value = s
			return nil
		}
	}
	return fmt.Errorf("%q is none of %s", s, strings.Join(c.of, ", "))
}

// parseWhen reads a time: 7d, 12h, 2w and so on before now, a day, or RFC
// 3339.
func parseWhen(s string, now time.Time) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	d, err := parseSpan(s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is no time; write 7d, 12h, 2026-01-31 or 2026-01-31T08:00:00Z", s)
	}
	return now.Add(-d), nil
}

// parseSince is parseWhen for the beginning of a stretch of time: nothing is
// dated in the future.
func parseSince(s string, now time.Time) (time.Time, error) {
	t, err := parseWhen(s, now)
	if err == nil && storage.IsAhead(t, now) {
		err = fmt.Errorf("%s lies in the future, where nothing is dated: is the year right?", s)
	}
	return t, err
}

// parseSpan reads a span of time: Go's units, and d and w.
func parseSpan(s string) (time.Duration, error) {
	unit := map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour}[s[max(len(s)-1, 0):]]
	if unit == 0 {
		d, err := time.ParseDuration(s)
		if err != nil || d < 0 {
			return 0, fmt.Errorf("%q is no span of time; write 30m, 12h or 7d", s)
		}
		return d, nil
	}
	n, err := strconv.ParseFloat(s[:len(s)-1], 64)
	if err != nil || n < 0 || n > 36500 {
		return 0, fmt.Errorf("%q is no span of time; write 30m, 12h or 7d", s)
	}
	return time.Duration(n * float64(unit)), nil
}
