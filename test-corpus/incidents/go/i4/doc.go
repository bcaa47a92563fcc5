// Package i4 retells the piling up of sockets that nobody closes and of connections that nobody reuses.
package i4
