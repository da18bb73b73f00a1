package manifest

import (
	"encoding/json"
	"os"
	"sort"
)

// Entry is a connector of a catalogue, plugins.json.
type Entry struct {
	Key         string            `json:"key"`
	Name        string            `json:"name"`
	Description string            `json:"description"`
	Version     string            `json:"version"`
	DefaultTags []Tag             `json:"default_tags,omitempty"`
	Assets      map[string]string `json:"assets"`
}

// ReadCatalog reads a catalogue as a host does: key and name stand in for each other, and what has
// neither is dropped.
func ReadCatalog(path string) ([]Entry, error) {
	bytes, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var read []Entry
	if err := json.Unmarshal(bytes, &read); err != nil {
		return nil, err
	}
	entries := []Entry{}
	for _, entry := range read {
		if entry.Key == "" {
			entry.Key = entry.Name
		}
		if entry.Name == "" {
			entry.Name = entry.Key
		}
		if entry.Key == "" {
			continue
		}
		if entry.Assets == nil {
			entry.Assets = map[string]string{}
		}
		entries = append(entries, entry)
	}
	sort.Slice(entries, func(i, j int) bool { return entries[i].Key < entries[j].Key })
	return entries, nil
}
