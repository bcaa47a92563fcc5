// Package i2 retells the incident of the pool that was too small and of the requests that waited for it.
package i2
