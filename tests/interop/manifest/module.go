// Package manifest is plugin.json as Go reads and writes it: the same field names, the same order
// and the same rules of omission as docs/protocol.md tells them, so that encoding/json gives
// the bytes that a wick host expects. It also signs and verifies.
package manifest

import "time"

// Module says what a connector offers. Functions are kept beside it, not in it.
type Module struct {
	Meta               Meta
	Configs            []Config
	Operations         []Category
	OAuth              *OAuth
	AllowSessionConfig bool
	DefaultAccess      Access
}

// Meta names a connector.
type Meta struct {
	Key                  string
	Name                 string
	Description          string
	Icon                 string
	Fixed                bool
	LiveCatalog          bool
	RequireAIDescription bool
	DefaultTags          []Tag
}

// Tag is a tag that a host gives to a new connector.
type Tag struct {
	Name        string
	Description string
	IsGroup     bool
	IsFilter    bool
	IsSystem    bool
	SortOrder   int
}

// Config is one setting of a connector, or one input of an operation.
type Config struct {
	Owner         string
	Key           string
	Value         string
	Type          string
	Options       string
	IsSecret      bool
	CanRegenerate bool
	Locked        bool
	Required      bool
	Description   string
	UpdatedAt     time.Time
	Hidden        bool              `json:"hidden,omitempty"`
	ColOptions    map[string]string `json:"col_options,omitempty"`
	VisibleWhen   string            `json:"visible_when,omitempty"`
	Group         string            `json:"group,omitempty"`
	Mode          string            `json:"mode,omitempty"`
	EnvOverride   string            `json:"env_override,omitempty"`
}

// Category groups operations under a heading.
type Category struct {
	Title       string
	Description string
	Ops         []Operation
}

// Operation is one thing that a connector can do.
type Operation struct {
	Key                string
	Name               string
	Description        string
	Input              []Config
	Destructive        bool
	ConfigOnly         bool
	OutputShape        map[string]string `json:"output_shape,omitempty"`
	TemplateableFields []string          `json:"templateable_fields,omitempty"`
	Quirks             []string          `json:"quirks,omitempty"`
	Examples           []Example         `json:"examples,omitempty"`
	PairWith           []string          `json:"pair_with,omitempty"`
	CommonPitfalls     []string          `json:"common_pitfalls,omitempty"`
	InputSample        string            `json:"input_sample,omitempty"`
	OutputSample       string            `json:"output_sample,omitempty"`
}

// Example is a call worth showing.
type Example struct {
	Name string `json:"name"`
	Body string `json:"body"`
}

// OAuth says where accounts sign in.
type OAuth struct {
	AuthorizeURL string
	TokenURL     string
	ExtraParams  map[string]string
	Scopes       string
	DisplayName  string
	Icon         string
}

// Access is what a host allows until its owner decides.
type Access struct {
	EnableSSO             bool
	AllowOthersConnectSSO bool
	MultiAccount          bool
	AllowOthersConfigure  bool
}
