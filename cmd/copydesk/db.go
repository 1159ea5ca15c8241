package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) dbCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "db",
		Short: "Care for the database: check, back up, pack, copy into another one",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return usagef("db takes check, backup, vacuum or copy") },
	}
	cmd.AddCommand(&cobra.Command{
		Use: "check", Short: "Look the whole database through and name what is damaged", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.checkDB(cmd.Context()) },
	}, &cobra.Command{
		Use: "backup FILE", Short: "Copy the database, also while a crawl runs", Args: exactlyOne("the file to copy the database into"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.backupDB(cmd.Context(), args[0]) },
	}, &cobra.Command{
		Use: "vacuum", Short: "Pack the database, and the pages in it more tightly", Args: cobra.NoArgs,
		Long: `Give back the space of what was deleted, and pack archived pages a sixth smaller
than they are when they come, each site's with a dictionary made from pages of all
its time. The first time this takes a core ten milliseconds a page; later only
what has come since is packed. One that is stopped goes on where it was, and
workers may go on beside it.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.vacuumDB(cmd.Context()) },
	})
	cmd.AddCommand(a.copyCommand())
	return cmd
}

func (a *app) checkDB(ctx context.Context) error {
	db, err := a.openStore(ctx, reading)
	if err != nil {
		return err
	}
	defer db.Close()
	damage, err := db.Check(ctx)
	if err != nil {
		return err
	}
	for _, d := range damage {
		a.say("%s", oneLine(d))
	}
	if len(damage) > 0 {
		hint := "restore a backup"
		if !isPostgres(a.common.db) {
			hint += ", or save what can be read with sqlite3 .recover"
		}
		return &codeError{exitStorage, fmt.Errorf("the database is damaged in %s: %s", count(len(damage), "place"), hint)}
	}
	stats, err := db.Stats(ctx)
	if err != nil {
		return err
	}
	a.tell("the database is whole; its schema is %d", stats.Schema)
	return a.tellQueue(ctx, db)
}

func (a *app) backupDB(ctx context.Context, file string) error {
	if err := a.notOurs(file); err != nil {
		return err
	}
	db, err := a.openStore(ctx, copying)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Backup(ctx, file); err != nil {
		return orStorage(err)
	}
	a.tell("copied to %s", file)
	return nil
}

func (a *app) vacuumDB(ctx context.Context) error {
	path, err := a.dbPath()
	if err != nil {
		return err
	}
	if err := mustExist(ctx, path); err != nil {
		return err
	}
	ctx, unlock, err := lock(ctx, path, beside, 0)
	if err != nil {
		return err
	}
	defer unlock()
	db, err := openAt(ctx, path, writing)
	if err != nil {
		return err
	}
	defer db.Close()
	before, err := db.Stats(ctx)
	if err != nil {
		return err
	}
	if err := db.Vacuum(ctx); err != nil {
		return err
	}
	after, err := db.Stats(ctx)
	if err != nil {
		return err
	}
	a.tell("%s before, %s now", bytesOf(before.FileBytes), bytesOf(after.FileBytes))
	return nil
}
