package gopacketcases

import (
	"time"

	"github.com/google/gopacket/pcap"
)

// FilterBad keeps the handle where the filter is wrong.
func FilterBad(path, filter string, each func([]byte)) error {
	handle, err := pcap.OpenOffline(path) // want unclosed-connection // want-fate leaked
	if err != nil {
		return err
	}
	if err := handle.SetBPFFilter(filter); err != nil {
		return err // want-step "returns"
	}
	defer handle.Close()
	packet, _, err := handle.ReadPacketData()
	if err == nil {
		each(packet)
	}
	return err
}

// LiveOk cleans up what has made the handle, and hands the handle out.
func LiveOk(device string) (*pcap.Handle, error) {
	inactive, err := pcap.NewInactiveHandle(device) // want-fate released
	if err != nil {
		return nil, err
	}
	defer inactive.CleanUp()
	if err := inactive.SetTimeout(time.Second); err != nil {
		return nil, err
	}
	return inactive.Activate() // want-fate returned
}

// PromiscuousOk leaves a handle that was never active to the collector.
func PromiscuousOk(device string) (*pcap.Handle, error) {
	inactive, err := pcap.NewInactiveHandle(device) // want-fate untracked
	if err != nil {
		return nil, err
	}
	if err := inactive.SetPromisc(true); err != nil {
		return nil, err
	}
	handle, err := inactive.Activate() // want-fate returned
	inactive.CleanUp()
	return handle, err
}
