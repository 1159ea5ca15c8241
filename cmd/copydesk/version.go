package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"copydesk/extract"
	"copydesk/extract/encode"
)

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of an article", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if _, err := a.out.Write(encode.Schema()); err != nil {
				return err
			}
			return a.out.Flush()
		},
	}
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the program's version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if _, err := fmt.Fprintln(a.out, versionLine(buildInfo())); err != nil {
				return err
			}
			return a.out.Flush()
		},
	}
}

// buildInfo is what the program knows of its build, nil when nothing.
func buildInfo() *debug.BuildInfo {
	info, _ := debug.ReadBuildInfo()
	return info
}

// versionLine says which build this is: the module's version, the commit and
// its time, and what stamps articles.
func versionLine(info *debug.BuildInfo) string {
	if info == nil {
		return "copydesk (unknown build), extraction " + extract.Version
	}
	set := map[string]string{}
	for _, s := range info.Settings {
		set[s.Key] = s.Value
	}
	version := strings.Trim(info.Main.Version, "()")
	if version == "" {
		version = "devel"
	}
	parts := []string{"copydesk " + version}
	if rev := set["vcs.revision"]; rev != "" {
		if set["vcs.modified"] == "true" {
			rev += " with changes"
		}
		parts = append(parts, "commit "+rev, set["vcs.time"])
	}
	return strings.Join(append(parts, info.GoVersion, "extraction "+extract.Version), ", ")
}
