// Package gopacketcases holds the cases of packets that are captured.
package gopacketcases

import (
	"github.com/google/gopacket/afpacket"
)

// FirstBad keeps capturing where nothing could be read.
func FirstBad(device string) ([]byte, error) {
	capture, err := afpacket.NewTPacket(afpacket.OptInterface(device)) // want unclosed-connection // want-fate leaked
	if err != nil {
		return nil, err
	}
	packet, _, err := capture.ReadPacketData()
	if err != nil {
		return nil, err // want-step "returns"
	}
	capture.Close()
	return packet, nil
}

// FirstOk stops capturing in any case.
func FirstOk(device string) ([]byte, error) {
	capture, err := afpacket.NewTPacket(afpacket.OptInterface(device)) // want-fate released
	if err != nil {
		return nil, err
	}
	defer capture.Close()
	packet, _, err := capture.ReadPacketData()
	return packet, err
}
