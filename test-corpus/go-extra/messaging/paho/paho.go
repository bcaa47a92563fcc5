// Package pahocases holds the cases of the MQTT client of paho. Whether it is connected is only known from a token, so nothing
// is reported.
package pahocases

import (
	"errors"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

// PublishOk disconnects when it has published.
func PublishOk(options *mqtt.ClientOptions, topic string, payload []byte) error {
	client := mqtt.NewClient(options)
	token := client.Connect() // want-fate released
	defer client.Disconnect(250)
	if token.Wait() && token.Error() != nil {
		return token.Error()
	}
	sent := client.Publish(topic, 1, false, payload)
	sent.Wait()
	return sent.Error()
}

// ProbeOk leaves a client that has not connected alone.
func ProbeOk(options *mqtt.ClientOptions) error {
	client := mqtt.NewClient(options)
	token := client.Connect() // want-fate untracked
	if !token.WaitTimeout(time.Second) {
		return errors.New("no answer")
	}
	if err := token.Error(); err != nil {
		return err
	}
	client.Disconnect(0)
	return nil
}
