package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"wick/interop/manifest"
)

// List reads what is installed, as wick's manager scans.
func list(command command) (any, error) {
	type row struct {
		Key, Version string
		Operations   []string
	}
	return each(command.Path, func(directory string) (any, error) {
		read, err := manifest.Read(filepath.Join(directory, "plugin.json"))
		if err != nil {
			return nil, err
		}
		row := row{Key: read.Module.Meta.Key, Version: read.Version}
		for _, category := range read.Module.Operations {
			for _, operation := range category.Ops {
				row.Operations = append(row.Operations, operation.Key)
			}
		}
		return row, nil
	})
}

// Describe tells all that a manifest says of its module.
func describe(command command) (any, error) {
	return each(command.Path, func(directory string) (any, error) {
		read, err := manifest.Read(filepath.Join(directory, "plugin.json"))
		return read.Module, err
	})
}

// Verify checks everything as wick's manager does at start.
func verify(command command) (any, error) {
	policy := manifest.Policy{Required: true, Keys: []string{command.Key}}
	return each(command.Path, func(directory string) (any, error) {
		loaded, err := manifest.Load(directory, policy)
		return map[string]string{"key": loaded.Module.Meta.Key, "digest": loaded.SHA256}, err
	})
}

func hash(command command) (any, error) {
	begun := time.Now()
	if _, err := manifest.Digest(command.Path); err != nil {
		return nil, err
	}
	wall := time.Since(begun).Nanoseconds()
	info, err := os.Stat(command.Path)
	if err != nil {
		return nil, err
	}
	return measured{Calls: int(info.Size()), WallNS: wall}, nil
}

// Each does it to all directories, and writes what comes of it.
func each(root string, told func(directory string) (any, error)) (any, error) {
	begun := time.Now()
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil, err
	}
	var all []any
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		one, err := told(filepath.Join(root, entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name(), err)
		}
		all = append(all, one)
	}
	if _, err := json.Marshal(all); err != nil {
		return nil, err
	}
	return measured{Calls: len(all), WallNS: time.Since(begun).Nanoseconds()}, nil
}
