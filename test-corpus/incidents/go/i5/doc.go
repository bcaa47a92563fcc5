// Package i5 retells the reconnect loop that lost one connection per round.
package i5
