package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime/debug"
	"slices"

	"github.com/spf13/cobra"

	"copydesk/crawler/fetch"
	"copydesk/crawler/warc"
	"copydesk/storage"
)

func (a *app) archiveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "archive",
		Short: "The pages as they were served",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return usagef("archive takes export") },
	}
	var file string
	var sites []string
	export := &cobra.Command{
		Use:   "export --warc FILE",
		Short: "Write the archived pages as WARC/1.1",
		Long: `Write the archived pages, every state of each, as WARC/1.1. A name that ends in
.gz or .zst is compressed, record by record. The file appears whole or not at
all; - is standard output.`,
		Example: `  copydesk archive export --warc pages.warc.gz
  copydesk archive export --warc - --site noticias-sur | warcio index -`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if file == "" {
				return usagef("name the file to write with --warc")
			}
			return a.exportArchive(cmd.Context(), file, sites)
		},
	}
	export.Flags().StringVar(&file, "warc", "", "the `FILE` to write")
	export.Flags().StringSliceVar(&sites, "site", nil, "only the pages of these `SITES`")
	cmd.AddCommand(export)
	return cmd
}

func (a *app) exportArchive(ctx context.Context, name string, sites []string) error {
	if err := a.notOurs(name); err != nil {
		return err
	}
	db, err := a.openStore(ctx, reading)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := a.knownSites(ctx, db, sites); err != nil {
		return err
	}
	if name == "-" {
		_, err := a.writeWARC(ctx, db, a.out, warc.Plain, sites)
		return errors.Join(err, a.out.Flush())
	}
	file, err := createAtomic(name)
	if err != nil {
		return err
	}
	defer file.Abort()
	pages, err := a.writeWARC(ctx, db, file, warc.CompressionOf(name), sites)
	if err == nil {
		err = file.Commit()
	}
	if err == nil {
		a.tell("%s written to %s", count(pages, "page"), name)
	}
	return err
}

// writeWARC writes the archive. A page that can't be unpacked ends it: a file
// with holes is no copy.
func (a *app) writeWARC(ctx context.Context, db store, out io.Writer, packing warc.Compression, sites []string) (pages int, err error) {
	info, _ := debug.ReadBuildInfo()
	w, err := warc.NewWriter(out, packing, versionLine(info), a.now())
	if err != nil {
		return 0, err
	}
	for p, err := range db.Pages(ctx, storage.PageFilter{SiteIDs: sites, Parts: true}) {
		if err == nil {
			err = w.Page(&p)
		}
		if err != nil {
			return pages, err
		}
		pages++
	}
	return pages, ctx.Err()
}

// answers gives the answers of WARC files, one file after the other. A file
// that can't be opened gives an error and ends them.
func (a *app) answers(ctx context.Context, names []string) (iter.Seq2[*fetch.Response, error], error) {
	if n := len(slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n != "-" })); n > 1 {
		return nil, usagef("standard input (-) can be read once")
	}
	for _, name := range names { // all of them, before anything is done
		if name == "-" {
			continue
		}
		info, err := os.Stat(name)
		if err != nil {
			return nil, unreadable(name, err)
		}
		if info.IsDir() {
			return nil, &fileError{name, "is a folder: name a WARC file in it"}
		}
	}
	return func(yield func(*fetch.Response, error) bool) {
		for _, name := range names {
			if !a.readWARC(ctx, name, yield) {
				return
			}
		}
	}, nil
}

func (a *app) readWARC(ctx context.Context, name string, yield func(*fetch.Response, error) bool) bool {
	var in io.Reader = &ctxReader{ctx, a.in}
	if name != "-" {
		file, err := openInput(ctx, name)
		if err != nil {
			return yield(&fetch.Response{}, err)
		}
		defer file.Close()
		in = file
	}
	for resp, err := range warc.Read(in) {
		switch {
		case err == nil:
		case resp.FinalURL == "":
			err = fmt.Errorf("%s: %w", name, err)
		case errors.Is(err, warc.ErrDamaged):
			err = fmt.Errorf("%s: %s: %w", name, resp.FinalURL, err)
		}
		if !yield(resp, err) {
			return false
		}
	}
	return true
}
