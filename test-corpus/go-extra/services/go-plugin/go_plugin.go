// Package goplugincases holds the cases of programs that serve as plugins.
package goplugincases

import (
	"fmt"
	"os/exec"

	"github.com/hashicorp/go-plugin"
)

// Greeter is what the plugin does.
type Greeter interface{ Greet() (string, error) }

// GreetBad leaves the process of the plugin where it does not speak the protocol.
func GreetBad(config *plugin.ClientConfig) (string, error) {
	client := plugin.NewClient(config) // want unclosed-resource // want-fate leaked
	protocol, err := client.Client()
	if err != nil {
		return "", err // want-step "returns"
	}
	raw, err := protocol.Dispense("greeter")
	if err != nil {
		client.Kill()
		return "", err
	}
	defer client.Kill()
	return raw.(Greeter).Greet()
}

// GreetOk kills the process in any case.
func GreetOk(path string, handshake plugin.HandshakeConfig, known plugin.PluginSet) (string, error) {
	client := plugin.NewClient(&plugin.ClientConfig{ // want-fate released
		HandshakeConfig: handshake,
		Plugins:         known,
		Cmd:             exec.Command(path),
	})
	defer client.Kill()
	protocol, err := client.Client()
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	raw, err := protocol.Dispense("greeter")
	if err != nil {
		return "", err
	}
	return raw.(Greeter).Greet()
}
